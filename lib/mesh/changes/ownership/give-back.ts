import { equalJson } from "../../manifest/field-change";
import type { JsonObject } from "../../manifest/json";
import { type Raw, recordAt, recordsAt, textAt } from "../../model/raw/value";
import { HEDDLE_MANAGER } from "./known-managers";

/** `metadata.managedFields`, entry by entry, as the API server writes it. */
export type ManagerEntries = readonly JsonObject[];

const entriesOf = (object: Raw): ManagerEntries =>
  // An object of the API is JSON.
  recordsAt(recordAt(object, "metadata"), "managedFields") as ManagerEntries;

/** Entries of who writes the object itself; those of a status are kept by whoever writes it. */
const isOfObject = (entry: Raw): boolean => textAt(entry, "subresource") === null;

const isOther = (entry: Raw): boolean =>
  isOfObject(entry) && textAt(entry, "manager") !== HEDDLE_MANAGER;

/** The managers of an object before a write of ours, where a write may take fields from any of them; `null` where Heddle alone has written it. */
export function managersToGiveBack(object: Raw): ManagerEntries | null {
  const own = entriesOf(object).filter(isOfObject);
  return own.some(isOther) ? own : null;
}

/**
 * `metadata.managedFields` that gives an object back to those who had it: the entries from before our first write, with the entries of
 * others that have come since. To be used only where the object says again what it said then. `null` where nothing is to be done.
 */
export function managersGivenBack(object: Raw, before: ManagerEntries): ManagerEntries | null {
  const now = entriesOf(object);
  const known = new Set(before.map(nameOf));
  const since = now.filter((e) => !isOfObject(e) || (isOther(e) && !known.has(nameOf(e))));
  const then = [...before, ...since];
  const isSame =
    now.length === then.length &&
    now.every((entry) => then.some((other) => equalJson(entry, other)));
  return isSame ? null : then;
}

const nameOf = (entry: Raw): string =>
  JSON.stringify([textAt(entry, "manager"), textAt(entry, "operation")]);
