import {
  formatBytesPerSecond,
  formatQuantile,
  formatRate,
  formatRatio,
} from "@/lib/format/figures";
import type { MeshEdge, MeshNode } from "@/lib/mesh/graph/mesh-graph";
import { quantile } from "@/lib/mesh/telemetry/quantiles";
import { canvasText } from "@/lib/messages/topology-canvas";
import type { Thread } from "../../flow/flow";
import { threadWidth } from "../../flow/measures";
import { decidingLabel } from "./config-look";
import type { LookContext, Segment, TextTone, ThreadLook, ThreadTone } from "./look";
import { expectsMutualTls, lockOf, shortIdentity } from "./security";

const text = canvasText.figure;

/** The nodes at the ends of a thread. */
export type Ends = { readonly source: MeshNode | undefined; readonly target: MeshNode | undefined };

const plain = (value: string): Segment => ({ text: value, tone: "plain" });

/** How a thread looks through a lens. Pure. */
export function threadLook(thread: Thread, ends: Ends, context: LookContext): ThreadLook {
  const { edge } = thread;
  const facts = factsOf(edge, ends);
  const through =
    context.lens === "config" ? throughConfig(facts, context) : THROUGH[context.lens](facts);
  const stale = context.old !== null;
  const grey = (segments: readonly Segment[]) =>
    stale ? segments.map((s) => ({ ...s, tone: "muted" as const })) : segments;
  return {
    id: thread.id,
    width: threadWidth(facts.weight),
    tone: edge.idle ? "idle" : stale ? "edge" : through.tone,
    label: edge.idle ? [] : grey(through.label),
    brief: edge.idle ? [] : grey(through.brief),
    lock: edge.idle || stale ? null : through.lock,
    mark: stale || edge.idle ? null : markOf(through.tone, context),
    problem: !stale && (through.tone === "failing" || through.tone === "degraded"),
    importance: facts.weight,
    stitches: facts.tcp || edge.idle || stale ? 0 : stitchesFor(edge.figures.requestsPerSecond),
    denied: edge.denied !== null && !stale && context.lens !== "config",
    tcp: facts.tcp,
    idle: edge.idle,
    plies: thread.plies.map((ply) => plyTone(ply.level, through, context)),
    chip: chipOf(thread),
    draft: null,
  };
}

type Facts = {
  readonly edge: MeshEdge;
  readonly ends: Ends;
  readonly tcp: boolean;
  /** What the width is drawn from: requests per second; for TCP kilobytes per second. */
  readonly weight: number;
};

function factsOf(edge: MeshEdge, ends: Ends): Facts {
  const { figures } = edge;
  const bytes = figures.tcp === null ? 0 : figures.tcp.toServer + figures.tcp.toClient;
  const tcp = edge.protocol === "tcp";
  return { edge, ends, tcp, weight: tcp ? bytes / 1000 : figures.requestsPerSecond };
}

type Through = {
  readonly tone: ThreadTone;
  /** Goes in plaintext, wholly or in part, where it should not, and the lens says so. */
  readonly exposed: boolean;
  readonly label: readonly Segment[];
  readonly brief: readonly Segment[];
  readonly lock: ThreadLook["lock"];
};

const THROUGH: Readonly<Record<Exclude<LookContext["lens"], "config">, (facts: Facts) => Through>> =
  {
    traffic: throughTraffic,
    health: throughHealth,
    security: throughSecurity,
  };

/** Grey, or the accent where an object decides what becomes of the requests; the object by its name. */
function throughConfig({ edge }: Facts, { config }: LookContext): Through {
  const label = decidingLabel(config?.deciding.get(edge.id) ?? null);
  const tone: ThreadTone = label.length > 0 ? "decided" : "edge";
  return { tone, exposed: false, label, brief: [], lock: null };
}

const WRONG: Readonly<Record<string, "failing" | "degraded">> = {
  failing: "failing",
  degraded: "degraded",
};

/** Grey, health only if wrong; the rate and the one figure that is wrong. */
function throughTraffic(facts: Facts): Through {
  const { edge, ends } = facts;
  const share = edge.figures.mutualTlsShare;
  const exposed = share !== null && share < 1 && expectsMutualTls(ends.source, ends.target);
  const wrong = edge.denied === null ? WRONG[edge.health.level] : "failing";
  const tone = wrong ?? (exposed ? "degraded" : "edge");
  const rate = plain(rateText(facts));
  const bare = plain(facts.tcp ? rateText(facts) : text.bareRate(edge.figures.requestsPerSecond));
  const why = wrong === undefined ? null : wrongFigure(edge, wrong);
  const exposure = exposed ? exposureOf(share) : null;
  const more = [why, exposure].filter((s) => s !== null);
  return {
    tone,
    exposed,
    label: [...(facts.tcp ? [plain(text.tcp)] : []), rate, ...more],
    brief: why === null ? [bare] : [shortened(edge, why)],
    lock: share !== null && (share >= 1 || exposed) ? lockOf(share) : null,
  };
}

function rateText({ edge, tcp }: Facts): string {
  const { figures } = edge;
  if (tcp) {
    const { tcp: bytes } = figures;
    return formatBytesPerSecond(bytes === null ? null : bytes.toServer + bytes.toClient);
  }
  return formatRate(figures.requestsPerSecond);
}

/** Between two columns there is no room for words. */
function shortened(edge: MeshEdge, why: Segment): Segment {
  if (edge.denied !== null) return { ...why, text: text.refused };
  return edge.missingSubsets.length > 0 ? { ...why, text: formatRatio(countedRatio(edge)) } : why;
}

const exposureOf = (share: number): Segment => ({
  text: share <= 0 ? text.plaintext : text.partPlaintext(1 - share),
  tone: "degraded",
});

/** The figure behind the colour: the denial, the missing subset, or the ratio that the rule counted. */
function wrongFigure(edge: MeshEdge, tone: "failing" | "degraded"): Segment {
  if (edge.denied !== null) return { text: edge.denied.certain ? text.denied : text.refused, tone };
  const [subset] = edge.missingSubsets;
  if (subset !== undefined) return { text: text.missingSubset(subset), tone };
  return { text: formatRatio(countedRatio(edge)), tone };
}

function countedRatio(edge: MeshEdge): number | null {
  const counted = edge.health.reasons.find((r) => r.code === "error-ratio");
  return counted?.code === "error-ratio" ? counted.ratio : edge.figures.errorRatio;
}

const HEALTH_TONE: Readonly<Record<MeshEdge["health"]["level"], ThreadTone>> = {
  failing: "failing",
  degraded: "degraded",
  "not-ready": "degraded",
  healthy: "ok",
  unknown: "unknown",
};

/** The health of every edge; errors and p95. */
function throughHealth(facts: Facts): Through {
  const { edge } = facts;
  const tone = edge.denied === null ? HEALTH_TONE[edge.health.level] : "failing";
  const ratio = countedRatio(edge);
  const p95 = quantile(edge.figures.latency, 0.95);
  const errors: readonly Segment[] =
    ratio === null ? [] : [{ text: formatRatio(ratio), tone: textTone(tone) }];
  const latency = p95 === null ? [] : [plain(formatQuantile(p95))];
  const bytes = facts.tcp ? [plain(rateText(facts))] : [];
  return {
    tone,
    exposed: false,
    label: [...bytes, ...errors, ...latency],
    brief: [...bytes, ...errors],
    lock: null,
  };
}

const textTone = (tone: ThreadTone): TextTone =>
  tone === "failing" || tone === "degraded" ? tone : "plain";

const LOCK_TONE = {
  closed: "edge",
  half: "degraded",
  open: "degraded",
  unknown: "unknown",
} as const;

/** How the connections are secured, and as whom the caller is seen. */
function throughSecurity({ edge }: Facts): Through {
  const share = edge.figures.mutualTlsShare;
  const lock = lockOf(share);
  const tone: ThreadTone = edge.denied === null ? LOCK_TONE[lock] : "failing";
  const posture: Segment =
    share === null
      ? { text: text.mutualTlsUnknown, tone: "muted" }
      : { text: text.mutualTls(share), tone: share < 1 ? "degraded" : "plain" };
  const denial: readonly Segment[] = edge.denied === null ? [] : [wrongFigure(edge, "failing")];
  const identities = edge.principals.source.map(shortIdentity);
  const identity = identities.length === 1 ? identities : [];
  return {
    tone,
    exposed: false,
    label: [...denial, posture, ...identity.map((i): Segment => ({ text: i, tone: "muted" }))],
    brief: denial.length > 0 ? denial : [posture],
    lock,
  };
}

function markOf(tone: ThreadTone, { lens }: LookContext): ThreadLook["mark"] {
  if (lens === "security") return tone === "failing" ? "failing" : null;
  return tone === "failing" ? "failing" : null;
}

/** A ply that is well is as the thread is for another reason than health: its share goes in plaintext too. */
function plyTone(
  level: Thread["plies"][number]["level"],
  { exposed, tone }: Through,
  { lens, old }: LookContext,
): ThreadTone {
  if (level === "idle") return "idle";
  if (old !== null) return "edge";
  if (lens === "security" || lens === "config") return tone;
  if (level !== "healthy") return level;
  if (lens === "health") return "ok";
  return exposed ? "degraded" : "edge";
}

/** One stitch for any rate, and one more above 10, 60 and 250 requests per second. */
export function stitchesFor(requestsPerSecond: number): number {
  if (requestsPerSecond <= 0) return 0;
  return 1 + [10, 60, 250].filter((limit) => requestsPerSecond > limit).length;
}

/** The shares that a route sets, largest first, where it sets all of them. */
function chipOf({ plies }: Thread): string {
  const set = plies.flatMap((p) => (p.configured === null ? [] : [Math.round(p.configured * 100)]));
  const shares = set.filter((s) => s > 0).sort((a, b) => b - a);
  return shares.length > 1 ? shares.join("/") : "";
}
