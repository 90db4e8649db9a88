"use client";

import { useQueryStates } from "nuqs";
import { useCallback } from "react";
import { type View, viewParsers, viewUrlKeys } from "@/lib/view/view-params";
import { viewProblems } from "@/lib/view/view-problems";
import { type AddressProblems, useAddressProblems } from "./use-address-problems";

/** Parts of a view to change; `null` returns a part to its default. */
export type ViewPatch = { readonly [K in keyof View]?: View[K] | null };

export type ViewState = AddressProblems & {
  readonly view: View;
  /**
   * Changes parts of the view in one step of the history. What turns something over is given the view as it is then: that
   * of the last render is older when keys are pressed quickly.
   */
  readonly change: (patch: ViewPatch | ((now: View) => ViewPatch)) => void;
};

/** Another selection closes the object that was open for the one before. */
const withConsequences = (patch: ViewPatch): ViewPatch =>
  patch.selection === undefined || patch.object !== undefined ? patch : { ...patch, object: null };

/** The view that the address holds: the only copy of it. */
export function useView(): ViewState {
  const [view, setView] = useQueryStates(viewParsers, { urlKeys: viewUrlKeys });
  const change = useCallback<ViewState["change"]>(
    (patch) =>
      void setView(
        typeof patch === "function"
          ? (now) => withConsequences(patch(now))
          : withConsequences(patch),
      ),
    [setView],
  );
  return { view, change, ...useAddressProblems(viewProblems) };
}
