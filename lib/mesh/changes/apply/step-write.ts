import type { JsonObject } from "../../manifest/json";
import { refKey } from "../../model/resource";
import type { ObjectChange } from "../change-set";
import type { ConfigRef } from "../edit";
import type { Way } from "../journal";
import type { Progress } from "./progress";

/** What a step writes, with what must stand for the write to be taken. */
export type StepWrite =
  | {
      readonly verb: "apply";
      readonly ref: ConfigRef;
      readonly object: JsonObject;
      /** What the write would find. What others have marked it with since stays. Absent where it creates. */
      readonly from?: JsonObject;
      readonly guard:
        | { readonly type: "absent" }
        | { readonly type: "version"; readonly uid: string; readonly resourceVersion: string };
    }
  | {
      readonly verb: "delete";
      readonly ref: ConfigRef;
      readonly guard: {
        readonly type: "version";
        readonly uid: string;
        readonly resourceVersion: string;
      };
    };

const beforeOf = (change: ObjectChange): JsonObject | null =>
  change.type === "create" ? null : change.before;

const afterOf = (change: ObjectChange): JsonObject | null =>
  change.type === "remove" ? null : change.after;

/** What a step finds and what it leaves; `null` for no object. */
export const endsOf = (change: ObjectChange, way: Way) =>
  way === "forward"
    ? { origin: beforeOf(change), target: afterOf(change) }
    : { origin: afterOf(change), target: beforeOf(change) };

/**
 * The write of a step in a way. Its guard is the version that the journal knows last of the object, and before the first write the one
 * that the author saw: whatever anybody else writes in between makes the cluster refuse it.
 */
export function stepWrite(progress: Progress, change: ObjectChange, way: Way): StepWrite {
  const { ref } = change;
  const { origin, target } = endsOf(change, way);
  const seen = change.type === "create" ? { uid: "", resourceVersion: "" } : change;
  const { uid, resourceVersion } = progress.versions.get(refKey(ref)) ?? seen;
  const version = { type: "version", uid, resourceVersion } as const;
  if (target === null) return { verb: "delete", ref, guard: version };
  if (origin === null) return { verb: "apply", ref, object: target, guard: { type: "absent" } };
  return { verb: "apply", ref, object: target, from: origin, guard: version };
}
