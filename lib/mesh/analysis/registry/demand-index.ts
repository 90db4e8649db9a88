/** What an item asks of one field of another: to be its value, to begin with it, or to be the beginning of it. */
export type Demand = {
  readonly field: string;
  readonly how: "is" | "begins-with" | "begins";
  readonly value: string;
};

/** What an item has in one field. */
export type Offer = { readonly field: string; readonly value: string };

/** Items that grow in number, and those of them that another item may satisfy. */
export type DemandIndex<T> = {
  /** Takes the next item in. */
  add(item: T): void;
  /** Of the items taken in, in their order, all whose demands are met, and others, of which there are few where items are many: each is to be compared. */
  candidates(item: T): readonly T[];
};

/**
 * Finds pairs without comparing all of them: each item is looked for by the one of its demands that the fewest items share.
 *
 * @param items all that will be taken in or asked for
 * @param demandsOf what must hold of another item for the pair to count; without any, the item is a candidate for all
 */
export function createDemandIndex<T>(
  items: readonly T[],
  demandsOf: (item: T) => readonly Demand[],
  offersOf: (item: T) => readonly Offer[],
): DemandIndex<T> {
  return items.length <= FEW ? createList() : createIndex(items, demandsOf, offersOf);
}

/** So many are compared with each other sooner than they are filed. */
const FEW = 32;

function createList<T>(): DemandIndex<T> {
  const taken: T[] = [];
  return { add: (item) => void taken.push(item), candidates: () => taken.slice() };
}

function createIndex<T>(
  items: readonly T[],
  demandsOf: (item: T) => readonly Demand[],
  offersOf: (item: T) => readonly Offer[],
): DemandIndex<T> {
  const shared = countsOf(items.flatMap((item) => demandsOf(item).map(keyOf)));
  const asked = lengthsOf(items.flatMap(demandsOf).filter(({ how }) => how === "begins-with"));
  const offered = lengthsOf(items.flatMap(offersOf));
  const buckets = new Map<string, number[]>();
  const taken: T[] = [];

  const put = (key: string, at: number) => {
    const bucket = buckets.get(key);
    if (bucket === undefined) buckets.set(key, [at]);
    else bucket.push(at);
  };
  const rarest = (demands: readonly Demand[]): Demand | null => {
    let best: Demand | null = null;
    let least = Number.POSITIVE_INFINITY;
    for (const demand of demands) {
      const count = shared.get(keyOf(demand)) ?? 0;
      if (count >= least) continue;
      best = demand;
      least = count;
    }
    return best;
  };

  return {
    add(item) {
      const at = taken.push(item) - 1;
      const anchor = rarest(demandsOf(item));
      if (anchor === null) put(ANY, at);
      else if (anchor.how !== "begins") put(keyOf(anchor), at);
      else for (const value of beginnings(anchor, offered)) put(keyOf({ ...anchor, value }), at);
    },
    candidates(item) {
      const keys = offersOf(item).flatMap((offer) => [
        keyOf({ ...offer, how: "is" }),
        keyOf({ ...offer, how: "begins" }),
        ...beginnings(offer, asked).map((value) => keyOf({ ...offer, how: "begins-with", value })),
      ]);
      const found = new Set([ANY, ...keys].flatMap((key) => buckets.get(key) ?? []));
      return [...found].sort((a, b) => a - b).flatMap((at) => taken[at] ?? []);
    },
  };
}

const ANY = "";

const keyOf = ({ field, how, value }: Demand): string => `${how} ${field}\n${value}`;

function countsOf(keys: readonly string[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const key of keys) counts.set(key, (counts.get(key) ?? 0) + 1);
  return counts;
}

type Lengths = ReadonlyMap<string, ReadonlySet<number>>;

/** The lengths that values of a field have: no other beginnings need be tried. */
function lengthsOf(values: readonly Offer[]): Lengths {
  const lengths = new Map<string, Set<number>>();
  for (const { field, value } of values) {
    const known = lengths.get(field);
    if (known === undefined) lengths.set(field, new Set([value.length]));
    else known.add(value.length);
  }
  return lengths;
}

const beginnings = ({ field, value }: Offer, lengths: Lengths): readonly string[] =>
  [...(lengths.get(field) ?? [])].flatMap((n) => (n <= value.length ? [value.slice(0, n)] : []));
