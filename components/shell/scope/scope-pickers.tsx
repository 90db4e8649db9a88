"use client";

import { Server } from "lucide-react";
import { useMemo } from "react";
import type { MeshIndex } from "@/lib/mesh/model/mesh-index";
import { ScopeSeparator } from "../top-bar";
import { NamePicker } from "./name-picker";

/** Clusters and namespaces that a place keeps to; `null` for all. */
export type Scope = {
  readonly clusters: readonly string[] | null;
  readonly namespaces: readonly string[] | null;
};

type ScopePickersProps = {
  /** `null` until the mesh is known. */
  readonly index: MeshIndex | null;
  /** Watched clusters, where they are known. */
  readonly clusters: readonly string[] | undefined;
  readonly scope: Scope;
  readonly onChange: (patch: Partial<Scope>) => void;
};

const NO_NAMES: readonly string[] = [];

/** What part of the mesh a place is about. */
export function ScopePickers({ index, clusters, scope, onChange }: ScopePickersProps) {
  const namespaces = useMemo(
    () =>
      index === null
        ? NO_NAMES
        : [...new Set(index.all("Namespace").map(({ meta }) => meta.name))].sort(),
    [index],
  );
  return (
    <>
      <NamePicker
        of="clusters"
        icon={Server}
        known={clusters ?? NO_NAMES}
        chosen={scope.clusters}
        onChange={(chosen) => onChange({ clusters: chosen })}
      />
      <ScopeSeparator />
      <NamePicker
        of="namespaces"
        known={namespaces}
        chosen={scope.namespaces}
        onChange={(chosen) => onChange({ namespaces: chosen })}
      />
    </>
  );
}
