import type { HealthMark } from "@/components/ui/glyphs/health-glyph";
import type { KindMark } from "@/components/ui/glyphs/kind-glyph";
import { formatRate, NOT_KNOWN } from "@/lib/format/figures";
import { kindSeen } from "@/lib/mesh/graph/kind-seen";
import type { MeshNode } from "@/lib/mesh/graph/mesh-graph";
import type { HealthLevel } from "@/lib/mesh/telemetry/health";
import { draftCanvasText } from "@/lib/messages/designer/canvas";
import { canvasText } from "@/lib/messages/topology-canvas";
import type { Card, Row } from "../../flow/flow";
import { cardFigures, countsOwnCalls, failedShare, figuresOf } from "./card-figures";
import { configCard, spokenConfig } from "./config-look";
import type { CardLook, LookContext, RowLook } from "./look";
import { lockOf } from "./security";

/** How its neighbours make a card look: whether threads end or begin at it, and which name stands beside it. */
export type Surround = {
  readonly called: boolean;
  readonly calls: boolean;
  /** Rows from which threads leave. */
  readonly callingRows: ReadonlySet<number>;
  /** The name is told from others by its end. */
  readonly tail: string;
};

/** How a card looks through a lens. Pure. */
export function cardLook(card: Card, surround: Surround, context: LookContext): CardLook {
  const look = trafficLook(card, surround, context);
  if (context.lens !== "config") return look;
  return { ...look, ...configCard(card, context.config ?? null), lock: null, arc: 0 };
}

/** Through the lenses of traffic, health and security. */
function trafficLook(card: Card, surround: Surround, context: LookContext): CardLook {
  const { node } = card;
  const level = card.health.level;
  const figures = figuresOf(card);
  const line = cardFigures(card, context);
  const stale = context.old !== null && figures !== null;
  const ring = stale ? "stale" : ringOf(card, context.unread);
  const wrong = level === "failing" || level === "degraded" || level === "not-ready";
  const security = context.lens === "security" && figures !== null;
  return {
    id: card.id,
    name: node.name.slice(0, node.name.length - surround.tail.length),
    tail: surround.tail,
    kind: kindOf(card),
    lock: security ? lockOf(figures.mutualTlsShare) : null,
    ring: security && !stale ? postureRing(figures.mutualTlsShare) : ring,
    arc: wrong && !stale && !security ? failedShare(card, figures) : 0,
    border: stale || security ? "plain" : borderOf(level),
    dotted: isDotted(card),
    figures: line.full,
    brief: line.brief,
    corner: wrong && !stale && !security ? level : null,
    findings: context.lens === "health" ? card.health.reasons.length : 0,
    rows: card.rows.map((row, i) => rowLook(row, surround.callingRows.has(i), context, card)),
    rowHeight: card.rowHeight,
    draft: context.drafts.cards.get(card.id) ?? null,
    called: surround.called,
    calls: surround.calls,
    spoken: spokenCard(card, context),
  };
}

const borderOf = (level: HealthLevel): CardLook["border"] =>
  level === "failing"
    ? "failing"
    : level === "degraded" || level === "not-ready"
      ? "degraded"
      : "plain";

const isDotted = (card: Card): boolean =>
  card.idle || card.node.dead || card.node.kind === "unknown" || card.node.kind === "passthrough";

function ringOf(card: Card, unread: boolean): HealthMark {
  const { level } = card.health;
  if (level === "failing" || level === "degraded" || level === "not-ready") return level;
  if (card.idle) return unread ? "unknown" : "idle";
  return level === "unknown" ? "unknown" : "healthy";
}

const postureRing = (share: number | null): HealthMark =>
  share === null ? "unknown" : share < 1 ? "degraded" : "healthy";

const KINDS: Readonly<Record<MeshNode["kind"], KindMark>> = {
  service: "service",
  workload: "workload",
  app: "service",
  external: "external",
  passthrough: "passthrough",
  blackhole: "passthrough",
  unknown: "unknown",
  aggregate: "workload",
};

const JOBS: ReadonlySet<string> = new Set(["Job", "CronJob"]);

function kindOf(card: Card): KindMark {
  const all = [card.node, ...card.members];
  if (all.some((n) => n.gateway === "waypoint")) return "waypoint";
  if (all.some((n) => n.gateway !== null)) return "gateway";
  if (all.some((n) => JOBS.has(n.workloadKind ?? ""))) return "job";
  if (card.members.some((n) => n.workloadKind === "StatefulSet") || onlyTcp(card)) return "data";
  return KINDS[card.node.kind];
}

function onlyTcp(card: Card): boolean {
  const figures = card.node.inbound;
  const inside = card.node.kind === "service" || card.node.kind === "workload";
  return inside && figures?.tcp != null && figures.responses.length === 0;
}

function rowLook(row: Row, calls: boolean, context: LookContext, card: Card): RowLook {
  const { old, lens, unread } = context;
  const { level } = row.node.health;
  const wrong = level === "failing" || level === "degraded" || level === "not-ready";
  const rate = row.node.inbound?.requestsPerSecond ?? 0;
  const routed = card.rows.some((r) => r.configured !== null);
  const figure = routed
    ? canvasText.figure.percent(row.share ?? row.configured ?? 0)
    : formatRate(rate);
  const none = unread ? NOT_KNOWN : canvasText.figure.idle;
  const quiet = old !== null || lens === "security" || lens === "config";
  return {
    id: row.id,
    label: row.label,
    idle: rate === 0,
    bar: row.share,
    tone: quiet || !wrong ? "plain" : level === "failing" ? "failing" : "degraded",
    text: rate === 0 ? none : figure,
    mark: wrong && !quiet ? level : null,
    calls,
  };
}

/** What a screen reader says of a card. */
export function spokenCard(card: Card, context: SpokenContext): string {
  const { pinned, unread } = context;
  const figures = figuresOf(card);
  const { node } = card;
  const [only] = card.members;
  const version = card.members.length === 1 ? (only?.version ?? null) : node.version;
  const said = canvasText.node({
    name: node.name,
    kind: kindSeen(node),
    version,
    versions: card.rows.length,
    health: card.health.level,
    idle: card.idle,
    unread,
    requestsPerSecond: figures?.requestsPerSecond ?? null,
    errorRatio: figures?.errorRatio ?? null,
    ownCalls: countsOwnCalls(card),
    callers: node.callers,
    callees: calleesOf(card),
    count: node.count,
    pinned: pinned.has(card.id),
    draft: spokenDraft(card, context),
  });
  return context.lens === "config"
    ? `${said}, ${spokenConfig(card, context.config ?? null)}`
    : said;
}

export type SpokenContext = Pick<LookContext, "pinned" | "unread" | "drafts"> &
  Partial<Pick<LookContext, "lens" | "config">>;

/** What a draft does to a card, and to each of its versions; `null` where it does nothing. */
function spokenDraft(card: Card, { drafts }: SpokenContext): string | null {
  const draft = drafts.cards.get(card.id);
  if (draft === undefined) return null;
  const rows = card.rows.flatMap(({ id, label }) => {
    const row = draft.rows[id];
    return row === undefined ? [] : [`${label} ${row.set}`];
  });
  return [draftCanvasText.mark[draft.mark], ...rows].join(", ");
}

/** What the versions call counts for the service in front of them: it calls nothing by itself. */
const calleesOf = (card: Card): number =>
  card.members.length === 0
    ? card.node.callees
    : Math.max(...card.members.map((m) => m.callees), card.rows.length > 0 ? 0 : card.node.callees);

/** What a screen reader says of one version. */
export function spokenRow(row: Row, card: Card, { drafts, unread }: SpokenContext): string {
  const { node } = row;
  const drafted = drafts.cards.get(card.id)?.rows[row.id];
  return canvasText.node({
    name: card.node.name,
    kind: "workload",
    version: row.label,
    versions: 0,
    health: node.health.level,
    idle: node.idle,
    unread,
    requestsPerSecond: node.inbound?.requestsPerSecond ?? null,
    errorRatio: node.inbound?.errorRatio ?? null,
    ownCalls: false,
    callers: node.callers,
    callees: node.callees,
    count: 1,
    pinned: false,
    draft: drafted === undefined ? null : `${draftCanvasText.mark.change}, ${drafted.set}`,
  });
}
