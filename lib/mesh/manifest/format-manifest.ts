import type { Json, JsonObject } from "./json";
import { blockText, KUBECTL } from "./yaml/write-value";

const FIRST = ["apiVersion", "kind", "metadata", "spec"];
const LAST = ["status"];

/**
 * The YAML of an object that has no text of its own yet, laid out and quoted as `kubectl get -o yaml` does: maps indented by two, lists at
 * their key, quotes where they are needed. `apiVersion`, `kind`, `metadata` and `spec` come first and `status` last; all other keys keep
 * their order. Parsing gives the value back.
 */
export function formatManifest(value: JsonObject): string {
  return `${blockText(inOrder(value), 0, KUBECTL)}\n`;
}

function inOrder(value: JsonObject): JsonObject {
  const rank = (key: string) => {
    if (LAST.includes(key)) return FIRST.length + 1;
    const at = FIRST.indexOf(key);
    return at < 0 ? FIRST.length : at;
  };
  const entries: [string, Json][] = Object.entries(value);
  return Object.fromEntries(entries.toSorted(([a], [b]) => rank(a) - rank(b)));
}
