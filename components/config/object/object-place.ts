"use client";

import { useMemo } from "react";
import type { Finding } from "@/lib/mesh/analysis/finding";
import type { ConfigRef } from "@/lib/mesh/changes/edit";
import { configKindInfo } from "@/lib/mesh/model/kinds";
import {
  type ConfigResource,
  type MeshResource,
  type ResourceRef,
  refKey,
} from "@/lib/mesh/model/resource";
import type { ObjectAddress } from "@/lib/view/config/config-params";
import { objectAt } from "../state/find-object";
import { type ConfigMesh, useConfigMesh } from "../state/use-config-mesh";
import { type ObjectView, useObjectView } from "../state/use-object-view";

/** An object that the address names, and what is known of it. */
export type ObjectPlace = ObjectView & {
  readonly address: ObjectAddress;
  readonly mesh: ConfigMesh;
  /** `null`: no kind of that name is known. */
  readonly ref: ResourceRef | null;
  /** `null`: it is not in the mesh as it is read. */
  readonly object: MeshResource | null;
  /** `null` before the mesh was analysed. */
  readonly findings: readonly Finding[] | null;
};

const NO_FINDINGS: readonly Finding[] = [];

/** What the page of an object shows; `null` until the mesh is known. */
export function useObjectPlace(address: ObjectAddress): ObjectPlace | null {
  const state = useObjectView();
  const mesh = useConfigMesh();
  const { cluster } = state.view;
  const known = useMemo(() => {
    if (mesh === null) return null;
    const ref = objectAt(mesh.index, address, mesh.settings.clusters, cluster);
    const key = ref === null ? "" : refKey(ref);
    return {
      mesh,
      ref,
      object: mesh.index.snapshot.resources.get(key) ?? null,
      findings: mesh.findings === null ? null : (mesh.findings.byObject.get(key) ?? NO_FINDINGS),
    };
  }, [mesh, address, cluster]);
  return known === null ? null : { ...state, ...known, address };
}

export const isConfigRef = (ref: ResourceRef): ref is ConfigRef =>
  configKindInfo(ref.kind) !== null;

export const isConfig = (object: MeshResource | null): object is ConfigResource =>
  object !== null && "managers" in object;
