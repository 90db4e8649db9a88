import { UNFINISHED_PREFIX } from "./unfinished-texts";

/** The part of `Storage` that sweeping needs. */
type SweptStore = Pick<Storage, "getItem" | "setItem" | "removeItem" | "key" | "length">;

const MISSED = "heddle.unfinished-missed";

/** So long a draft is missed before its texts go: another tab may not have saved it yet, another server of this address may have it. */
const KEPT_MS = 7 * 86_400_000;

function missedIn(store: SweptStore): Readonly<Record<string, number>> {
  try {
    const value: unknown = JSON.parse(store.getItem(MISSED) ?? "{}");
    if (typeof value !== "object" || value === null) return {};
    return Object.fromEntries(
      Object.entries(value).filter(([, since]) => typeof since === "number"),
    );
  } catch {
    return {}; // written by somebody else
  }
}

/**
 * Forgets unfinished texts of drafts that have long been gone: discarded or applied in another browser, or by a page that ended before it
 * could tidy up.
 *
 * @param drafts ids of all drafts that the server has
 * @param now epoch ms
 * @throws what the storage throws where the browser blocks it
 */
export function sweepUnfinished(store: SweptStore, drafts: ReadonlySet<string>, now: number): void {
  const before = missedIn(store);
  const keys = Array.from({ length: store.length }, (_, i) => store.key(i) ?? "");
  const gone = keys
    .filter((key) => key.startsWith(UNFINISHED_PREFIX))
    .map((key) => key.slice(UNFINISHED_PREFIX.length))
    .filter((draft) => !drafts.has(draft));
  const missed = gone.map((draft): [string, number] => [draft, before[draft] ?? now]);
  const isOver = ([, since]: [string, number]) => now - since >= KEPT_MS;
  for (const [draft] of missed.filter(isOver)) store.removeItem(UNFINISHED_PREFIX + draft);
  const left = missed.filter((entry) => !isOver(entry));
  if (left.length > 0) store.setItem(MISSED, JSON.stringify(Object.fromEntries(left)));
  else store.removeItem(MISSED);
}
