import { syntheticMesh } from "@/fixtures/meshes/synthetic-mesh";
import { buildGraph } from "@/lib/mesh/graph/build-graph";
import { canvasFrames } from "../canvas-frames.mjs";
import { settingsOf, wholeView } from "../world/graphs";
import { withProductWorld } from "../world/product-world";
import { reportRows } from "./report-row";

/** A graph with more is folded by the page. */
const NODES = 300;

await reportRows(["canvas.frames.300"], async () => {
  const mesh = syntheticMesh({ nodes: NODES });
  const { cluster, index, traffic } = mesh;
  const { nodes } = buildGraph({ index, traffic, view: wholeView, settings: settingsOf(cluster) });
  if (nodes.length !== NODES) throw new Error(`the graph has ${nodes.length} nodes`);
  const frames = await withProductWorld({ mesh, changedShare: 0.05 }, ({ url }) =>
    canvasFrames({
      "whole picture": `${url}/topology`,
      "near enough to read": `${url}/topology?vp=-200,-160,0.9`,
    }),
  );
  return { "canvas.frames.300": frames };
});
