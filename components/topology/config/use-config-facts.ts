"use client";

import { useMemo } from "react";
import { useFindings } from "@/components/live/findings/use-findings";
import { useInSlices } from "@/components/live/use-in-slices";
import type { MeshGraph } from "@/lib/mesh/graph/mesh-graph";
import type { MeshIndex } from "@/lib/mesh/model/mesh-index";
import { type ConfigFacts, configFacts } from "./config-facts";

/** Which ids a graph has: figures that change make no other configuration. */
const structureOf = ({ nodes, edges }: MeshGraph): string =>
  JSON.stringify([nodes.map(({ id }) => id), edges.map(({ id }) => id)]);

/** The configuration of the graph, worked out beside the page; `null` until it is known, and while nobody asks. */
export function useConfigFacts(
  index: MeshIndex,
  graph: MeshGraph,
  asked: boolean,
): ConfigFacts | null {
  const findings = useFindings();
  const structure = useMemo(() => (asked ? structureOf(graph) : ""), [asked, graph]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: `structure` is all that is read of the graph
  const work = useMemo(
    () => (asked ? () => configFacts(index, graph) : null),
    [asked, index, structure],
  );
  const applied = useInSlices(work);
  return useMemo(
    () => (asked && applied !== null ? { ...applied, findings } : null),
    [asked, applied, findings],
  );
}
