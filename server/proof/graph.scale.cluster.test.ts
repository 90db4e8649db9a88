import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createApiWriter } from "./testing/api-writer";
import { COMPUTED_AT_SCALE } from "./testing/differences";
import { expectedGraph } from "./testing/expected/expected-graph";
import { generatedWorld, joined, readWorlds } from "./testing/expected/world";
import { labOf, withoutLab } from "./testing/lab";
import { type LiveMesh, openLiveMesh } from "./testing/live-mesh";
import { untilAsConfigured } from "./testing/settled";

const lab = labOf(process.env);
const NAMESPACES = 50;
const SERVICES = 10 * NAMESPACES;

const percentile = (values: readonly number[], q: number): number =>
  [...values].sort((a, b) => a - b)[Math.ceil(q * values.length) - 1] ?? Number.NaN;
const say = (text: string) => process.stdout.write(`measured: ${text}\n`);

describe.skipIf(lab === null)(`${NAMESPACES} namespaces${withoutLab(process.env)}`, () => {
  let mesh: LiveMesh;
  const tickMs: number[] = [];
  const queriesByTick: number[] = [];
  beforeAll(async () => {
    const env = {
      KUBECONFIG: lab?.kubeconfigOf("admin"),
      PROMETHEUS_URL: lab?.prometheusUrl,
      HEDDLE_TICK_SECONDS: "5",
      PROMETHEUS_TIMEOUT_MS: "30000",
    };
    let sent: (() => number) | null = null;
    let before = 0;
    // Each tick is one, whether it has something to tell or not.
    const ticked = (reading: string, ms: number) => {
      if (reading !== "traffic" || sent === null) return;
      tickMs.push(ms);
      queriesByTick.push(sent() - before);
      before = sent();
    };
    mesh = await openLiveMesh({ env, observer: { ticked } });
    sent = mesh.queriesSent;
  });
  afterAll(() => mesh.close());

  it("are the traffic that was configured, every service and every edge", async () => {
    const world = joined(readWorlds(lab?.folder ?? "", ["bookinfo"]), generatedWorld(NAMESPACES));
    const expected = expectedGraph(world);
    // Each namespace: nine branches and the call to the next, from two versions each; and two versions behind each service.
    expect([...expected.edges.keys()].filter((key) => key.includes("scale-"))).toHaveLength(
      NAMESPACES * (10 * 2 + 10 * 2),
    );
    await untilAsConfigured(mesh, expected, COMPUTED_AT_SCALE, 150_000);
    const services = mesh
      .graph()
      .nodes.filter((n) => n.namespace?.startsWith("scale-") && n.kind === "service");
    expect(services).toHaveLength(SERVICES);
    expect(mesh.gaps()).toEqual([]);
    expect(mesh.state().sources.map((s) => s.state)).toEqual(["ready", "ready"]);
  }, 180_000);

  it("cost at most ten queries a tick", () => {
    const [, ...ticks] = queriesByTick;
    expect(ticks.length).toBeGreaterThan(1);
    expect(Math.max(...ticks)).toBeLessThanOrEqual(10);
    say(`at most ${Math.max(...ticks)} queries per tick`);
    say(`a tick's queries take ${percentile(tickMs, 0.5)} ms, p95 ${percentile(tickMs, 0.95)} ms`);
  });

  it("show a change within 300 ms of the API server's answer (p95)", async () => {
    const writer = createApiWriter(lab?.kubeconfigOf("admin") ?? "");
    const KEY = "heddle.example/proof";
    const delays: number[] = [];
    const name = (i: number) => `scale-${String(i % NAMESPACES).padStart(3, "0")}`;
    const annotation = (namespace: string) =>
      mesh.state().mesh.resources.get(`lab/Service/${namespace}/svc-0`)?.meta.annotations[KEY];
    const run = Date.now();
    for (let i = 0; i < 60; i += 1) {
      const value = `${run}-${i}`;
      const place = `/api/v1/namespaces/${name(i)}/services/svc-0`;
      await writer.annotate(place, { [KEY]: value });
      const answered = performance.now();
      const seen = () => annotation(name(i)) === value;
      await mesh.until(seen, 10_000, () => `annotation ${i} was not seen`);
      delays.push(performance.now() - answered);
    }
    await writer.close();
    say(`a change is seen after ${percentile(delays, 0.5)} ms, p95 ${percentile(delays, 0.95)} ms`);
    expect(percentile(delays, 0.95)).toBeLessThanOrEqual(300);
  }, 60_000);
});
