import {
  formatBytesPerSecond,
  formatQuantile,
  formatRate,
  formatRatio,
} from "@/lib/format/figures";
import type { Figures } from "@/lib/mesh/graph/mesh-graph";
import { quantile } from "@/lib/mesh/telemetry/quantiles";
import { canvasText } from "@/lib/messages/topology-canvas";
import type { Card } from "../../flow/flow";
import type { LookContext, Segment, TextTone } from "./look";

const text = canvasText.figure;
const plain = (value: string): Segment => ({ text: value, tone: "plain" });
const muted = (value: string): Segment => ({ text: value, tone: "muted" });

const inboundOf = (card: Card): Figures | null =>
  [card.node, ...card.members].find((n) => n.inbound !== null)?.inbound ?? null;

/** What is counted for a card: what it was asked; for a caller that nobody calls, what it asked. */
export function figuresOf(card: Card): Figures | null {
  const all = [card.node, ...card.members];
  return inboundOf(card) ?? all.find((n) => n.outbound !== null)?.outbound ?? null;
}

/** Whether that is what it asked: errors among it are answers of others. */
export const countsOwnCalls = (card: Card): boolean =>
  inboundOf(card) === null && figuresOf(card) !== null;

/** Ready and desired pods of a card, where it is known how many there should be and some are missing. */
function missingPods(card: Card): { readonly ready: number; readonly desired: number } | null {
  const parts = card.members.length > 0 ? card.members : [card.node];
  let ready = 0;
  let desired = 0;
  for (const { replicas } of parts) {
    ready += replicas?.ready ?? 0;
    desired += replicas?.desired ?? 0;
  }
  return ready < desired ? { ready, desired } : null;
}

/**
 * The share of failed requests among those that the card counts, 0..1: of all that it was asked, not of the version that fails most.
 * Where the node's own rule against 4xx fired, of those.
 */
export function failedShare(card: Card, figures: Figures | null): number {
  const ratio = refuses(card) ? figures?.clientErrorRatio : figures?.errorRatio;
  return ratio ?? 0;
}

/** Whether refused requests (4xx), and no others, are what is wrong with the node itself. */
function refuses({ node }: Card): boolean {
  const rules = node.health.reasons.flatMap((r) => (r.code === "error-ratio" ? [r.rule] : []));
  return rules.length > 0 && rules.every((rule) => rule === "4xx");
}

/** That its object cannot be read takes nothing from what metrics say of it: the inspector has the reason. */
const UNREAD: ReadonlySet<string> = new Set(["not-readable", "not-watched"]);

/** Why a card has no figures, or what it is where that says more. */
function standsFor(card: Card, unread: boolean): readonly Segment[] | null {
  const { node } = card;
  if (node.why !== null && UNREAD.has(node.why.code) && figuresOf(card) !== null) return null;
  if (node.kind === "aggregate") return [plain(text.nodes(node.count))];
  if (node.dead) return [muted(text.noPods)];
  if (node.why !== null) return [plain(canvasText.why(node.why))];
  if (card.idle && node.outOfMesh) {
    return [...(node.workloadKind === null ? [] : [plain(node.workloadKind)]), plain(text.noProxy)];
  }
  if (card.idle) return [muted(unread ? text.rateUnknown : text.noTraffic)];
  return null;
}

/** The line of figures under the name, in full and for the middle zoom. */
export function cardFigures(
  card: Card,
  context: LookContext,
): { readonly full: readonly Segment[]; readonly brief: readonly Segment[] } {
  const figures = figuresOf(card);
  const known = standsFor(card, context.unread);
  if (context.old !== null && figures !== null) {
    const rate = muted(rateOf(figures, card));
    return { full: [rate, muted(context.old)], brief: [rate] };
  }
  if (context.old !== null && known?.[0]?.text === text.noTraffic) {
    return { full: [...known, muted(context.old)], brief: known };
  }
  if (known !== null && (figures === null || card.node.kind !== "aggregate")) {
    // What it is says already that it is a caller; there is no room to say it twice.
    const rate = figures === null || card.idle ? [] : [plain(volumeOf(figures))];
    return { full: [...known, ...rate], brief: known };
  }
  if (figures === null) return { full: [], brief: [] };
  const lens = context.lens === "config" ? "traffic" : context.lens;
  return THROUGH[lens](card, figures, known ?? []);
}

type Line = { readonly full: readonly Segment[]; readonly brief: readonly Segment[] };
type LineOf = (card: Card, figures: Figures, before: readonly Segment[]) => Line;

/** Configuration is no figure: its line is made beside (`configCard`). */
const THROUGH: Readonly<Record<Exclude<LookContext["lens"], "config">, LineOf>> = {
  traffic: trafficLine,
  health: healthLine,
  security: securityLine,
};

function trafficLine(card: Card, figures: Figures, before: readonly Segment[]): Line {
  const rate = plain(rateOf(figures, card));
  const wrong = wrongSegment(card, figures);
  const pods = podsSegment(card);
  if (pods !== null) return { full: [...before, pods, rate, ...wrong], brief: [pods] };
  if (isTcp(figures)) return { full: [...before, plain(text.tcp), rate], brief: [rate] };
  const full = [...before, rate, ...errorSegment(card, figures), ...latency(figures)];
  return { full, brief: [rate, ...wrong] };
}

function healthLine(card: Card, figures: Figures, before: readonly Segment[]): Line {
  const pods = podsSegment(card);
  const errors = errorSegment(card, figures);
  const first = pods === null ? [] : [pods];
  const line = [...first, ...errors, ...latency(figures)];
  const full = line.length > 0 ? line : [plain(rateOf(figures, card))];
  return { full: [...before, ...full], brief: first.length > 0 ? first : full.slice(0, 1) };
}

function securityLine(card: Card, figures: Figures, before: readonly Segment[]): Line {
  const share = figures.mutualTlsShare;
  const posture =
    share === null
      ? muted(text.mutualTlsUnknown)
      : {
          text: text.mutualTls(share),
          tone: share < 1 ? ("degraded" as const) : ("plain" as const),
        };
  return { full: [...before, posture, plain(rateOf(figures, card))], brief: [posture] };
}

const isTcp = (figures: Figures): boolean =>
  figures.tcp !== null && figures.requestsPerSecond === 0 && figures.responses.length === 0;

function volumeOf(figures: Figures): string {
  const { tcp } = figures;
  if (!isTcp(figures) || tcp === null) return formatRate(figures.requestsPerSecond);
  return formatBytesPerSecond(tcp.toServer + tcp.toClient);
}

const rateOf = (figures: Figures, card: Card): string =>
  countsOwnCalls(card) ? text.sends(volumeOf(figures)) : volumeOf(figures);

function latency(figures: Figures): readonly Segment[] {
  const p95 = quantile(figures.latency, 0.95);
  return p95 === null ? [] : [plain(formatQuantile(p95))];
}

const toneOf = (card: Card): TextTone => {
  const { level } = card.health;
  return level === "failing" || level === "degraded" ? level : "plain";
};

const byErrors = (card: Card): boolean => card.health.reasons.some((r) => r.code === "error-ratio");

function errorSegment(card: Card, figures: Figures): readonly Segment[] {
  if (figures.errorRatio === null) return [];
  const share = formatRatio(failedShare(card, figures));
  const words = refuses(card) ? text.clientErrors(share) : share;
  return [{ text: words, tone: byErrors(card) ? toneOf(card) : "plain" }];
}

const wrongSegment = (card: Card, figures: Figures): readonly Segment[] =>
  byErrors(card) ? errorSegment(card, figures) : [];

function podsSegment(card: Card): Segment | null {
  const scaled = card.health.reasons.some((r) => r.code === "scaled-to-zero");
  if (scaled) return { text: text.scaledToZero, tone: "degraded" };
  const missing = missingPods(card);
  if (missing === null) return null;
  const tone = missing.ready === 0 ? "failing" : "degraded";
  return { text: text.ready(missing.ready, missing.desired), tone };
}
