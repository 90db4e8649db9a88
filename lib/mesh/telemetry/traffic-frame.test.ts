import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { foldSamples } from "./fold";
import { quantise } from "./folding/quantise";
import { ISTIO_BOUNDS_MS } from "./quantiles";
import type { EdgeTraffic, Traffic, TrafficFrame } from "./traffic";
import { applyTrafficFrame, trafficFrame, trafficFromReset, trafficReset } from "./traffic-frame";

const throughJson = <T>(value: T): T => JSON.parse(JSON.stringify(value)) as T;

const NAMES = ["a", "b", "c", "d"] as const;

function edge(name: string, parts: Partial<EdgeTraffic> = {}): EdgeTraffic {
  return {
    id: name,
    labels: {
      sourceCluster: "",
      sourceNamespace: "shop",
      sourceWorkload: name,
      destinationCluster: "",
      destinationNamespace: "shop",
      destinationWorkload: "cart",
      destinationService: "cart.shop.svc.cluster.local",
    },
    protocol: "http",
    reporter: "source",
    responses: [],
    security: null,
    principals: { source: [], destination: [] },
    latency: null,
    averageMs: null,
    tcp: null,
    messages: null,
    ...parts,
  };
}

const rate = fc.double({ min: 0, max: 1e5, noNaN: true }).map((value) => quantise(Math.abs(value)));
const counts = fc
  .array(fc.nat(20), { minLength: 4, maxLength: 4 })
  .map((steps) => steps.map((_, i) => steps.slice(0, i + 1).reduce((sum, n) => sum + n, 0)));
const anyEdge = fc
  .record({
    name: fc.constantFrom(...NAMES),
    reporter: fc.constantFrom("source" as const, "destination" as const),
    responses: fc.array(
      fc.record({
        code: fc.constantFrom("200", "503"),
        grpcStatus: fc.constant(""),
        flags: fc.constantFrom("-", "UH"),
        rate,
      }),
      { maxLength: 2 },
    ),
    security: fc.option(fc.record({ mutualTls: rate, plaintext: rate, unknown: rate })),
    latency: fc.option(
      fc.record({
        bounds: fc.constantFrom(
          [1, 5, 10, Number.POSITIVE_INFINITY],
          [2, 5, 9, Number.POSITIVE_INFINITY],
        ),
        counts,
      }),
    ),
    averageMs: fc.option(rate),
    tcp: fc.option(
      fc.record({
        toServer: rate,
        toClient: rate,
        opened: rate,
        flagged: fc.array(fc.record({ flags: fc.constantFrom("UF", "UH"), rate }), {
          maxLength: 2,
        }),
      }),
    ),
  })
  .map(({ name, ...parts }) => edge(name, parts));

const anyEdges = fc
  .uniqueArray(anyEdge, { selector: (one) => one.id, maxLength: NAMES.length })
  .map((edges) => new Map(edges.map((one) => [one.id, one])));

const trafficAt = (tick: number, edges: ReadonlyMap<string, EdgeTraffic>): Traffic => ({
  tick,
  at: tick * 5000,
  windowSeconds: 60,
  latencyAt: tick > 2 ? 10_000 : null,
  latencyLevel: "workload",
  edges,
});

const history = fc
  .array(anyEdges, { minLength: 1, maxLength: 6 })
  .map((ticks) => ticks.map((edges, i) => trafficAt(i + 1, edges)));

const framesOf = (ticks: readonly Traffic[]): readonly TrafficFrame[] =>
  ticks.map((next, i) => throughJson(trafficFrame(ticks[i - 1] ?? null, next)));

describe("laws", () => {
  it("a frame brings its reader to the next state, through JSON", () => {
    fc.assert(
      fc.property(history, (ticks) => {
        let now: Traffic | null = null;
        for (const [i, frame] of framesOf(ticks).entries()) {
          now = applyTrafficFrame(now, frame);
          expect(now).toEqual(ticks[i]);
        }
      }),
    );
  });

  it("frames may be cut anywhere: a reset and the frames from any overlap on give the same", () => {
    fc.assert(
      fc.property(history, fc.nat(), fc.nat(), (ticks, cut, overlap) => {
        const start = cut % ticks.length;
        const from = overlap % (start + 1);
        const first = ticks[start];
        if (first === undefined) throw new Error("no tick");
        let now: Traffic | null = trafficFromReset(throughJson(trafficReset(first)));
        for (const frame of framesOf(ticks).slice(from)) now = applyTrafficFrame(now, frame);
        expect(now).toEqual(ticks.at(-1));
      }),
    );
  });

  it("an unchanged tick says nothing but its time", () => {
    fc.assert(
      fc.property(anyEdges, (edges) => {
        const again = throughJson([...edges]).map(
          ([id, one]) => [id, reviveInfinity(one)] as const,
        );
        const frame = trafficFrame(trafficAt(3, edges), trafficAt(4, new Map(again)));
        expect([frame.set, frame.changed, frame.removed]).toEqual([[], [], []]);
      }),
    );
  });
});

function reviveInfinity(one: EdgeTraffic): EdgeTraffic {
  if (one.latency === null) return one;
  const bounds = one.latency.bounds.map((bound) => bound ?? Number.POSITIVE_INFINITY);
  return { ...one, latency: { ...one.latency, bounds } };
}

describe("applyTrafficFrame", () => {
  const ticks = [1, 2, 3].map((tick) =>
    trafficAt(tick, new Map([["a", edge("a", { averageMs: tick })]])),
  );
  const [first, second, third] = framesOf(ticks);
  if (first === undefined || second === undefined || third === undefined) throw new Error("frames");

  it("gives null across a gap, and for a change without anything to change", () => {
    expect(applyTrafficFrame(ticks[0] ?? null, third)).toBeNull();
    expect(applyTrafficFrame(null, second)).toBeNull();
    expect(applyTrafficFrame(trafficAt(1, new Map()), second)).toBeNull();
  });

  it("gives the traffic itself for an old frame", () => {
    const now = ticks[2] ?? null;
    expect([first, second, third].map((frame) => applyTrafficFrame(now, frame))).toEqual([
      now,
      now,
      now,
    ]);
  });

  it("takes a full frame from any earlier state", () => {
    const full = trafficFrame(null, trafficAt(9, new Map([["z", edge("z")]])));
    expect([...(applyTrafficFrame(ticks[0] ?? null, full)?.edges.keys() ?? [])]).toEqual(["z"]);
  });

  it("is full when ticks lie between", () => {
    expect(trafficFrame(ticks[0] ?? null, trafficAt(5, new Map())).full).toBe(true);
  });

  it("keeps the objects of edges that did not change", () => {
    const still = edge("still");
    const before = trafficAt(
      1,
      new Map([
        ["still", still],
        ["a", edge("a")],
      ]),
    );
    const next = trafficAt(
      2,
      new Map([
        ["still", edge("still")],
        ["a", edge("a", { averageMs: 1 })],
      ]),
    );
    const after = applyTrafficFrame(before, trafficFrame(before, next));
    expect(after?.edges.get("still")).toBe(still);
  });
});

describe("size", () => {
  const request = (i: number, requestRate: number) => ({
    sourceCluster: "",
    sourceNamespace: `namespace-${i % 10}`,
    sourceWorkload: `workload-${i % 300}-v1`,
    destinationCluster: "",
    destinationNamespace: `namespace-${i % 7}`,
    destinationWorkload: `workload-${(i * 7) % 300}-v1`,
    destinationService: `service-${(i * 7) % 300}.namespace-${i % 7}.svc.cluster.local`,
    protocol: "http",
    code: "200",
    grpcStatus: "",
    flags: "-",
    rate: requestRate,
  });
  /** 300 nodes, 600 edges with everything known; `moved` of them have other figures. */
  const tick = (number: number, moved: number, previous: Traffic | null) => {
    const requests = Array.from({ length: 600 }, (_, i) =>
      request(i, i < moved ? 40 + number * 1.2345 : 12.345_678),
    );
    return foldSamples(
      {
        at: number * 5000,
        windowSeconds: 60,
        requests,
        unproxied: [],
        security: requests.map((row) => ({
          ...row,
          policy: "mutual_tls",
          sourcePrincipal: `spiffe://cluster.local/ns/${row.sourceNamespace}/sa/default`,
          destinationPrincipal: `spiffe://cluster.local/ns/${row.destinationNamespace}/sa/default`,
        })),
        tcp: [],
        messages: [],
        latency: previous
          ? null
          : requests.map((row) => ({
              ...row,
              bounds: ISTIO_BOUNDS_MS,
              counts: ISTIO_BOUNDS_MS.map((_, i) => Math.min(12, i) * 1.2345),
              sumMs: 100,
              count: 12,
            })),
        latencyLevel: "workload",
        problems: [],
        warnings: [],
      },
      previous,
      number,
    );
  };
  const bytes = (frame: TrafficFrame) => JSON.stringify(frame).length;
  const start = tick(1, 0, null);

  it("of an unchanged tick of 300 nodes is below 200 bytes", () => {
    expect(start.edges.size).toBe(600);
    expect(bytes(trafficFrame(start, tick(2, 0, start)))).toBeLessThan(200);
  });

  it("of a change of 5 % at 300 nodes is below 8 kB, a fifth of sending those edges whole", () => {
    const next = tick(2, 30, start);
    const frame = trafficFrame(start, next);
    expect(frame.changed).toHaveLength(30);
    expect(bytes(frame)).toBeLessThan(8000);
    const whole = frame.changed.map(({ id }) => next.edges.get(id));
    expect(bytes(frame) * 4).toBeLessThan(JSON.stringify(whole).length);
  });
});
