import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import type { SourceProblem, SourceState, SourceStatus } from "@/lib/mesh/model/source";
import { COMPUTED } from "./testing/differences";
import { expectedGraph } from "./testing/expected/expected-graph";
import { readWorlds } from "./testing/expected/world";
import { type Fault, type Lab, labOf, withoutLab } from "./testing/lab";
import { listedByKubectl, listedBySnapshot } from "./testing/listing";
import { type LiveMesh, openLiveMesh } from "./testing/live-mesh";
import { untilAsConfigured } from "./testing/settled";
import { sights, tickCounter } from "./testing/witness";

/*
 * What goes wrong between the server and its sources, as a viewer sees it: the state of the source, the last good values with their
 * age, nothing healthy that is not known to be, no number missing in the stream, and afterwards the mesh as it is.
 */
const lab = labOf(process.env);
const WORLDS = ["bookinfo", "boutique", "troubles"];
const expected = lab === null ? null : expectedGraph(readWorlds(lab.folder, WORLDS));

const codes = (problems: readonly SourceProblem[]) => [...new Set(problems.map((p) => p.code))];

const withoutRepeats = (states: readonly SourceState[]) =>
  states.filter((state, i) => state !== states[i - 1]);

/** States that a source was in, each change once. */
function statesOf(mesh: LiveMesh, id: SourceStatus["id"]): SourceState[] {
  const states: SourceState[] = [mesh.source(id).state];
  mesh.onMessage(() => {
    const { state } = mesh.source(id);
    if (state !== states.at(-1)) states.push(state);
  });
  return states;
}

describe.skipIf(lab === null)(`Prometheus that fails${withoutLab(process.env)}`, () => {
  let mesh: LiveMesh;
  const ticks = tickCounter();
  beforeAll(async () => {
    const env = {
      KUBECONFIG: lab?.kubeconfigOf("admin"),
      PROMETHEUS_URL: lab?.faultyPrometheusUrl,
      PROMETHEUS_TIMEOUT_MS: "2000",
      HEDDLE_TICK_SECONDS: "1",
    };
    mesh = await openLiveMesh({ env, observer: ticks });
    if (expected) await untilAsConfigured(mesh, expected, COMPUTED, 150_000);
  }, 160_000);
  afterEach(() => lab?.heal());
  afterAll(() => mesh.close());

  const failing = (fault: Omit<Fault, "target">) => ({
    begin: (l: Lab) => l.start({ target: "prometheus", ...fault }),
    end: (l: Lab) => l.heal(),
  });
  it.each([
    { name: "slow", problem: "timeout", ...failing({ kind: "latency", millis: 6000 }) },
    { name: "5xx", problem: "refused", ...failing({ kind: "status", code: 500 }) },
    { name: "answers that are cut", problem: "bad-answer", ...failing({ kind: "partial" }) },
    { name: "garbage", problem: "bad-answer", ...failing({ kind: "garbage" }) },
    { name: "closed connections", problem: "unreachable", ...failing({ kind: "close" }) },
    {
      name: "down behind a proxy",
      problem: "refused",
      begin: (l: Lab) => l.stopComponent("prometheus"),
      end: (l: Lab) => l.restart(),
    },
  ])(
    "$name: $problem, the last good values with their age, then as configured",
    async (row) => {
      if (lab === null || expected === null) throw new Error("no lab");
      const { begin, end, problem } = row;
      const state = () => mesh.source("metrics").state;
      const describeSource = () => JSON.stringify(mesh.source("metrics"));
      await mesh.until(() => state() === "ready", 30_000, describeSource);
      const cluster = statesOf(mesh, "cluster");
      const states = statesOf(mesh, "metrics");
      await begin(lab);
      await mesh.until(() => state() === "stale", 30_000, describeSource);
      const { traffic } = mesh.state();
      const { lastGoodAt, problems } = mesh.source("metrics");
      const seen = sights(mesh);
      expect(codes(problems)).toEqual([problem]);
      expect(lastGoodAt).toBe(traffic?.at);

      const failed = ticks.counts.failed;
      const good = ticks.counts.ok;
      await expect.poll(() => ticks.counts.failed, { timeout: 30_000 }).toBeGreaterThan(failed + 1);
      expect(ticks.counts.ok).toBe(good);
      expect(mesh.state().traffic).toBe(traffic);
      expect(mesh.source("metrics")).toMatchObject({ state: "stale", lastGoodAt });
      expect(sights(mesh)).toEqual(seen);

      await end(lab);
      await mesh.until(() => state() === "ready", 60_000, describeSource);
      expect(mesh.state().traffic?.at).toBeGreaterThan(lastGoodAt ?? Number.POSITIVE_INFINITY);
      await untilAsConfigured(mesh, expected, COMPUTED, 110_000);
      // Buckets are read on a cadence of their own: where one of their readings failed, the source is partial until the next.
      const withoutPartial = states.filter((s) => s !== "partial");
      expect(withoutRepeats(withoutPartial)).toEqual(["ready", "stale", "ready"]);
      expect(cluster).toEqual(["ready"]);
      expect(mesh.gaps()).toEqual([]);
      expect(mesh.resets()).toEqual(["joined"]);
    },
    180_000,
  );

  it("a Prometheus that was never there: no traffic, and no node is called healthy for it", async () => {
    const env = { KUBECONFIG: lab?.kubeconfigOf("admin"), PROMETHEUS_URL: "http://127.0.0.1:9" };
    const blind = await openLiveMesh({ env });
    try {
      const done = () =>
        blind.source("cluster").state === "ready" && blind.source("metrics").state === "down";
      await blind.until(done, 30_000, () => JSON.stringify(blind.state().sources));
      expect(codes(blind.source("metrics").problems)).toEqual(["unreachable"]);
      expect(blind.source("metrics").lastGoodAt).toBeNull();
      expect(blind.state().traffic).toBeNull();
      const graph = blind.graph();
      expect(graph.edges).toEqual([]);
      const services = graph.nodes.filter((node) => node.kind === "service" && !node.dead);
      expect(services.length).toBeGreaterThan(15);
      expect(services.filter((node) => node.health.level === "healthy")).toEqual([]);
      expect(services.flatMap((node) => node.inbound ?? [])).toEqual([]);
    } finally {
      blind.close();
    }
  }, 60_000);
});

const NAMESPACE = "heddle-proof";
const route = (name: string, host: string) => ({
  apiVersion: "networking.istio.io/v1",
  kind: "VirtualService",
  metadata: { name, namespace: NAMESPACE },
  spec: { hosts: [host], http: [{ route: [{ destination: { host } }] }] },
});

describe.skipIf(lab === null)(`an API server that fails${withoutLab(process.env)}`, () => {
  const open: LiveMesh[] = [];
  beforeAll(async () => {
    const metadata = { name: NAMESPACE, labels: { "istio-injection": "disabled" } };
    await lab?.create({ apiVersion: "v1", kind: "Namespace", metadata });
  });
  afterEach(async () => {
    await lab?.heal();
    for (const mesh of open.splice(0)) mesh.close();
  });
  afterAll(async () => {
    await lab?.kubectl("delete", "namespace", NAMESPACE, "--wait=false");
  });

  async function prepared(l: Lab, context: "faulty" | "lab") {
    await l.create(route("changed", "one"));
    await l.create(route("removed", "one"));
    const restarts: string[] = [];
    const mesh = await openLiveMesh({
      env: {
        KUBECONFIG: l.kubeconfigOf("admin"),
        HEDDLE_CONTEXTS: context,
        PROMETHEUS_URL: l.prometheusUrl,
      },
      observer: { watchRestarted: (_, __, reason) => restarts.push(reason) },
    });
    open.push(mesh);
    const describeSource = () => JSON.stringify(mesh.source("cluster"));
    const ready = () => mesh.source("cluster").state === "ready";
    await mesh.until(ready, 30_000, describeSource);
    return { mesh, restarts, ready, describeSource };
  }

  const routes = (mesh: LiveMesh) =>
    [...mesh.state().mesh.resources.values()]
      .flatMap((r) => (r.kind === "VirtualService.networking.istio.io" ? [r] : []))
      .filter((r) => r.meta.namespace === NAMESPACE)
      .map((r) => `${r.meta.name} ${JSON.stringify(r.spec["hosts"])}`)
      .sort();

  /** Something happens while nobody can be told. */
  async function changeBehind(l: Lab) {
    await l.create(route("changed", "two"));
    await l.create(route("added", "two"));
    await l.kubectl("-n", NAMESPACE, "delete", "virtualservices.networking.istio.io", "removed");
  }

  async function recovers(
    l: Lab,
    { mesh, ready, describeSource }: Awaited<ReturnType<typeof prepared>>,
  ) {
    const wanted = ['added ["two"]', 'changed ["two"]'];
    const caughtUp = () => ready() && JSON.stringify(routes(mesh)) === JSON.stringify(wanted);
    await mesh.until(caughtUp, 90_000, () => `${describeSource()} ${routes(mesh)}`);
    await vi.waitFor(
      async () => {
        const listed = await listedByKubectl(l, mesh.source("cluster"));
        expect(listedBySnapshot(mesh.state().mesh)).toEqual(listed);
      },
      { timeout: 30_000, interval: 200 },
    );
    if (expected) await untilAsConfigured(mesh, expected, COMPUTED, 110_000);
    expect(mesh.gaps()).toEqual([]);
    expect(mesh.resets()).toEqual(["joined"]);
    await l.kubectl("-n", NAMESPACE, "delete", "virtualservices.networking.istio.io", "--all");
  }

  it.each([
    { name: "watches that are cut", reason: "closed", faults: [] },
    { name: "a past that is gone (410)", reason: "expired", faults: [{ kind: "gone" }] },
  ] as const)(
    "$name: nothing that a viewer need know",
    async ({ faults, reason }) => {
      if (lab === null) throw new Error("no lab");
      const seen = await prepared(lab, "faulty");
      const { mesh, restarts } = seen;
      const states = statesOf(mesh, "cluster");
      const size = mesh.state().mesh.resources.size;
      for (const fault of faults) await lab.start({ target: "api", ...fault });
      await lab.start({ target: "api", kind: "drop-watch" });
      await expect
        .poll(() => restarts.filter((r) => r === reason).length, { timeout: 30_000 })
        .toBeGreaterThan(20);
      await lab.heal();
      expect(mesh.state().mesh.resources.size).toBe(size);
      await changeBehind(lab);
      await recovers(lab, seen);
      // A watch that is cut while it opens is an attempt that failed: its kind is said to be for the second until the next one.
      expect(withoutRepeats(states.filter((state) => state !== "partial"))).toEqual(["ready"]);
    },
    180_000,
  );

  it.each([
    { name: "429", problem: "kind-failing", fault: { kind: "status", code: 429 } },
    { name: "garbage", problem: "kind-failing", fault: { kind: "garbage" } },
  ] as const)(
    "$name: $problem, and what was known stays",
    async ({ fault, problem }) => {
      if (lab === null) throw new Error("no lab");
      const seen = await prepared(lab, "faulty");
      const { mesh, describeSource } = seen;
      const metrics = statesOf(mesh, "metrics");
      const known = listedBySnapshot(mesh.state().mesh);
      await lab.start({ target: "api", ...fault, path: "^/api" });
      await lab.start({ target: "api", kind: "drop-watch" });
      await changeBehind(lab);
      await mesh.until(() => mesh.source("cluster").state === "stale", 60_000, describeSource);
      expect(codes(mesh.source("cluster").problems)).toContain(problem);
      const { lastGoodAt } = mesh.source("cluster");
      expect(lastGoodAt).not.toBeNull();
      expect(listedBySnapshot(mesh.state().mesh)).toEqual(known);
      expect(metrics.at(-1)).toBe("ready");
      await lab.heal();
      await recovers(lab, seen);
    },
    180_000,
  );

  it("restarted: stale and unreachable meanwhile, then as it is", async () => {
    if (lab === null) throw new Error("no lab");
    const seen = await prepared(lab, "lab");
    const { mesh, describeSource } = seen;
    const states = statesOf(mesh, "cluster");
    const known = listedBySnapshot(mesh.state().mesh);
    await lab.stopComponent("kube-apiserver");
    await mesh.until(() => mesh.source("cluster").state === "stale", 60_000, describeSource);
    expect(codes(mesh.source("cluster").problems)).toContain("unreachable");
    expect(listedBySnapshot(mesh.state().mesh)).toEqual(known);
    await lab.restart();
    await changeBehind(lab);
    await recovers(lab, seen);
    expect(states.filter((state) => state === "down" || state === "connecting")).toEqual([]);
  }, 240_000);
});
