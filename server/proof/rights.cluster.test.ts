import { afterEach, describe, expect, it } from "vitest";
import { COMPUTED } from "./testing/differences";
import { expectedGraph } from "./testing/expected/expected-graph";
import { readWorlds } from "./testing/expected/world";
import { labOf, withoutLab } from "./testing/lab";
import { type LiveMesh, openLiveMesh } from "./testing/live-mesh";
import { untilAsConfigured } from "./testing/settled";

const lab = labOf(process.env);
const open: LiveMesh[] = [];
afterEach(() => {
  for (const mesh of open.splice(0)) mesh.close();
});

async function meshOf(user: "admin" | "viewer" | "editor-bookinfo" | "nobody") {
  const env = { KUBECONFIG: lab?.kubeconfigOf(user), PROMETHEUS_URL: lab?.prometheusUrl };
  const mesh = await openLiveMesh({ env });
  open.push(mesh);
  return mesh;
}

const forbidden = (mesh: LiveMesh) =>
  mesh.source("cluster").problems.filter((p) => p.code === "kind-forbidden");

describe.skipIf(lab === null)(`users with fewer rights${withoutLab(process.env)}`, () => {
  const world = () => readWorlds(lab?.folder ?? "", ["bookinfo", "boutique", "troubles"]);

  it.each(["viewer", "editor-bookinfo"] as const)(
    "%s sees the whole graph, and which right the rest would need",
    async (user) => {
      const mesh = await meshOf(user);
      await untilAsConfigured(mesh, expectedGraph(world()), COMPUTED, 150_000);
      expect(mesh.source("cluster").state).toBe("ready");
      expect(forbidden(mesh)).toMatchObject([
        { kind: "Secret", resource: "secrets", verb: "list", namespace: "" },
      ]);
    },
    160_000,
  );

  it("nobody sees the traffic, that nothing is known of the cluster, and every right that is missing", async () => {
    const mesh = await meshOf("nobody");
    await mesh.until(
      () =>
        mesh.source("cluster").state === "partial" &&
        mesh.source("metrics").state === "ready" &&
        mesh.state().traffic !== null,
      30_000,
      () => JSON.stringify(mesh.state().sources),
    );
    expect(mesh.state().mesh.resources.size).toBe(0);
    const kinds = new Set(forbidden(mesh).map((p) => p.kind));
    expect([...kinds]).toEqual(
      expect.arrayContaining([
        "Namespace",
        "Service",
        "Workload",
        "VirtualService.networking.istio.io",
      ]),
    );
    expect(forbidden(mesh).every((p) => p.verb === "list")).toBe(true);
    const graph = mesh.graph();
    expect(graph.edges.length).toBeGreaterThan(30);
    expect(graph.nodes.flatMap((n) => n.replicas ?? [])).toEqual([]);
    // Nothing may be read, so nothing is said to be absent.
    const reasons = new Set(graph.nodes.flatMap((n) => n.why?.code ?? []));
    expect(reasons).toContain("not-readable");
    expect(reasons).not.toContain("not-in-cluster");
    expect(reasons).not.toContain("host-unresolved");
  }, 60_000);
});

describe.skipIf(lab === null)(`a CRD that goes and comes back${withoutLab(process.env)}`, () => {
  const CRD = "xmeshes.gateway.networking.x-k8s.io";

  it("is missed by name, and nothing else is", async () => {
    const mesh = await meshOf("admin");
    const expected = expectedGraph(
      readWorlds(lab?.folder ?? "", ["bookinfo", "boutique", "troubles"]),
    );
    const states = new Set<string>();
    const missing = () =>
      mesh.source("cluster").problems.some((p) => p.code === "kind-missing" && p.resource === CRD);
    const describeSource = () => JSON.stringify(mesh.source("cluster"));
    await mesh.until(() => mesh.source("cluster").state === "ready", 30_000, describeSource);
    mesh.onMessage(() => states.add(mesh.source("cluster").state));
    expect(missing()).toBe(false);
    const saved = JSON.parse((await lab?.kubectl("get", "crd", CRD, "-o=json")) ?? "");
    const { annotations, labels, name } = saved.metadata;
    await lab?.kubectl("delete", "crd", CRD);
    try {
      await mesh.until(missing, 60_000, describeSource);
      await untilAsConfigured(mesh, expected, COMPUTED, 150_000);
    } finally {
      await lab?.create({ ...saved, status: undefined, metadata: { annotations, labels, name } });
    }
    await mesh.until(() => !missing(), 60_000, describeSource);
    expect([...states]).toEqual(["ready"]);
    expect(mesh.gaps()).toEqual([]);
  }, 400_000);
});
