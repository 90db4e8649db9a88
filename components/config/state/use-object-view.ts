"use client";

import { useSearchParams } from "next/navigation";
import { useQueryStates } from "nuqs";
import { useMemo } from "react";
import {
  type ConfigObjectView,
  objectParsers,
  objectProblems,
} from "@/lib/view/config/config-params";
import type { AddressProblem } from "@/lib/view/view-problems";
import { dropParameters } from "./use-list-view";

export type ObjectPatch = { readonly [K in keyof ConfigObjectView]?: ConfigObjectView[K] | null };

export type ObjectView = {
  readonly view: ConfigObjectView;
  readonly change: (patch: ObjectPatch) => void;
  readonly problems: readonly AddressProblem[];
  readonly clean: () => void;
};

/** What of an object the address asks for: the only copy of it. */
export function useObjectView(): ObjectView {
  const [view, setView] = useQueryStates(objectParsers);
  const search = useSearchParams();
  const problems = useMemo(() => objectProblems(new URLSearchParams(search)), [search]);
  return {
    view,
    change: (patch) => void setView(patch),
    problems,
    clean: () => dropParameters(problems),
  };
}
