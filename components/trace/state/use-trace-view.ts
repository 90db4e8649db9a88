"use client";

import { useQueryStates } from "nuqs";
import { useCallback } from "react";
import { type AddressProblems, useAddressProblems } from "@/components/shell/use-address-problems";
import {
  type TraceView,
  traceParsers,
  traceProblems,
  traceUrlKeys,
} from "@/lib/view/trace/trace-params";

export type TracePatch = { readonly [K in keyof TraceView]?: TraceView[K] | null };

export type TraceViewState = AddressProblems & {
  readonly view: TraceView;
  readonly change: (patch: TracePatch) => void;
};

/** The request that the address holds: the only copy of it. */
export function useTraceView(): TraceViewState {
  const [view, setView] = useQueryStates(traceParsers, { urlKeys: traceUrlKeys });
  const change = useCallback((patch: TracePatch) => void setView(patch), [setView]);
  return { view, change, ...useAddressProblems(traceProblems) };
}
