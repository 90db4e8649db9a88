import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseQuery } from "../../query/parse";
import type { CallSeries } from "../../telemetry/range";
import { type Call, labels, request, trafficOf } from "../testing/calls";
import { graphOf } from "../testing/look";
import { config, deployment, namespace, service } from "../testing/objects";
import { contextOf, indexOf } from "../testing/recorded-mesh";
import { enteringLines, gatewaysUnseen } from "./entering-lines";

const OBJECTS = [
  ...["edge", "shop", "pay"].map((name) => namespace(name)),
  service("edge/gate"),
  ...deployment("edge/gate", { proxy: "gateway" }),
  ...deployment("edge/other"),
  service("shop/cart"),
  ...deployment("shop/cart-v1"),
  ...deployment("shop/web-v1"),
  service("pay/api"),
  ...deployment("pay/api-v1"),
  config("ServiceEntry", "pay/bank", { hosts: ["bank.example"] }),
];
const NAMING = contextOf(indexOf(OBJECTS), null);

const seriesOf = (call: Call, rate: number | null = call.rate ?? 1): CallSeries => {
  const { protocol, code, grpcStatus } = request(call);
  return { ...labels(call), protocol, code, grpcStatus, values: [rate] };
};

/** What the timeline makes of these calls at one moment. */
function lines(calls: readonly Call[]) {
  const series = calls.map((call) => seriesOf(call));
  const unseen = new Set(
    gatewaysUnseen(NAMING, series).map(({ meta }) => `${meta.namespace}/${meta.name}`),
  );
  const passedOn = calls.filter(({ from }) => unseen.has(from)).map((call) => seriesOf(call));
  const found = enteringLines(NAMING, { length: 1, calls: series, passedOn });
  return new Map(found.map(({ name, entering }) => [name, entering[0] ?? null]));
}

/** What the graph counts for its groups of the same calls. */
function groups(calls: readonly Call[], view = {}) {
  const traffic = trafficOf({
    requests: calls.filter(({ from }) => from !== "unknown").map(request),
    unproxied: calls.filter(({ from }) => from === "unknown").map(request),
  });
  return graphOf(OBJECTS, traffic, view).groups;
}

const WAYS: readonly Call[] = [
  { from: "edge/gate", to: "shop/web-v1", host: "shop/cart" },
  { from: "edge/other", to: "pay/api-v1", host: "pay/api" },
  { from: "unknown", to: "edge/gate", host: "edge/gate" },
  { from: "shop/web-v1", to: "edge/gate", host: "edge/gate" },
  { from: "shop/web-v1", to: "shop/cart-v1", host: "shop/cart" },
  { from: "shop/web-v1", to: "unknown", host: "shop/cart", code: "503" },
  { from: "shop/web-v1", to: "unknown", host: "cart:8080", code: "503" },
  { from: "shop/web-v1", to: "unknown", host: "api.pay:8080", code: "503" },
  { from: "pay/api-v1", to: "unknown", host: "gone.shop.svc.cluster.local", code: "503" },
  { from: "pay/api-v1", to: "unknown", host: "bank.example" },
  { from: "shop/cart-v1", to: "unknown", host: "bank.example" },
  { from: "shop/cart-v1", to: "unknown", host: "elsewhere.example" },
  { from: "unknown", to: "pay/api-v1", host: "pay/api" },
  { from: "unknown", to: "shop/web-v1", host: "unknown" },
];

describe("enteringLines", () => {
  it("say at every moment what the graph counts for a namespace, whatever is called", () => {
    const rate = fc.integer({ min: 0, max: 20 });
    fc.assert(
      fc.property(fc.array(rate, { minLength: WAYS.length, maxLength: WAYS.length }), (rates) => {
        const calls = WAYS.map((way, i) => ({ ...way, rate: rates[i] ?? 0 })).filter(
          (call) => call.rate > 0,
        );
        const found = lines(calls);
        for (const group of groups(calls)) {
          expect(found.get(group.namespace) ?? 0, group.namespace).toBeCloseTo(
            group.requestsPerSecond ?? Number.NaN,
            2,
          );
        }
      }),
      { numRuns: 60 },
    );
  });

  it("count what comes from outside, not what a namespace calls of its own", () => {
    const calls = [
      { from: "edge/gate", to: "shop/web-v1", host: "shop/cart", rate: 7 },
      { from: "shop/web-v1", to: "shop/cart-v1", host: "shop/cart", rate: 30 },
    ];
    expect(lines(calls)).toEqual(
      new Map([
        ["edge", 7],
        ["shop", 7],
      ]),
    );
  });

  const inside = seriesOf({ from: "shop/web-v1", to: "shop/cart-v1", host: "shop/cart" });
  const through = seriesOf({ from: "edge/gate", to: "shop/web-v1", host: "shop/cart" });

  it("keep a hole where nothing has a sample, and are zero where others have one", () => {
    const calls = [
      { ...inside, values: [null, 4, 4, null] },
      { ...through, values: [null, null, 2.00049, 0] },
    ];
    expect(enteringLines(NAMING, { length: 4, calls, passedOn: [] })).toEqual([
      { name: "shop", entering: [null, 4, 2, 0] },
    ]);
  });

  it("leave out a namespace with a gateway when nobody knows what that passes on", () => {
    const toEdge = seriesOf({ from: "shop/web-v1", to: "edge/other", host: "unknown" });
    const over = { length: 1, calls: [inside, toEdge] };
    const names = (passedOn: readonly CallSeries[] | null) =>
      enteringLines(NAMING, { ...over, passedOn }).map(({ name }) => name);
    expect(names([])).toEqual(["edge", "shop"]);
    expect(names(null)).toEqual(["shop"]);
  });
});

it("the rate of a group does not depend on what a view leaves out", () => {
  const calls = [
    { from: "edge/gate", to: "shop/web-v1", host: "shop/cart", rate: 7 },
    { from: "edge/gate", to: "pay/api-v1", host: "pay/api", rate: 3 },
  ];
  const rates = (view: object) =>
    groups(calls, view).map((group) => [group.namespace, group.requestsPerSecond]);
  expect(rates({})).toEqual([
    ["edge", 10],
    ["pay", 3],
    ["shop", 7],
  ]);
  expect(rates({ namespaces: ["shop"] })).toEqual([
    ["edge", 10],
    ["shop", 7],
  ]);
  const hide = parseQuery("ns:pay");
  expect(rates({ hide: hide.ok ? hide.value : null })).toEqual([
    ["edge", 10],
    ["shop", 7],
  ]);
});
