import "server-only";

/** Requests that one review has under way at a time: an API server of a busy cluster is not asked for fifty things at once. */
const AT_ONCE = 6;

/** `work` for every item, some of them at a time; results in the order of the items. Rejects with the first that does. */
export async function inParallel<T, R>(
  items: readonly T[],
  work: (item: T) => Promise<R>,
): Promise<readonly R[]> {
  const results: { readonly at: number; readonly result: R }[] = [];
  const waiting = items.entries();
  const take = async () => {
    for (const [at, item] of waiting) results.push({ at, result: await work(item) });
  };
  await Promise.all(Array.from({ length: Math.min(AT_ONCE, items.length) }, take));
  return results.sort((a, b) => a.at - b.at).map(({ result }) => result);
}
