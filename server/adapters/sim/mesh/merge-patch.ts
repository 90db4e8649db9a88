import "server-only";

type Json = Readonly<Record<string, unknown>>;

const isObject = (value: unknown): value is Json =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** JSON merge patch: `null` removes, objects merge, all else replaces. source: RFC 7386 */
export function mergePatch(target: Json, patch: Json): Json {
  const result: Record<string, unknown> = { ...target };
  for (const [key, value] of Object.entries(patch)) {
    const before = result[key];
    if (value === null) delete result[key];
    else if (isObject(value)) result[key] = mergePatch(isObject(before) ? before : {}, value);
    else result[key] = value;
  }
  return result;
}
