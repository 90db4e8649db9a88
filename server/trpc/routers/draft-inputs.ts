import "server-only";
import { z } from "zod";
import { draftSchema } from "@/lib/delivery/draft-schema";
import { touchedRefs } from "@/lib/mesh/changes/base";
import type { Draft } from "@/lib/mesh/changes/draft";
import { refKey } from "@/lib/mesh/model/resource";
import { isId } from "@/lib/new-id";
import { cluster, objectName, namespace as objectNamespace } from "./inputs";

/** Deeper than any object of the API; what is compared and written goes through it by recursion. */
const MAX_DEPTH = 120;
/** More gestures than a day of work makes. */
const MAX_EDITS = 2_000;

/** An API server keeps no larger object. source: etcd `--max-request-bytes`, default 1.5 MiB */
const MAX_OBJECT_CHARS = 1.5 * 1024 * 1024;

export const draftId = z
  .string()
  .refine(isId, "must be an id: letters, digits, - and _, at most 64");
const version = z.int("must be a version").nonnegative("must be a version");

const refNames = z.object({ namespace: objectNamespace, name: objectName });

/** Whether something lies more than `depth` deep in a value. */
function isDeeperThan(value: unknown, depth: number): boolean {
  let level: readonly unknown[] = [value];
  for (let at = 0; level.length > 0; at += 1) {
    if (at > depth) return true;
    level = level.flatMap((v) => (typeof v === "object" && v !== null ? Object.values(v) : []));
  }
  return false;
}

/** What is said of one object each: what stood, and what an edit makes of it. */
function contentsOf({ base, edits, undone }: Draft): readonly unknown[] {
  const all = [...edits, ...undone.flat().map(({ edit }) => edit)];
  return [
    ...Object.values(base).map((object) => object?.value ?? null),
    ...all.flatMap(({ objects }) =>
      objects.flatMap((object): readonly unknown[] => {
        if (object.type === "remove") return [object.was];
        const { text = "" } = object;
        return object.type === "create" ? [object.value, text] : [object.changes, text];
      }),
    ),
  ];
}

/** What is wrong with a draft whose parts are each of the right shape; `null` when nothing is. */
function faultOf(
  draft: Draft,
): { readonly path: readonly string[]; readonly message: string } | null {
  if (!draftId.safeParse(draft.id).success) return { path: ["id"], message: "must be an id" };
  if (draft.name.length > 200) return { path: ["name"], message: "is too long" };
  if (draft.edits.length + draft.undone.flat().length > MAX_EDITS) {
    return { path: ["edits"], message: `must be at most ${MAX_EDITS}` };
  }
  if (isDeeperThan(draft, MAX_DEPTH)) return { path: [], message: "is nested too deep" };
  if (contentsOf(draft).some((value) => JSON.stringify(value).length > MAX_OBJECT_CHARS)) {
    return { path: [], message: "must be of objects that an API server keeps: 1.5 MiB at most" };
  }
  const touched = touchedRefs(draft.edits, draft.undone);
  for (const ref of touched.values()) {
    if (ref.cluster !== draft.cluster) {
      return { path: ["edits"], message: "must be of the draft's cluster" };
    }
    if (!refNames.safeParse(ref).success) {
      return { path: ["edits"], message: "must be of objects with names that Kubernetes allows" };
    }
  }
  for (const [key, base] of Object.entries(draft.base)) {
    if (!touched.has(key) || (base !== null && refKey(base.ref) !== key)) {
      return { path: ["base"], message: "must be of the objects that are edited" };
    }
  }
  return null;
}

const draft = draftSchema as z.core.$ZodType<Draft, Draft>;

export const saveDraftInput = z
  .object({ draft, expected: version })
  .superRefine(({ draft: given }, context) => {
    const fault = faultOf(given);
    if (fault === null) return;
    context.addIssue({ code: "custom", path: ["draft", ...fault.path], message: fault.message });
  });

export const draftsOfInput = z.object({ cluster });
export const draftInput = z.object({ id: draftId });
export const removeDraftInput = z.object({ id: draftId, expected: version });
