"use client";

import { useQueryStates } from "nuqs";
import { type AddressProblems, useAddressProblems } from "@/components/shell/use-address-problems";
import {
  type ConfigObjectView,
  objectParsers,
  objectProblems,
} from "@/lib/view/config/config-params";

export type ObjectPatch = { readonly [K in keyof ConfigObjectView]?: ConfigObjectView[K] | null };

export type ObjectView = AddressProblems & {
  readonly view: ConfigObjectView;
  readonly change: (patch: ObjectPatch) => void;
};

/** What of an object the address asks for: the only copy of it. */
export function useObjectView(): ObjectView {
  const [view, setView] = useQueryStates(objectParsers);
  return {
    view,
    change: (patch) => void setView(patch),
    ...useAddressProblems(objectProblems),
  };
}
