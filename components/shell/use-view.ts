"use client";

import { useSearchParams } from "next/navigation";
import { useQueryStates } from "nuqs";
import { useCallback, useMemo } from "react";
import { type View, viewParsers, viewUrlKeys } from "@/lib/view/view-params";
import { type AddressProblem, viewProblems } from "@/lib/view/view-problems";

/** Parts of a view to change; `null` returns a part to its default. */
export type ViewPatch = { readonly [K in keyof View]?: View[K] | null };

export type ViewState = {
  readonly view: View;
  /**
   * Changes parts of the view in one step of the history. What turns something over is given the view as it is then: that
   * of the last render is older when keys are pressed quickly.
   */
  readonly change: (patch: ViewPatch | ((now: View) => ViewPatch)) => void;
  /** What of the address could not be taken. */
  readonly problems: readonly AddressProblem[];
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
  const change = useCallback<ViewState["change"]>(
    (patch) =>
      void setView(
        typeof patch === "function"
          ? (now) => withConsequences(patch(now))
          : withConsequences(patch),
      ),
    [setView],
  );
  const clean = useCallback(() => {
    const kept = new URLSearchParams(window.location.search);
    for (const { parameter } of viewProblems(kept)) kept.delete(parameter);
    window.history.replaceState(null, "", `${window.location.pathname}?${kept}`.replace(/\?$/, ""));
  }, []);
  return { view, change, problems, clean };
}
