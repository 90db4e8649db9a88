import "server-only";
import type { RawObject } from "@/lib/mesh/model/inventory";
import type { Fields } from "../cluster/api-object";
import { type Leaves, type Segments, segmentsOf } from "./field-leaves";

const isFields = (value: unknown): value is Fields =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** The object with the stated fields set and the given-up ones gone. */
export function mergeApplied(
  before: RawObject,
  stated: RawObject,
  leaves: Leaves,
  givenUp: readonly string[],
): RawObject {
  let object: Fields = { ...before, apiVersion: stated["apiVersion"] };
  const paths = givenUp.map(segmentsOf);
  // What an item is known by goes last.
  for (const path of [...paths.filter((p) => !namesItem(p)), ...paths.filter(namesItem)]) {
    object = asFields(removed(object, path));
  }
  for (const [key, value] of leaves) object = asFields(set(object, segmentsOf(key), value));
  return asFields(ordered(object, stated));
}

/** Keys stand as the writer stated them, those of others after: an object that is written back reads as it did. */
function ordered(value: unknown, as: unknown): unknown {
  if (!isFields(value) || !isFields(as)) return value;
  const keys = new Set([...Object.keys(as).filter((k) => k in value), ...Object.keys(value)]);
  return Object.fromEntries([...keys].map((key) => [key, ordered(value[key], as[key])]));
}

const asFields = (value: unknown): Fields => (isFields(value) ? value : {});

const nameIn = (segment: string): Fields => JSON.parse(segment.slice(2)) as Fields; // only `leavesOf` makes items

/** `["f:spec", "f:listeners", 'k:{"name":"http"}', "f:name"]` */
function namesItem(path: Segments): boolean {
  const item = path.at(-2);
  const field = path.at(-1)?.slice(2) ?? "";
  return item?.startsWith("k:") === true && field in nameIn(item);
}

const isNamed = (item: unknown, name: Fields): boolean =>
  isFields(item) && Object.entries(name).every(([key, value]) => item[key] === value);

function set(value: unknown, [segment, ...below]: Segments, to: unknown): unknown {
  if (segment === undefined) return to;
  if (segment.startsWith("k:")) {
    const items: readonly unknown[] = Array.isArray(value) ? value : [];
    const name = nameIn(segment);
    const i = items.findIndex((item) => isNamed(item, name));
    return i === -1 ? [...items, set(name, below, to)] : items.with(i, set(items[i], below, to));
  }
  const key = segment.slice(2);
  return { ...asFields(value), [key]: set(asFields(value)[key], below, to) };
}

/** Without what stands at a path, and without the maps and items that are empty for it. */
function removed(value: unknown, [segment, ...below]: Segments): unknown {
  if (segment === undefined) return undefined;
  if (segment.startsWith("k:")) {
    const name = nameIn(segment);
    const items: readonly unknown[] = Array.isArray(value) ? value : [];
    return items.flatMap((item) => {
      if (!isNamed(item, name)) return [item];
      const left = removed(item, below);
      return left === undefined ? [] : [left];
    });
  }
  const key = segment.slice(2);
  const { [key]: gone, ...others } = asFields(value);
  if (gone === undefined) return value;
  const left = removed(gone, below);
  const kept = left === undefined ? others : { ...others, [key]: left };
  return Object.keys(kept).length === 0 ? undefined : kept;
}
