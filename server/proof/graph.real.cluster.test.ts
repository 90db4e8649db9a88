import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { MOVED } from "./testing/differences";
import { expectedGraph } from "./testing/expected/expected-graph";
import { movedFlows } from "./testing/expected/flows";
import { readWorlds } from "./testing/expected/world";
import { labOf, withoutLab } from "./testing/lab";
import { type LiveMesh, openLiveMesh } from "./testing/live-mesh";
import { untilAsConfigured } from "./testing/settled";

const lab = labOf(process.env);
const rps = Number(process.env["HEDDLE_LAB_RPS"]);

describe.skipIf(lab === null)(
  `the graph of three worlds behind real proxies${withoutLab(process.env)}`,
  () => {
    let mesh: LiveMesh;
    beforeAll(async () => {
      const env = { KUBECONFIG: lab?.kubeconfigOf("admin"), PROMETHEUS_URL: lab?.prometheusUrl };
      mesh = await openLiveMesh({ env });
    });
    afterAll(() => mesh.close());

    it("is the traffic that they moved, node by node and edge by edge", async () => {
      const world = readWorlds(lab?.folder ?? "", ["bookinfo", "boutique", "troubles"]);
      const expected = expectedGraph(world, movedFlows(world, rps));
      expect(expected.edges.size).toBe(45);
      await untilAsConfigured(mesh, expected, MOVED, 140_000);
      expect(mesh.gaps()).toEqual([]);
    }, 150_000);
  },
);
