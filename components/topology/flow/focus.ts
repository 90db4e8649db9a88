import type { Selection } from "@/lib/view/selection";
import type { Flow, Thread } from "./flow";

/** What stays bright while something is looked at. `null` in place of it: nothing is looked at, all is bright. */
export type Focus = { readonly cards: ReadonlySet<string>; readonly threads: ReadonlySet<string> };

/** What is selected or hovered, with its neighbours up to `hops` calls away. `null` when it is not in the picture. */
export function focusOn(flow: Flow, on: Selection | null, hops = 1): Focus | null {
  if (on === null) return null;
  if (on.type === "edge") {
    const thread = flow.threads.find((t) => t.id === on.id);
    if (thread === undefined) return null;
    return { cards: new Set([thread.from.card, thread.to.card]), threads: new Set([on.id]) };
  }
  if (on.type === "group") return groupFocus(flow, on.id);
  const card = flow.cardOf.get(on.id);
  if (card === undefined) return null;
  const row = card === on.id ? null : rowIndex(flow, card, on.id);
  return spreadFrom(flow, { card, row }, hops);
}

function rowIndex(flow: Flow, card: string, id: string): number | null {
  const at = flow.cards.find((c) => c.id === card)?.rows.findIndex((r) => r.id === id) ?? -1;
  return at < 0 ? null : at;
}

function groupFocus(flow: Flow, group: string): Focus | null {
  const inside = new Set(flow.cards.filter((c) => c.group === group).map((c) => c.id));
  if (inside.size === 0) return null;
  const threads = flow.threads.filter((t) => inside.has(t.from.card) || inside.has(t.to.card));
  const ends = threads.flatMap((t) => [t.from.card, t.to.card]);
  return { cards: new Set([...inside, ...ends]), threads: new Set(threads.map((t) => t.id)) };
}

type Start = { readonly card: string; readonly row: number | null };

function spreadFrom(flow: Flow, start: Start, hops: number): Focus {
  const cards = new Set([start.card]);
  const threads = new Set<string>();
  let rim: ReadonlySet<string> = new Set([start.card]);
  for (let hop = 0; hop < hops; hop++) {
    const crossed = flow.threads.filter((t) => touches(t, rim, hop === 0 ? start : null));
    const ends = crossed.flatMap((t) => [t.from.card, t.to.card]);
    rim = new Set(ends.filter((id) => !cards.has(id)));
    for (const { id } of crossed) threads.add(id);
    for (const id of rim) cards.add(id);
  }
  return { cards, threads };
}

/** At the first hop from a row only threads of that row count, and those that end at the head for all rows. */
function touches(thread: Thread, rim: ReadonlySet<string>, start: Start | null): boolean {
  const { from, to, plies } = thread;
  if (start === null || start.row === null) return rim.has(from.card) || rim.has(to.card);
  if (from.card === start.card) return from.row === null || from.row === start.row;
  if (to.card !== start.card) return false;
  if (plies.length > 0) return plies.some((p) => p.row === start.row);
  return to.row === null || to.row === start.row;
}
