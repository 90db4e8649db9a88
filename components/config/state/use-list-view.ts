"use client";

import { useSearchParams } from "next/navigation";
import { useQueryStates } from "nuqs";
import { useMemo } from "react";
import {
  type ConfigListView,
  listParsers,
  listProblems,
  listUrlKeys,
} from "@/lib/view/config/config-params";
import type { AddressProblem } from "@/lib/view/view-problems";

export type ListPatch = { readonly [K in keyof ConfigListView]?: ConfigListView[K] | null };

export type ListView = {
  readonly view: ConfigListView;
  readonly change: (patch: ListPatch) => void;
  /** What of the address could not be taken. */
  readonly problems: readonly AddressProblem[];
  /** Drops those parts from the address. */
  readonly clean: () => void;
};

/** What of the list the address asks for: the only copy of it. */
export function useListView(): ListView {
  const [view, setView] = useQueryStates(listParsers, { urlKeys: listUrlKeys });
  const search = useSearchParams();
  const problems = useMemo(() => listProblems(new URLSearchParams(search)), [search]);
  return {
    view,
    change: (patch) => void setView(patch),
    problems,
    clean: () => dropParameters(problems),
  };
}

/** Drops parameters from the address of this page. */
export function dropParameters(problems: readonly AddressProblem[]): void {
  const kept = new URLSearchParams(window.location.search);
  for (const { parameter } of problems) kept.delete(parameter);
  window.history.replaceState(null, "", `${window.location.pathname}?${kept}`.replace(/\?$/, ""));
}
