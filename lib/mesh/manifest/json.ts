/** A JSON value: what a manifest's YAML means, once comments and style are set aside. */
export type Json = null | boolean | number | string | readonly Json[] | JsonObject;

export type JsonObject = { readonly [key: string]: Json };

/** Keys and indices from the root of one object to a value in it: `["spec", "http", 0, "route", 1, "weight"]`. */
export type JsonPath = readonly (string | number)[];

export function isJsonObject(value: Json | undefined): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

export function isJsonList(value: Json | undefined): value is readonly Json[] {
  return Array.isArray(value);
}

/**
 * One change of one value in one object, with what stood there before: enough to apply it, to take it back, and to see that it no
 * longer fits.
 *
 * - `set` replaces `was` by `to`. Without `was` the key must not exist before: the change adds it.
 * - `remove` takes `was` away. In a list later items move up.
 * - `insert` puts an item into a list before the one at the last index of the path; an index equal to the length appends.
 */
export type FieldChange =
  | { readonly op: "set"; readonly path: JsonPath; readonly was?: Json; readonly to: Json }
  | { readonly op: "remove"; readonly path: JsonPath; readonly was: Json }
  | { readonly op: "insert"; readonly path: JsonPath; readonly to: Json };
