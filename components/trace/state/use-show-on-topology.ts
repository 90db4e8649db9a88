"use client";

import { useRouter } from "next/navigation";
import { groupId } from "@/lib/mesh/graph/node-draft";
import type { MeshIndex } from "@/lib/mesh/model/mesh-index";
import { requestQuery, type TraceView } from "@/lib/view/trace/trace-params";
import { printView, type TraceEnd } from "@/lib/view/view-params";

/** From so many services and workloads on the picture may fold namespaces: those of a request have to be opened in it. */
const MAY_FOLD_FROM = 300;

/**
 * Opens the topology with the way of the request lit on it.
 *
 * @param draft id of the draft that is answered for too
 * @returns with an end, that end of the request is chosen there first
 */
export function useShowOnTopology(
  index: MeshIndex,
  view: TraceView,
  draft: string | null,
): (pick?: TraceEnd) => void {
  const router = useRouter();
  return (pick) => {
    const query = printView({
      trace: requestQuery(view) || BLANK,
      opened: openedFor(index, view),
      ...(pick && { pick }),
      ...(draft !== null && { mode: "design", draft }),
    });
    router.push(`/topology?${query.slice(1)}`);
  };
}

/** A request of which nothing is said yet. */
const BLANK = "method=GET";

function openedFor(index: MeshIndex, { from, host }: TraceView): readonly string[] | null {
  const size = index.all("Service").length + index.all("Workload").length;
  if (from === null || size < MAY_FOLD_FROM) return null;
  const [, namespace = from.namespace] = host.split(".");
  return [...new Set([from.namespace, namespace])].map((name) => groupId(from.cluster, name));
}
