"use client";

import { useSearchParams } from "next/navigation";
import { useQueryStates } from "nuqs";
import { useCallback, useMemo } from "react";
import { type View, viewParsers, viewUrlKeys } from "@/lib/view/view-params";
import { type ViewProblem, viewProblems } from "@/lib/view/view-problems";

/** Parts of a view to change; `null` returns a part to its default. */
export type ViewPatch = { readonly [K in keyof View]?: View[K] | null };

export type ViewState = {
  readonly view: View;
  /** Changes parts of the view in one step of the history. */
  readonly change: (patch: ViewPatch) => void;
  /** What of the address could not be taken. */
  readonly problems: readonly ViewProblem[];
  /** Drops those parts from the address. */
  readonly clean: () => void;
};

/** Another selection closes the object that was open for the one before. */
const withConsequences = (patch: ViewPatch): ViewPatch =>
  patch.selection === undefined || patch.object !== undefined ? patch : { ...patch, object: null };

/** The view that the address holds: the only copy of it. */
export function useView(): ViewState {
  const [view, setView] = useQueryStates(viewParsers, { urlKeys: viewUrlKeys });
  const search = useSearchParams();
  const problems = useMemo(() => viewProblems(new URLSearchParams(search)), [search]);
  const change = useCallback(
    (patch: ViewPatch) => void setView(withConsequences(patch)),
    [setView],
  );
  const clean = useCallback(() => {
    const kept = new URLSearchParams(window.location.search);
    for (const { parameter } of viewProblems(kept)) kept.delete(parameter);
    window.history.replaceState(null, "", `${window.location.pathname}?${kept}`.replace(/\?$/, ""));
  }, []);
  return { view, change, problems, clean };
}
