import "server-only";
import { createHash } from "node:crypto";
import type { ChangeSet, ObjectChange } from "@/lib/mesh/changes/change-set";
import { isJsonList, isJsonObject, type Json, type JsonObject } from "@/lib/mesh/manifest/json";

/** Everything that an author consents to. */
export type Consented = {
  readonly changeSet: ChangeSet;
  /** Managers that are taken over, by `refKey`. */
  readonly takeFrom: Readonly<Record<string, readonly string[]>>;
};

/**
 * Stands for what would be written: objects from value to value, in order, and whose fields are taken. Versions are not in it, since a
 * status raises them too; each write is guarded by one all the same.
 *
 * @returns SHA-256 in hexadecimal
 */
export function digestOf({ changeSet, takeFrom }: Consented): string {
  const { cluster, changes } = changeSet;
  const managers = Object.entries(takeFrom)
    .filter(([, names]) => names.length > 0)
    .map(([key, names]): [string, Json] => [key, [...names].sort()]);
  const whole: Json = {
    cluster,
    changes: changes.map(writeOf),
    takeFrom: Object.fromEntries(managers),
  };
  return createHash("sha256").update(canonical(whole)).digest("hex");
}

function writeOf(change: ObjectChange): JsonObject {
  const { cluster, kind, namespace, name } = change.ref;
  return {
    type: change.type,
    ref: { cluster, kind, namespace, name },
    before: change.type === "create" ? null : change.before,
    after: change.type === "remove" ? null : change.after,
    waits: change.waitForProxies === true,
  };
}

/** JSON with the keys of every object in order: equal values have equal texts. */
function canonical(value: Json): string {
  if (isJsonList(value)) return `[${value.map(canonical).join()}]`;
  if (!isJsonObject(value)) return JSON.stringify(value);
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${entries.map(([k, v]) => `${JSON.stringify(k)}:${canonical(v)}`).join()}}`;
}
