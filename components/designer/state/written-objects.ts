import type { CurrentBases } from "@/lib/mesh/changes/base";
import type { FoldedDraft } from "@/lib/mesh/changes/draft";
import type { ConfigRef } from "@/lib/mesh/changes/edit";
import { equalJson } from "@/lib/mesh/manifest/field-change";
import type { JsonObject } from "@/lib/mesh/manifest/json";

/** Objects that a draft changes and that the cluster has by now just as the draft makes them. */
export const writtenOf = ({ objects }: FoldedDraft, current: CurrentBases): readonly ConfigRef[] =>
  [...objects.values()].flatMap(({ ref, before, after }) => {
    const isChange = !same(before?.value ?? null, after);
    return isChange && same(current(ref)?.value ?? null, after) ? [ref] : [];
  });

const same = (a: JsonObject | null, b: JsonObject | null): boolean =>
  a === null || b === null ? a === b : equalJson(a, b);
