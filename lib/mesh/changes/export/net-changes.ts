import { diffJson } from "../../manifest/diff-json";
import type { FieldChange, JsonObject } from "../../manifest/json";
import { refKey } from "../../model/resource";
import type { ChangeSet, ObjectChange } from "../change-set";
import type { ConfigRef } from "../edit";

/** What a change set does to one object, from how it was found to how it ends. */
export type NetChange = {
  readonly ref: ConfigRef;
  /** `null` where there is no object. */
  readonly before: JsonObject | null;
  readonly after: JsonObject | null;
  /** The author's text of `after`; empty when removed. */
  readonly text: string;
  readonly changes: readonly FieldChange[];
  /** Written in parts, with other writes between them. */
  readonly inParts: boolean;
};

const beforeOf = (change: ObjectChange): JsonObject | null =>
  change.type === "create" ? null : change.before;

const afterOf = (change: ObjectChange): JsonObject | null =>
  change.type === "remove" ? null : change.after;

const textOf = (change: ObjectChange): string => (change.type === "remove" ? "" : change.text);

/** Each object once, where it is written last. Objects that end as they began are left out. */
export function netChanges({ changes }: ChangeSet): readonly NetChange[] {
  return changes.flatMap((last, i): readonly NetChange[] => {
    const key = refKey(last.ref);
    if (changes.some((later, j) => j > i && refKey(later.ref) === key)) return [];
    const first = changes.find(({ ref }) => refKey(ref) === key) ?? last;
    const [before, after] = [beforeOf(first), afterOf(last)];
    const fields = before !== null && after !== null ? diffJson(before, after) : [];
    const nothing = before === null ? after === null : after !== null && fields.length === 0;
    if (nothing) return [];
    const { ref } = last;
    return [{ ref, before, after, text: textOf(last), changes: fields, inParts: first !== last }];
  });
}
