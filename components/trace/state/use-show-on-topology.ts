"use client";

import { useRouter } from "next/navigation";
import { useLiveSettings } from "@/components/live/use-live-settings";
import { useLiveTraffic } from "@/components/live/use-live-traffic";
import { buildGraph } from "@/lib/mesh/graph/build-graph";
import type { GraphView } from "@/lib/mesh/graph/view";
import type { MeshIndex } from "@/lib/mesh/model/mesh-index";
import { printView } from "@/lib/view/view-params";
import { pathSelection } from "../model/path-selection";
import type { Answers } from "./use-answers";

/** The view that a topology without parameters shows, unfolded. */
const EVERYTHING: GraphView = {
  type: "versioned-app",
  services: true,
  namespaces: null,
  find: null,
  hide: null,
  idle: true,
  maxNodes: Number.POSITIVE_INFINITY,
  opened: [],
  keep: [],
};

/** Opens the topology with the way of the request lit: the call itself where it is in the picture, else its service or its caller. */
export function useShowOnTopology(index: MeshIndex, answers: Answers): () => void {
  const router = useRouter();
  const traffic = useLiveTraffic();
  const settings = useLiveSettings();
  return () => {
    if (settings === null) return;
    const { clusterIds, clusters, healthProfile, healthRules } = settings;
    const graph = buildGraph({
      index,
      traffic,
      view: EVERYTHING,
      settings: {
        ...{ clusterIds, healthProfile, healthRules },
        cluster: clusters[0] ?? "",
        reading: [],
      },
    });
    const selection = pathSelection(graph, index, answers.request, answers.live.answer);
    router.push(`/topology?${printView({ selection }).slice(1)}`);
  };
}
