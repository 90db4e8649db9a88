/**
 * Reading parsed JSON that may be anything. Each reader gives the value when it has the type asked for and an empty value
 * otherwise, so that one malformed field never costs the rest of an object.
 */
export type Raw = Readonly<Record<string, unknown>>;

const EMPTY: Raw = Object.freeze({});

const isRecord = (value: unknown): value is Raw =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** The object at `key`; empty when there is none. */
export function recordAt(raw: Raw, key: string): Raw {
  const value = raw[key];
  return isRecord(value) ? value : EMPTY;
}

/** The object at `key`, or `null`. */
export function recordOrNull(raw: Raw, key: string): Raw | null {
  const value = raw[key];
  return isRecord(value) ? value : null;
}

/** The objects of the list at `key`; other elements are left out. */
export function recordsAt(raw: Raw, key: string): readonly Raw[] {
  const value = raw[key];
  return Array.isArray(value) ? value.filter(isRecord) : [];
}

/** The string at `key`, or `null`; an empty string counts as none, as in Kubernetes. */
export function textAt(raw: Raw, key: string): string | null {
  const value = raw[key];
  return typeof value === "string" && value !== "" ? value : null;
}

export function textsAt(raw: Raw, key: string): readonly string[] {
  const value = raw[key];
  return Array.isArray(value) ? value.filter((item) => typeof item === "string") : [];
}

/** The finite number at `key`, or `null`. */
export function numberAt(raw: Raw, key: string): number | null {
  const value = raw[key];
  return typeof value === "number" && Number.isFinite(value) ? value : null;
}

/** The boolean at `key`, or `null`. */
export function booleanAt(raw: Raw, key: string): boolean | null {
  const value = raw[key];
  return typeof value === "boolean" ? value : null;
}

/** The string entries of a map at `key`, without the keys in `without`. `Object.fromEntries` keeps a key `__proto__` harmless. */
export function stringsAt(
  raw: Raw,
  key: string,
  without?: ReadonlySet<string>,
): Readonly<Record<string, string>> {
  const entries: [string, string][] = [];
  for (const [name, value] of Object.entries(recordAt(raw, key))) {
    if (typeof value === "string" && !without?.has(name)) entries.push([name, value]);
  }
  return Object.fromEntries(entries);
}
