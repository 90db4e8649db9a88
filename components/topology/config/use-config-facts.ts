"use client";

import { useEffect, useMemo, useRef, useState } from "react";
import { useFindings } from "@/components/live/findings/use-findings";
import type { MeshGraph } from "@/lib/mesh/graph/mesh-graph";
import type { MeshIndex } from "@/lib/mesh/model/mesh-index";
import { type ConfigFacts, configFacts } from "./config-facts";

/** So long the page may be busy with it at a time, in ms: less than a frame. */
const SLICE_MS = 6;

type Applied = Omit<ConfigFacts, "findings">;
type Wanted = { readonly index: MeshIndex; readonly graph: MeshGraph };

/** Which ids a graph has: figures that change make no other configuration. */
const structureOf = ({ nodes, edges }: MeshGraph): string =>
  JSON.stringify([nodes.map(({ id }) => id), edges.map(({ id }) => id)]);

/**
 * The configuration of the graph, worked out in short slices; `null` until the first is complete, and while nobody asks. One that has
 * begun is brought to its end: a mesh that changes all the time would never be seen otherwise.
 */
export function useConfigFacts(
  index: MeshIndex | null,
  graph: MeshGraph | null,
  asked: boolean,
): ConfigFacts | null {
  const findings = useFindings();
  const [applied, setApplied] = useState<Applied | null>(null);
  const newest = useRef<Wanted | null>(null);
  const running = useRef(false);
  const structure = useMemo(() => (asked && graph ? structureOf(graph) : ""), [asked, graph]);
  const timer = useRef(0);
  useEffect(() => () => window.clearTimeout(timer.current), []);
  // biome-ignore lint/correctness/useExhaustiveDependencies: `structure` is all that is read of the graph
  useEffect(() => {
    if (!asked || index === null || graph === null) return;
    newest.current = { index, graph };
    const begin = () => {
      const wanted = newest.current;
      newest.current = null;
      running.current = wanted !== null;
      if (wanted === null) return;
      const work = configFacts(wanted.index, wanted.graph);
      const slice = () => {
        const until = performance.now() + SLICE_MS;
        let step = work.next();
        while (step.done !== true && performance.now() < until) step = work.next();
        if (step.done === true) {
          setApplied(step.value);
          begin();
        } else {
          timer.current = window.setTimeout(slice, 0);
        }
      };
      timer.current = window.setTimeout(slice, 0);
    };
    if (!running.current) begin();
  }, [asked, index, structure]);
  return useMemo(
    () => (asked && applied !== null ? { ...applied, findings } : null),
    [asked, applied, findings],
  );
}
