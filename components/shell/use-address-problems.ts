"use client";

import { useSearchParams } from "next/navigation";
import { useCallback, useMemo } from "react";
import type { AddressProblem } from "@/lib/view/view-problems";

export type AddressProblems = {
  /** What of the address could not be taken. */
  readonly problems: readonly AddressProblem[];
  /** Drops those parts from the address. */
  readonly clean: () => void;
};

/**
 * What of the address of a place is not taken as it asks.
 *
 * @param problemsOf reads an address; the same function each time
 */
export function useAddressProblems(
  problemsOf: (search: URLSearchParams) => readonly AddressProblem[],
): AddressProblems {
  const search = useSearchParams();
  const problems = useMemo(() => problemsOf(new URLSearchParams(search)), [search, problemsOf]);
  const clean = useCallback(() => {
    const kept = new URLSearchParams(window.location.search);
    for (const { parameter } of problemsOf(kept)) kept.delete(parameter);
    window.history.replaceState(null, "", `${window.location.pathname}?${kept}`.replace(/\?$/, ""));
  }, [problemsOf]);
  return { problems, clean };
}
