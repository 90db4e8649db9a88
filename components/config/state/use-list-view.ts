"use client";

import { useQueryStates } from "nuqs";
import { type AddressProblems, useAddressProblems } from "@/components/shell/use-address-problems";
import {
  type ConfigListView,
  listParsers,
  listProblems,
  listUrlKeys,
} from "@/lib/view/config/config-params";

export type ListPatch = { readonly [K in keyof ConfigListView]?: ConfigListView[K] | null };

export type ListView = AddressProblems & {
  readonly view: ConfigListView;
  readonly change: (patch: ListPatch) => void;
};

/** What of the list the address asks for: the only copy of it. */
export function useListView(): ListView {
  const [view, setView] = useQueryStates(listParsers, { urlKeys: listUrlKeys });
  return {
    view,
    change: (patch) => void setView(patch),
    ...useAddressProblems(listProblems),
  };
}
