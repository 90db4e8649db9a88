import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { applyLiveMessage } from "@/lib/live/apply-message";
import type { LiveMessage } from "@/lib/live/message";
import { err, ok } from "@/lib/result";
import {
  createScriptedCluster,
  createScriptedMetrics,
  createSteppedClock,
  namespace,
  put,
  settle,
} from "@/server/live/live.fixture";
import type { ClusterPort } from "@/server/ports/cluster";
import type { MetricsError, MetricsPort } from "@/server/ports/metrics";
import { contextOf } from "./context.fixture";
import type { Context } from "./init";
import { appRouter } from "./root";

type Setup = {
  readonly cluster?: Partial<Pick<ClusterPort, "read" | "can" | "rules">>;
  readonly metrics?: Partial<MetricsPort>;
  readonly noMetrics?: true;
};

function setUp({ cluster: over = {}, metrics: overMetrics = {}, noMetrics }: Setup = {}) {
  const clock = createSteppedClock(Date.UTC(2026, 0));
  const cluster = createScriptedCluster(() => [put(namespace("shop")), { type: "synced" }], over);
  const scripted = createScriptedMetrics(clock);
  const metrics = noMetrics ? null : { ...scripted, ...overMetrics };
  const seen: { path: string; error: unknown }[] = [];
  const calls: Context["calls"] = {
    async around(path, _requestId, call) {
      const result = await call();
      if (!result.ok) seen.push({ path, error: result.error });
      return result;
    },
  };
  const { signal } = new AbortController();
  const context = contextOf({ clock, cluster, metrics, signal, calls });
  const { hub } = context;
  return { clock, cluster, hub, seen, metrics: scripted, caller: appRouter.createCaller(context) };
}

const REVIEWS = {
  cluster: "test",
  kind: "VirtualService.networking.istio.io",
  namespace: "shop",
  name: "reviews",
} as const;
const AT = Date.UTC(2026, 0) - 600_000;

describe("live.stream", () => {
  it("starts with a reset and goes on with numbered messages", async () => {
    const { caller, clock, cluster, hub } = setUp();
    hub.start();
    await clock.step(1_000);
    const stream = (await caller.live.stream())[Symbol.asyncIterator]();
    const next = async (): Promise<{ id: string; message: LiveMessage }> => {
      const { value } = await stream.next();
      if (!value) throw new Error("the stream ended");
      // In-process callers get the envelope itself; its type describes what arrives over HTTP.
      const [id, text] = value as unknown as readonly [string, string];
      return { id, message: JSON.parse(text) };
    };
    const reset = await next();
    expect(reset.message.type).toBe("reset");
    cluster.push(put(namespace("pay")));
    await clock.step(200);
    const frame = await next();
    const state = applyLiveMessage(applyLiveMessage(null, reset.message), frame.message);
    expect([...(state?.mesh.resources.values() ?? [])].map((r) => r.meta.name)).toEqual([
      "shop",
      "pay",
    ]);
    expect(frame.id).toBe(`e1:${reset.message.seq + 1}`);
  });
});

describe("failures", () => {
  const METRICS_ERRORS: readonly [MetricsError, string, RegExp][] = [
    [{ code: "unreachable", url: "http://p", detail: "ECONNREFUSED" }, "BAD_GATEWAY", /reached/],
    [{ code: "timeout", url: "http://p", afterMs: 10_000 }, "GATEWAY_TIMEOUT", /within 10 s/],
    [{ code: "unauthorized", url: "http://p", detail: "401" }, "BAD_GATEWAY", /PROMETHEUS_TOKEN/],
    [{ code: "refused", url: "http://p", status: 422, detail: "x" }, "BAD_GATEWAY", /422: x/],
    [{ code: "bad-answer", url: "http://p", detail: "HTML" }, "BAD_GATEWAY", /PROMETHEUS_URL/],
  ];

  it.each(METRICS_ERRORS)("of metrics: %o", async (error, code, message) => {
    const { caller } = setUp({ metrics: { traffic: async () => err(error) } });
    const asked = caller.live.at({ at: AT, windowSeconds: 60 });
    await expect(asked).rejects.toMatchObject({ code, message: expect.stringMatching(message) });
  });

  it("name the setting when there is no metrics source", async () => {
    const { caller } = setUp({ noMetrics: true });
    await expect(
      caller.metrics.timeline({ from: AT, to: AT + 60_000, stepSeconds: 5 }),
    ).rejects.toMatchObject({
      code: "PRECONDITION_FAILED",
      message: "No metrics source is configured. Set PROMETHEUS_URL.",
    });
  });

  it("of rights name verb and object", async () => {
    const { caller } = setUp({
      cluster: {
        read: async (ref) => err({ code: "forbidden", ref, verb: "get", detail: "RBAC denied" }),
      },
    });
    await expect(caller.resources.read({ ref: REVIEWS })).rejects.toMatchObject({
      code: "FORBIDDEN",
      message: "The connected user may not get VirtualService shop/reviews: RBAC denied",
    });
  });

  it("never show what broke inside, and log it under the request id", async () => {
    const secret = new Error("password=hunter2 at /srv/app.ts:3");
    const { caller, seen } = setUp({ cluster: { read: async () => Promise.reject(secret) } });
    await expect(caller.resources.read({ ref: REVIEWS })).rejects.toMatchObject({
      code: "INTERNAL_SERVER_ERROR",
      message: expect.stringMatching(/^(?!.*hunter2).*request id r1/),
    });
    expect(seen).toMatchObject([{ path: "resources.read", error: { cause: secret } }]);
  });
});

describe("resources.read", () => {
  it("gives the whole manifest as YAML, with the lines asked for", async () => {
    const manifest = {
      apiVersion: "networking.istio.io/v1",
      kind: "VirtualService",
      metadata: { name: "reviews", managedFields: [{ manager: "kubectl" }] },
      spec: { hosts: ["reviews"], "x-unknown": { kept: true } },
    };
    const { caller } = setUp({ cluster: { read: async () => ok(manifest) } });
    const read = await caller.resources.read({
      ref: REVIEWS,
      paths: [["spec", "hosts", 0], ["no"]],
    });
    expect(read.yaml).toContain("x-unknown:\n    kept: true");
    expect([read.lines, read.omitted]).toEqual([[7, null], ["metadata.managedFields"]]);
    const all = await caller.resources.read({ ref: REVIEWS, managedFields: true });
    expect([all.yaml.includes("kubectl"), all.omitted]).toEqual([true, []]);
  });

  it("refuses Secrets before it asks the cluster", async () => {
    let asked = false;
    const { caller } = setUp({
      cluster: {
        read: async () => {
          asked = true;
          return ok({});
        },
      },
    });
    await expect(
      caller.resources.read({ ref: { ...REVIEWS, kind: "Secret" } }),
    ).rejects.toMatchObject({ code: "FORBIDDEN" });
    expect(asked).toBe(false);
  });

  it("refuses a cluster that is not watched", async () => {
    const { caller } = setUp();
    await expect(
      caller.resources.read({ ref: { ...REVIEWS, cluster: "<b>" } }),
    ).rejects.toMatchObject({ code: "NOT_FOUND", message: 'No cluster named "<b>" is watched.' });
  });
});

describe("access", () => {
  it("answers in the order asked", async () => {
    const { caller } = setUp({
      cluster: { can: async (questions) => ok(questions.map((q) => q.verb === "get")) },
    });
    const question = { group: "apps", resource: "deployments", namespace: "shop" };
    expect(
      await caller.access.can({
        cluster: "test",
        questions: [
          { ...question, verb: "get" },
          { ...question, verb: "patch" },
        ],
      }),
    ).toEqual([true, false]);
  });
});

describe("wrong input", () => {
  const { caller } = setUp();
  const span = { from: AT, to: AT + 60_000, stepSeconds: 5 };
  const selector = { reporter: "source" as const };
  it.each([
    ["ref.namespace", () => caller.resources.read({ ref: { ...REVIEWS, namespace: 'a"}' } })],
    ["ref.name", () => caller.resources.read({ ref: { ...REVIEWS, name: "../../secrets/x" } })],
    ["ref.name", () => caller.resources.read({ ref: { ...REVIEWS, name: "x".repeat(254) } })],
    ["ref.kind", () => caller.resources.read({ ref: { ...REVIEWS, kind: "Pod" as "Secret" } })],
    ["at", () => caller.live.at({ at: Number.NaN, windowSeconds: 60 })],
    ["windowSeconds", () => caller.live.at({ at: AT, windowSeconds: 0 })],
    ["to", () => caller.metrics.timeline({ ...span, to: AT - 1 })],
    ["stepSeconds", () => caller.metrics.timeline({ ...span, to: AT + 86_400_000 })],
    ["measures", () => caller.metrics.range({ ...span, selector, measures: [] })],
    ["namespace", () => caller.access.rules({ cluster: "test", namespace: "" })],
    [
      "questions[0].verb",
      () =>
        caller.access.can({
          cluster: "test",
          questions: [{ verb: "get\n", group: "", resource: "pods", namespace: "" }],
        }),
    ],
  ])("is refused with the field %s", async (field, ask) => {
    await expect(ask()).rejects.toMatchObject({
      code: "BAD_REQUEST",
      message: expect.stringContaining(`${field}: `),
    });
  });

  it("of any shape is refused, never a fault", async () => {
    const anything = fc.anything({ maxDepth: 3 });
    await fc.assert(
      fc.asyncProperty(anything, async (input) => {
        // Callers over HTTP are bound by no type.
        const read = caller.resources.read as (input: unknown) => Promise<unknown>;
        await expect(read(input)).rejects.toMatchObject({ code: "BAD_REQUEST" });
      }),
      { numRuns: 200 },
    );
  });
});

describe("sources.retry", () => {
  it("asks the metrics source at once", async () => {
    const { caller, clock, hub, metrics } = setUp();
    hub.start();
    await clock.step(1_000);
    const before = metrics.asked.length;
    await caller.sources.retry({ id: "metrics", cluster: "test" });
    await settle();
    expect(metrics.asked.length).toBe(before + 1);
  });
});
