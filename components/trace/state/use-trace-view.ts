"use client";

import { useSearchParams } from "next/navigation";
import { useQueryStates } from "nuqs";
import { useCallback, useMemo } from "react";
import {
  type TraceView,
  traceParsers,
  traceProblems,
  traceUrlKeys,
} from "@/lib/view/trace/trace-params";
import type { AddressProblem } from "@/lib/view/view-problems";

export type TracePatch = { readonly [K in keyof TraceView]?: TraceView[K] | null };

export type TraceViewState = {
  readonly view: TraceView;
  readonly change: (patch: TracePatch) => void;
  /** What of the address could not be taken. */
  readonly problems: readonly AddressProblem[];
  readonly clean: () => void;
};

/** The request that the address holds: the only copy of it. */
export function useTraceView(): TraceViewState {
  const [view, setView] = useQueryStates(traceParsers, { urlKeys: traceUrlKeys });
  const search = useSearchParams();
  const problems = useMemo(() => traceProblems(new URLSearchParams(search)), [search]);
  const change = useCallback((patch: TracePatch) => void setView(patch), [setView]);
  const clean = useCallback(() => {
    const kept = new URLSearchParams(window.location.search);
    for (const { parameter } of traceProblems(kept)) kept.delete(parameter);
    window.history.replaceState(null, "", `${window.location.pathname}?${kept}`.replace(/\?$/, ""));
  }, []);
  return { view, change, problems, clean };
}
