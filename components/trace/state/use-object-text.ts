"use client";

import { useMemo } from "react";
import { failureText } from "@/components/live/failure-text";
import { useManifest } from "@/components/live/use-manifest";
import type { DraftedMesh } from "@/lib/delivery/drafted-mesh";
import { spanOf } from "@/lib/mesh/manifest/locate";
import { parseManifests } from "@/lib/mesh/manifest/parse-manifests";
import { refKey } from "@/lib/mesh/model/resource";
import { manifestPath } from "@/lib/mesh/routing/spec/spec-path";
import type { Decided } from "@/lib/mesh/trace/answer";

export type ObjectText = {
  /** `null` until it is read, and where it cannot be. */
  readonly yaml: string | null;
  /** Where the place begins, from 1; `null` for the object as a whole, and where it is not written out. */
  readonly line: number | null;
  readonly failure: string | null;
  /** The draft takes the object away. */
  readonly removed: boolean;
  readonly again: () => void;
};

/**
 * The YAML of a deciding object with the line of its place: as the API server has it, or as the draft makes it.
 *
 * @param drafted `null` for the live mesh
 */
export function useObjectText(decided: Decided, drafted: DraftedMesh | null): ObjectText {
  const { object, path } = decided;
  const own = drafted?.folded.objects.get(refKey(object)) ?? null;
  const { data, error, refetch } = useManifest(object, path === "" ? [] : [path], own === null);
  const text = own?.after == null ? null : own.text;
  const line = useMemo(() => (text === null ? null : lineIn(text, path)), [text, path]);
  if (own !== null) {
    return { yaml: text, line, failure: null, removed: text === null, again: () => undefined };
  }
  return {
    yaml: data?.yaml ?? null,
    line: data?.lines[0] ?? null,
    failure: error === null ? null : failureText(error),
    removed: false,
    again: () => void refetch(),
  };
}

function lineIn(text: string, path: string): number | null {
  if (path === "") return null;
  return spanOf(parseManifests(text), 0, manifestPath(path), "entry")?.from.line ?? null;
}
