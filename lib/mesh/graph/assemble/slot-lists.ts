import { mergeFigures, totalRate } from "../../telemetry/ratios";
import type { EdgeTraffic } from "../../telemetry/traffic";
import type { Figures } from "../mesh-graph";
import type { Slot } from "../node-draft";

/** Some records, by their slots. Equal lists of one structure are one object with one number. */
export type SlotList = { readonly number: number; readonly slots: readonly Slot[] };

export type SlotLists = {
  readonly of: (slots: readonly Slot[]) => SlotList;
  /** How many there are so far. */
  readonly count: () => number;
};

/** Makes the lists of one structure: a call, the step after it, its part of a split and what received it often are the same records. */
export function createSlotLists(): SlotLists {
  const known = new Map<string, SlotList>();
  const of = (slots: readonly Slot[]) => {
    const key = slots.join();
    const hit = known.get(key);
    if (hit !== undefined) return hit;
    const list = { number: known.size, slots };
    known.set(key, list);
    return list;
  };
  return { of, count: () => known.size };
}

/** The records of one moment by list, and what they add up to: of each list once. */
export type Reading = {
  readonly records: (list: SlotList) => readonly EdgeTraffic[];
  readonly figures: (list: SlotList) => Figures;
  /** Requests per second. */
  readonly rate: (list: SlotList) => number;
};

/** @param lists how many lists the structure has */
export function readingOf(all: readonly EdgeTraffic[], lists: number): Reading {
  const records = ({ slots }: SlotList): readonly EdgeTraffic[] => {
    const found: EdgeTraffic[] = [];
    for (const slot of slots) {
      const record = all[slot];
      if (record !== undefined) found.push(record);
    }
    return found;
  };
  return {
    records,
    figures: oncePerList(lists, (list) => mergeFigures(records(list))),
    rate: oncePerList(lists, (list) =>
      records(list).reduce((sum, { responses }) => sum + totalRate(responses), 0),
    ),
  };
}

function oncePerList<T>(lists: number, compute: (list: SlotList) => T): (list: SlotList) => T {
  const known = new Array<T | undefined>(lists);
  return (list) => {
    const hit = known[list.number];
    if (hit !== undefined) return hit;
    const value = compute(list);
    known[list.number] = value;
    return value;
  };
}
