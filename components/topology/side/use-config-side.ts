"use client";

import { useMemo } from "react";
import { useFindings } from "@/components/live/findings/use-findings";
import type { Finding } from "@/lib/mesh/analysis/finding";
import type { View } from "@/lib/view/view-params";
import { findingsIn } from "../config/config-facts";
import type { Topology } from "../state/use-topology";

export type ConfigSide = {
  /** In the scope of the view, worst first; `null` before the mesh was analysed. */
  readonly all: readonly Finding[] | null;
  /** By the group of the graph that the namespace is. */
  readonly byGroup: ReadonlyMap<string, readonly Finding[]> | null;
};

/** What the side says of configuration; `null` while the view is about something else. */
export function useConfigSide({ graph }: Topology, view: View): ConfigSide | null {
  const findings = useFindings();
  const { clusters, lens, namespaces } = view;
  const { groups } = graph;
  return useMemo(() => {
    if (lens !== "config") return null;
    if (findings === null) return { all: null, byGroup: null };
    const inScope = ({ ref }: Finding): boolean => {
      const namespace = ref.kind === "Namespace" ? ref.name : ref.namespace;
      if (clusters !== null && !clusters.includes(ref.cluster)) return false;
      return namespaces === null || namespace === "" || namespaces.includes(namespace);
    };
    return {
      all: findings.all.filter(inScope),
      byGroup: new Map(
        groups.map(({ id, cluster, namespace }) => [id, findingsIn(findings, cluster, namespace)]),
      ),
    };
  }, [lens, findings, clusters, namespaces, groups]);
}
