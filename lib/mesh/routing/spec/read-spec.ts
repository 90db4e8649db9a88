import type { Labels } from "../../model/resource";

/** A spec, or a part of one, as found in the cluster: any field may be missing or of the wrong type. */
export type Spec = Readonly<Record<string, unknown>>;

export const emptySpec: Spec = {};

const isRecord = (value: unknown): value is Spec =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const isText = (value: unknown): value is string => typeof value === "string";

/** The object at a key, or `null` when there is none. An empty object counts: presence often has a meaning. */
export function child(spec: Spec, key: string): Spec | null {
  const value = spec[key];
  return isRecord(value) ? value : null;
}

/**
 * The objects of a list. What is no object becomes an empty one, so that the index of each stays its index in the manifest.
 */
export function children(spec: Spec, key: string): readonly Spec[] {
  const value = spec[key];
  if (!Array.isArray(value)) return [];
  // Nearly always they are what they should be, and the list is asked for again and again.
  return value.every(isRecord) ? value : value.map((item) => (isRecord(item) ? item : emptySpec));
}

export function text(spec: Spec, key: string): string | null {
  const value = spec[key];
  return typeof value === "string" && value !== "" ? value : null;
}

/** A finite number; numbers written as text count, as the API server's protobuf conversion accepts them. */
export function numeral(spec: Spec, key: string): number | null {
  const value = spec[key];
  const n = typeof value === "string" && value !== "" ? Number(value) : value;
  return typeof n === "number" && Number.isFinite(n) ? n : null;
}

export const flag = (spec: Spec, key: string): boolean => spec[key] === true;

export function texts(spec: Spec, key: string): readonly string[] {
  const value = spec[key];
  if (!Array.isArray(value)) return [];
  return value.every(isText) ? value : value.filter(isText);
}

/** A map of text to text; entries of other types are left out. */
export function textMap(spec: Spec, key: string): Labels {
  const map = child(spec, key) ?? emptySpec;
  if (isTextMap(map)) return map;
  return Object.fromEntries(Object.entries(map).filter((e): e is [string, string] => isText(e[1])));
}

function isTextMap(map: Spec): map is Labels {
  for (const key in map) if (!isText(map[key])) return false;
  return true;
}

const UNIT_MS: Readonly<Record<string, number>> = { h: 3_600_000, m: 60_000, s: 1000, ms: 1 };

/** A duration such as `1.5s`, `2m` or `1h30m` in ms; `null` when absent or not a duration. Grammar: Go `time.ParseDuration`. */
export function durationMs(spec: Spec, key: string): number | null {
  const value = text(spec, key);
  if (value === null || !/^(\d+(\.\d+)?(ms|h|m|s))+$/.test(value)) return null;
  let total = 0;
  for (const [, amount, unit] of value.matchAll(/(\d+(?:\.\d+)?)(ms|h|m|s)/g)) {
    total += Number(amount) * (UNIT_MS[unit ?? ""] ?? 0);
  }
  return total;
}
