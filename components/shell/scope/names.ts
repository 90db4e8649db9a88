export type NameChoice = {
  readonly name: string;
  readonly chosen: boolean;
  /** It is chosen but does not exist. */
  readonly gone: boolean;
};

/** Every name with its state; chosen ones that do not exist come last. `null` chooses all. */
export function chosenOf(
  known: readonly string[],
  chosen: readonly string[] | null,
): readonly NameChoice[] {
  const here = known.map((name) => ({
    name,
    chosen: chosen === null || chosen.includes(name),
    gone: false,
  }));
  const gone = (chosen ?? []).filter((name) => !known.includes(name));
  return [...here, ...gone.map((name) => ({ name, chosen: true, gone: true }))];
}

/** The choice after a press on a name. All names chosen, or none, is `null`: the whole mesh, later names included. */
export function addOrRemove(
  known: readonly string[],
  chosen: readonly string[] | null,
  name: string,
): readonly string[] | null {
  const before = chosen ?? known;
  const next = before.includes(name) ? before.filter((n) => n !== name) : [...before, name];
  const whole = known.every((n) => next.includes(n)) && next.length === known.length;
  return next.length === 0 || whole ? null : next;
}

const SHOWN = 2;

/** What the closed picker says: up to two names and how many more. `first` is empty for the whole mesh. */
export function summary(
  known: readonly string[],
  chosen: readonly string[] | null,
): { readonly first: string; readonly more: number } {
  if (chosen === null)
    return known.length === 1 ? { first: known[0] ?? "", more: 0 } : { first: "", more: 0 };
  return { first: chosen.slice(0, SHOWN).join(", "), more: Math.max(0, chosen.length - SHOWN) };
}
