import type { DraftMark } from "@/components/ui/glyphs/draft-glyph";
import type { MeshNode } from "@/lib/mesh/graph/mesh-graph";
import { refKey } from "@/lib/mesh/model/resource";
import { exactly, type Interval, isCertain, plus, times } from "@/lib/mesh/prediction/interval";
import type { PredictedFlow, PredictedPart } from "@/lib/mesh/prediction/prediction";
import { draftCanvasText } from "@/lib/messages/designer/canvas";
import type { DraftLayer } from "../../draft/draft-layer";
import type { DraftShare } from "../../flow/draft-course";
import type { DraftShares } from "../../flow/drafted-picture";
import type { Card, Flow, Thread } from "../../flow/flow";

/** A version as a draft leaves it. */
export type DraftRowLook = {
  /** `90 → 50` */
  readonly set: string;
  /** `37.9 → ≤ 21.0 rps` */
  readonly rate: string;
  readonly uncertain: boolean;
};

export type DraftCardLook = {
  readonly mark: DraftMark;
  /** By the id of the row. */
  readonly rows: Readonly<Record<string, DraftRowLook>>;
  /** What is not predicted of it; empty where nothing is left to say. */
  readonly onward: string;
};

export type DraftThreadLook = {
  /** Stands on the stem. */
  readonly chip: string;
  /** Nothing of what is there is drawn beneath. */
  readonly alone: boolean;
};

/** What a draft changes about how things look, and where its threads part. */
export type DraftLooks = {
  readonly cards: ReadonlyMap<string, DraftCardLook>;
  readonly threads: ReadonlyMap<string, DraftThreadLook>;
  readonly shares: DraftShares;
};

export const NO_DRAFT: DraftLooks = { cards: new Map(), threads: new Map(), shares: new Map() };

/** Finds the cards and threads of a picture that a draft is about. */
export function draftLooks(flow: Flow, layer: DraftLayer | null): DraftLooks {
  if (layer === null) return NO_DRAFT;
  const cards = new Map(flow.cards.map((card) => [card.id, card]));
  const nodes = new Map(flow.cards.flatMap((c) => [c.node, ...c.members].map((n) => [n.id, n])));
  const byEnds = new Map(layer.flows.map((f) => [endsKey(refKey(f.caller), refKey(f.service)), f]));
  const threads = new Map<string, DraftThreadLook>();
  const shares = new Map<string, readonly DraftShare[]>();
  for (const thread of flow.threads) {
    const { source, target } = thread.edge;
    const own = flowsOf(nodes.get(source), nodes.get(target), byEnds);
    const ends = own.length === 0 ? [] : endsOf(own, cards.get(thread.to.card));
    if (ends.length === 0) continue;
    threads.set(thread.id, { chip: chipOf(ends), alone: layer.show === "draft" });
    shares.set(thread.id, ends.map(shareOf));
  }
  const marked = flow.cards.flatMap((card) => {
    const look = cardDraft(card, layer, flow.threads);
    return look === null ? [] : [[card.id, look] as const];
  });
  return { cards: new Map(marked), threads, shares };
}

const endsKey = (caller: string, service: string): string => `${caller}\n${service}`;

/** The predicted flows that an edge stands for: from a workload of its caller to a service of its end. TCP is not divided by weights of HTTP. */
function flowsOf(
  source: MeshNode | undefined,
  target: MeshNode | undefined,
  byEnds: ReadonlyMap<string, PredictedFlow>,
): readonly PredictedFlow[] {
  if (source === undefined || target === undefined) return [];
  return source.refs.flatMap((caller) =>
    target.refs.flatMap((service) => byEnds.get(endsKey(refKey(caller), refKey(service))) ?? []),
  );
}

/** One end of some flows together. */
type End = {
  readonly row: number | null;
  readonly requests: number;
  readonly now: number;
  readonly after: Interval;
  readonly setNow: Interval | null;
  readonly setAfter: Interval;
};

/** Where flows end, by row of the card: versions of one row together; what reaches no version is left to words elsewhere. */
function endsOf(flows: readonly PredictedFlow[], card: Card | undefined): readonly End[] {
  if (card === undefined) return [];
  const requests = flows.reduce((sum, flow) => sum + flow.requests, 0);
  const ends = new Map<number | null, End>();
  for (const flow of flows) {
    for (const part of flow.parts) {
      const row = rowOf(part, card);
      if (row === undefined) continue;
      const weight = requests === 0 ? 0 : flow.requests / requests;
      ends.set(row, joined(ends.get(row), part, { row, requests, weight }));
    }
  }
  return [...ends.values()].sort((a, b) => (a.row ?? -1) - (b.row ?? -1));
}

function joined(
  known: End | undefined,
  part: PredictedPart,
  {
    row,
    requests,
    weight,
  }: { readonly row: number | null; readonly requests: number; readonly weight: number },
): End {
  const setNow = part.setNow === null ? null : times(part.setNow, weight);
  const setAfter = times(part.setAfter, weight);
  if (known === undefined)
    return { row, requests, now: part.now, after: part.after, setNow, setAfter };
  return {
    row,
    requests,
    now: known.now + part.now,
    after: plus(known.after, part.after),
    setNow: known.setNow === null || setNow === null ? null : plus(known.setNow, setNow),
    setAfter: plus(known.setAfter, setAfter),
  };
}

/** The row of a version; `null` for the only one of a card; `undefined` for what is not in the card. */
function rowOf({ end }: PredictedPart, card: Card): number | null | undefined {
  if (end.type !== "workload") return undefined;
  const key = refKey(end.ref);
  const has = (node: MeshNode) => node.refs.some((ref) => refKey(ref) === key);
  const row = card.rows.findIndex((r) => has(r.node));
  if (row >= 0) return row;
  return card.rows.length === 0 && [card.node, ...card.members].some(has) ? null : undefined;
}

const shareOf = ({ row, requests, now, after }: End): DraftShare => ({
  row,
  now: requests === 0 ? 0 : now / requests,
  after: requests === 0 ? exactly(0) : times(after, 1 / requests),
});

const chipOf = (ends: readonly End[]): string =>
  draftCanvasText.chip(ends.map(({ setNow, setAfter }) => ({ before: setNow, after: setAfter })));

/** Marks a card whose service the draft is about, and says of each version what becomes of it, by all callers together. */
function cardDraft(
  card: Card,
  { flows, marks }: DraftLayer,
  threads: readonly Thread[],
): DraftCardLook | null {
  const services = new Set(card.node.refs.map(refKey));
  const mark = [...services].flatMap((key) => marks.get(key) ?? [])[0];
  if (mark === undefined) return null;
  const own = flows.filter((flow) => services.has(refKey(flow.service)));
  const ends = endsOf(own, card);
  const rows: Record<string, DraftRowLook> = {};
  const gaining: string[] = [];
  for (const end of ends) {
    const row = end.row === null ? undefined : card.rows[end.row];
    if (row === undefined) continue;
    rows[row.id] = {
      set: draftCanvasText.set(end.setNow, end.setAfter),
      rate: own.every((flow) => flow.known)
        ? draftCanvasText.rate(end.now, end.after, end.requests)
        : draftCanvasText.notKnown,
      uncertain: !isCertain(end.after),
    };
    const calls = threads.some((t) => t.from.card === card.id && t.from.row === end.row);
    if (calls && end.after.max > end.now) gaining.push(row.label);
  }
  return { mark, rows, onward: gaining.length === 0 ? "" : draftCanvasText.onward(gaining) };
}
