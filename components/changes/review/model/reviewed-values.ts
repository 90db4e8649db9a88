import type { ChangeSet, ObjectChange } from "@/lib/mesh/changes/change-set";
import type { JsonObject } from "@/lib/mesh/manifest/json";
import { refKey } from "@/lib/mesh/model/resource";

export type ObjectValues = {
  /** As found, and as it ends; `null` where there is none. */
  readonly before: JsonObject | null;
  readonly after: JsonObject | null;
  /** What guards its first write; `null` of an object that is made. */
  readonly resourceVersion: string | null;
};

/** An object of a change set as it was found and as it ends, whatever the number of its writes. */
export function changeSetObjects({ changes }: ChangeSet, key: string): ObjectValues {
  const writes = changes.filter(({ ref }) => refKey(ref) === key);
  const [first, last] = [writes[0], writes.at(-1)];
  return {
    before: first === undefined || first.type === "create" ? null : first.before,
    after: last === undefined || last.type === "remove" ? null : last.after,
    resourceVersion: first === undefined || first.type === "create" ? null : first.resourceVersion,
  };
}

/** Each object of a change set once, in the order of its first write. */
export function objectsWritten({ changes }: ChangeSet): readonly ObjectChange[] {
  const seen = new Set<string>();
  return changes.filter(({ ref }) => {
    const key = refKey(ref);
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}
