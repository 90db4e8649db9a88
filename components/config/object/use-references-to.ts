"use client";

import { useMemo } from "react";
import { useInSlices, type Work } from "@/components/live/use-in-slices";
import type { MeshIndex } from "@/lib/mesh/model/mesh-index";
import { type ResourceRef, refKey } from "@/lib/mesh/model/resource";
import type { Reference } from "@/lib/mesh/references/reference";
import { searchReferencesTo } from "@/lib/mesh/references/references";

type Found = { readonly of: string; readonly references: readonly Reference[] };

/** Who points to an object, looked for beside the page; `null` while that is not known. */
export function useReferencesTo(
  index: MeshIndex,
  ref: ResourceRef | null,
): readonly Reference[] | null {
  const key = ref === null ? "" : refKey(ref);
  // biome-ignore lint/correctness/useExhaustiveDependencies: `key` is the text of all that is in `ref`
  const work = useMemo<Work<Found> | null>(() => {
    if (ref === null) return null;
    return function* () {
      return { of: key, references: yield* searchReferencesTo(index, ref) };
    };
  }, [index, key]);
  const found = useInSlices(work);
  return found?.of === key ? found.references : null;
}
