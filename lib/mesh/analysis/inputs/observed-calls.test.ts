import { describe, expect, it } from "vitest";
import { OFFLINE_CLUSTER, readOfflineMesh } from "../../offline/offline-mesh";
import { webToCart } from "../../telemetry/testing/edge-labels";
import type { EdgeTraffic, Traffic } from "../../telemetry/traffic";
import { observedCalls, sameCalls, seenCalls, withoutRates } from "./observed-calls";

const deployment = (name: string) => `apiVersion: apps/v1
kind: Deployment
metadata: {name: ${name}, namespace: shop}
spec: {template: {metadata: {labels: {app: ${name}}}, spec: {containers: [{name: app}]}}}
`;
const FILE = `apiVersion: v1
kind: Service
metadata: {name: cart, namespace: shop}
spec: {selector: {app: cart}, ports: [{name: http, port: 80}]}
---
${deployment("web")}---
${deployment("cart")}`;
const { index } = readOfflineMesh([{ name: "shop.yaml", text: FILE }]);

const labels = webToCart;
const response = (code: string, rate: number, flags = "-") => ({
  ...{ code, grpcStatus: "", flags, rate },
});
const edge = (more: Partial<EdgeTraffic> = {}): EdgeTraffic => ({
  id: "e",
  labels,
  protocol: "http",
  reporter: "source",
  responses: [response("200", 2)],
  security: { mutualTls: 2, plaintext: 0, unknown: 0 },
  principals: { source: [], destination: [] },
  latency: null,
  averageMs: null,
  tcp: null,
  messages: null,
  ...more,
});
const trafficOf = (...edges: readonly EdgeTraffic[]): Traffic => ({
  ...{ tick: 1, at: 0, windowSeconds: 60, latencyAt: null, latencyLevel: "workload" },
  edges: new Map(edges.map((e, i) => [`${i}`, { ...e, id: `${i}` }])),
});

const told = (...edges: readonly EdgeTraffic[]) =>
  observedCalls(index, {
    calls: seenCalls(trafficOf(...edges)),
    clusterIds: {},
    unlabelled: OFFLINE_CLUSTER,
  }).map(
    ({ from, to, host, perSecond, mutualTls }) =>
      `${from?.split("/").at(-1) ?? "?"} > ${to.split("/").at(-1)} ${host.split(".")[0]} ${perSecond} ${mutualTls}`,
  );

const tcp = { toServer: 10, toClient: 0, opened: 0, flagged: [] };
const security = { mutualTls: 1, plaintext: 1, unknown: 0 };

describe("calls that were seen", () => {
  it.each<[string, Partial<EdgeTraffic>, readonly string[]]>([
    ["requests", {}, ["web > cart cart 2 true"]],
    ["some without mTLS", { security }, ["web > cart cart 2 false"]],
    ["of a security that nobody told", { security: null }, ["web > cart cart 2 null"]],
    [
      "of which a policy turned some away",
      { responses: [response("200", 2), response("403", 5)] },
      ["web > cart cart 2 true"],
    ],
    ["that a policy turned away", { responses: [response("403", 5)] }, []],
    [
      "that failed otherwise",
      { responses: [response("503", 5, "UF")] },
      ["web > cart cart 5 true"],
    ],
    ["of which there are none now", { responses: [] }, []],
    [
      "of a caller that has no name",
      { labels: { ...labels, sourceWorkload: "unknown" } },
      ["? > cart cart 2 true"],
    ],
    ["of a caller that is not there", { labels: { ...labels, sourceWorkload: "gone" } }, []],
    ["of a callee that is not there", { labels: { ...labels, destinationWorkload: "gone" } }, []],
    [
      "that reached no workload",
      { labels: { ...labels, destinationWorkload: "unknown" } },
      ["web > cart cart null null"],
    ],
    [
      "to a host that nobody has",
      { labels: { ...labels, destinationWorkload: "", destinationService: "nowhere:80" } },
      [],
    ],
    ["connections that stay open", { protocol: "tcp", tcp }, ["web > cart cart 0 true"]],
    [
      "connections that were cut",
      { protocol: "tcp", tcp: { ...tcp, opened: 1, flagged: [{ flags: "UF", rate: 1 }] } },
      [],
    ],
  ])("%s", (_, more, expected) => {
    expect(told(edge(more))).toEqual(expected);
  });

  it("of the same two are one, without mTLS if one of them is", () => {
    const opened = { ...tcp, opened: 1 };
    expect(told(edge(), edge({ protocol: "tcp", tcp: opened, security }))).toEqual([
      "web > cart cart 3 false",
    ]);
  });

  it("are the same while nothing but their rates changes", () => {
    const calls = (...edges: readonly EdgeTraffic[]) =>
      withoutRates(seenCalls(trafficOf(...edges)));
    expect(sameCalls(calls(edge()), calls(edge({ responses: [response("200", 9)] })))).toBe(true);
    expect(sameCalls(calls(edge()), calls(edge({ security })))).toBe(false);
    expect(sameCalls(calls(edge()), calls(edge(), edge()))).toBe(false);
  });
});
