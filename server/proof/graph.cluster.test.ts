import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { COMPUTED, differences } from "./testing/differences";
import { expectedGraph } from "./testing/expected/expected-graph";
import { type Call, readWorlds, type World } from "./testing/expected/world";
import { labOf, withoutLab } from "./testing/lab";
import { type LiveMesh, openLiveMesh } from "./testing/live-mesh";
import { untilAsConfigured } from "./testing/settled";

const lab = labOf(process.env);

describe.skipIf(lab === null)(`the graph of three worlds${withoutLab(process.env)}`, () => {
  let mesh: LiveMesh;
  beforeAll(async () => {
    const env = { KUBECONFIG: lab?.kubeconfigOf("admin"), PROMETHEUS_URL: lab?.prometheusUrl };
    mesh = await openLiveMesh({ env });
  });
  afterAll(() => mesh.close());

  it("is the traffic that was configured, node by node and edge by edge", async () => {
    const world = readWorlds(lab?.folder ?? "", ["bookinfo", "boutique", "troubles"]);
    const expected = expectedGraph(world);
    expect(expected.edges.size).toBe(45);
    // The first to look waits until the window lies within what was scraped.
    await untilAsConfigured(mesh, expected, COMPUTED, 150_000);
    expect(mesh.gaps()).toEqual([]);
    expect(mesh.state().sources.map((s) => s.state)).toEqual(["ready", "ready"]);
  }, 160_000);

  const withCall = (world: World, to: string, change: (call: Call) => readonly Call[]): World => ({
    ...world,
    calls: world.calls.flatMap((call) => (call.to === to ? change(call) : [call])),
  });
  it.each<{ name: string; change: (world: World) => World }>([
    {
      name: "a fifth more requests to details",
      change: (w) => withCall(w, "bookinfo/details", (c) => [{ ...c, rps: c.rps * 1.2 }]),
    },
    {
      name: "a call that is not made",
      change: (w) => withCall(w, "bookinfo/details", (c) => [c, { ...c, to: "troubles/idle" }]),
    },
    { name: "a call that is", change: (w) => withCall(w, "boutique/redis-cart", () => []) },
    {
      name: "no errors of reviews-v3",
      change: (w) => withCall(w, "bookinfo/reviews", (c) => [{ ...c, per: {} }]),
    },
    {
      name: "half the time to details",
      change: (w) =>
        withCall(w, "bookinfo/details", (c) => [{ ...c, latency: { ...c.latency, p50: 1.5 } }]),
    },
    {
      name: "details over gRPC",
      change: (w) => withCall(w, "bookinfo/details", (c) => [{ ...c, protocol: "grpc" }]),
    },
    { name: "reviews divided evenly", change: (w) => ({ ...w, virtualServices: [] }) },
    { name: "no policy", change: (w) => ({ ...w, policies: [] }) },
    { name: "no subset declared", change: (w) => ({ ...w, destinationRules: [] }) },
    {
      name: "a proxy for nightly-report",
      change: (w) => ({
        ...w,
        namespaces: w.namespaces.map((n) => ({
          ...n,
          metadata: { ...n.metadata, labels: { "istio-injection": "enabled" } },
        })),
      }),
    },
  ])("would not pass for $name", ({ change }) => {
    const world = readWorlds(lab?.folder ?? "", ["bookinfo", "boutique", "troubles"]);
    expect(differences(mesh.graph(), expectedGraph(world), COMPUTED)).toEqual([]);
    expect(differences(mesh.graph(), expectedGraph(change(world)), COMPUTED)).not.toEqual([]);
  });

  it("names the reasons: no proxy, no route, no right, no pod", () => {
    const graph = mesh.graph();
    const edgeTo = (name: string, from: string) => {
      const ids = (n: string) =>
        graph.nodes.filter((node) => node.name === n).map((node) => node.id);
      return graph.edges.find((e) => ids(name).includes(e.target) && ids(from).includes(e.source));
    };
    const health = (name: string, from: string) =>
      edgeTo(name, from)?.health.reasons.map((reason) => reason.code);
    expect(edgeTo("orders", "exporter")?.hosts).toContain("orders:8080");
    expect(health("orders", "exporter")).toContain("missing-subset");
    expect(edgeTo("ratings", "snooper")?.denied).toMatchObject({
      by: [{ namespace: "bookinfo", name: "no-snoopers" }],
      certain: true,
    });
    expect(edgeTo("ratings", "unknown")).toMatchObject({
      reporter: "destination",
      figures: { mutualTlsShare: 0 },
    });
    expect(edgeTo("PassthroughCluster", "exporter")?.hosts).toEqual(["tracker.example.net"]);
    const flaky = graph.nodes.find((n) => n.kind === "service" && n.name === "flaky");
    expect(flaky?.health.reasons.map((reason) => reason.code)).toContain("no-endpoints");
  });
});
