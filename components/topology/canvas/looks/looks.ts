import type { Card, Flow, Thread } from "../../flow/flow";
import { cardLook, type Surround } from "./card-look";
import type { DraftThreadLook } from "./draft-look";
import type { CardLook, LookContext, ThreadLook } from "./look";
import { threadLook } from "./thread-look";

export type Looks = {
  readonly cards: ReadonlyMap<string, CardLook>;
  readonly threads: ReadonlyMap<string, ThreadLook>;
};

/**
 * How everything looks through a lens. A look that did not change is the very object of `before`, so that who draws it
 * can tell without comparing.
 */
export function looksOf(flow: Flow, context: LookContext, before: Looks | null): Looks {
  const surrounds = surroundsOf(flow);
  const cards = new Map<string, CardLook>();
  for (const card of flow.cards) {
    const look = cardLook(card, surrounds.get(card.id) ?? ALONE, context);
    cards.set(card.id, same(look, before?.cards.get(card.id)));
  }
  const nodes = new Map(flow.cards.flatMap((c) => [c.node, ...c.members].map((n) => [n.id, n])));
  const threads = new Map<string, ThreadLook>();
  for (const thread of flow.threads) {
    const { source, target } = thread.edge;
    const ends = { source: nodes.get(source), target: nodes.get(target) };
    const draft = context.drafts.threads.get(thread.id);
    const live = threadLook(thread, ends, context);
    const look = draft === undefined ? live : asDrafted(live, draft);
    threads.set(thread.id, same(look, before?.threads.get(thread.id)));
  }
  return { cards, threads };
}

/** The rows of its card say what becomes of the requests, and nothing moves along what is not there yet. */
const asDrafted = (live: ThreadLook, draft: DraftThreadLook): ThreadLook => ({
  ...live,
  label: [],
  brief: [],
  chip: "",
  stitches: 0,
  draft,
});

const same = <T>(next: T, before: T | undefined): T =>
  before !== undefined && JSON.stringify(before) === JSON.stringify(next) ? before : next;

const ALONE: Surround = { called: false, calls: false, callingRows: new Set(), tail: "" };

function surroundsOf({ cards, threads }: Flow): ReadonlyMap<string, Surround> {
  const called = new Set(
    threads.filter((t) => t.to.row === null && t.plies.length === 0).map((t) => t.to.card),
  );
  const calling = callingRows(threads);
  const tails = tailsOf(cards);
  return new Map(
    cards.map((card) => {
      const rows = calling.get(card.id) ?? new Set<number | null>();
      const surround = {
        called: called.has(card.id),
        calls: rows.has(null),
        callingRows: new Set([...rows].filter((row) => row !== null)),
        tail: tails.get(card.id) ?? "",
      };
      return [card.id, surround];
    }),
  );
}

function callingRows(threads: readonly Thread[]): ReadonlyMap<string, Set<number | null>> {
  const rows = new Map<string, Set<number | null>>();
  for (const { from } of threads) {
    const set = rows.get(from.card);
    if (set === undefined) rows.set(from.card, new Set([from.row]));
    else set.add(from.row);
  }
  return rows;
}

/** Names this long do not fit on a card. */
const FITS = 17;
/** So much of the beginning is seen of a name that is cut at its end. */
const SEEN = 14;
const TAIL = 7;

/** Ends of long names that other names of the same box share the beginning with: those are cut in the middle. */
function tailsOf(cards: readonly Card[]): ReadonlyMap<string, string> {
  const beginnings = new Map<string, number>();
  const key = (card: Card) => `${card.group}\n${card.node.name.slice(0, SEEN)}`;
  const long = cards.filter((c) => c.node.name.length > FITS);
  for (const card of long) beginnings.set(key(card), (beginnings.get(key(card)) ?? 0) + 1);
  const alike = long.filter((c) => (beginnings.get(key(c)) ?? 0) > 1);
  return new Map(alike.map((c) => [c.id, c.node.name.slice(-TAIL)]));
}
