import { describe, expect, it } from "vitest";
import type { DifferentialCase, KubeObject } from "../case";
import { judgeCase } from "../judge";
import type { OracleAnswer } from "../oracle-answer";
import {
  denied,
  deny,
  direct,
  nothing,
  pod,
  request,
  service,
  verdictOf,
  world,
} from "./small-world";

// The answers are those of the oracle to these objects (Istio 1.30.3), as far as they are compared.

describe("a caller without a proxy", () => {
  const plain = { ...request, plaintext: true };
  const unready = pod("api-v1-5d4f-1", "10.2.0.2", "api", false);

  it("is sent to ready pods", () => {
    const objects = world(unready, ...service(80, "10.96.0.1"));
    const said = verdictOf(objects, plain, direct({}, 2));
    expect(said).toMatchObject({ explained: [expect.stringContaining("sent to ready pods")] });
    // One that is ready, and has no endpoint: nothing explains that.
    const ready = world(pod("api-v1-5d4f-1", "10.2.0.2", "api"), ...service(80, "10.96.0.1"));
    expect(verdictOf(ready, plain, direct({}, 2))).toMatchObject({ different: 1 });
  });

  it("and what a policy says of a ready pod is no matter of those that are not", () => {
    const objects = world(unready, ...service(80, "10.96.0.1"));
    const istiod = { ...direct({ allowed: false }, 2), ...denied("x") };
    expect(verdictOf(objects, plain, istiod)).toMatchObject({ explained: [], different: 1 });
  });

  const onTarget = deny("on-target", { to: [{ operation: { ports: ["8080"] } }] });
  const always = deny("always", {});

  it("calls a headless service at the port that it names", () => {
    const istiod = { ...direct({ allowed: false }), ...denied("on-target") };
    const said = verdictOf(world(onTarget, ...service(80, "None")), plain, istiod);
    expect(said).toMatchObject({ explained: [expect.stringContaining("nobody translates")] });
  });

  it.each([
    [
      "a service with an address, which translates it",
      world(onTarget, ...service(80, "10.96.0.1")),
    ],
    ["a headless one where the port is no matter", world(always, ...service(80, "None"))],
  ])("but nothing is explained of %s", (_, objects) => {
    expect(verdictOf(objects, plain, direct({}))).toMatchObject({ explained: [], different: 1 });
  });
});

describe("a workload of which the oracle calls from the first pod", () => {
  const byAddress = deny("by-address", { from: [{ source: { ipBlocks: ["10.1.0.1"] } }] });
  const all = deny("z-all", { from: [{ source: { namespaces: ["a"] } }] });
  const second = pod("client-v1-5d4f-1", "10.1.0.2", "client");
  const objects = world(second, byAddress, all, ...service(80, "10.96.0.1"));
  const istiod = (by: string): OracleAnswer => ({
    ...{ mtls: "mtls", tcp: false, ...denied(by) },
    outcome: "denied",
    clusters: [
      {
        ...{ name: "outbound|80||api.a.svc.cluster.local", host: "api.a.svc.cluster.local" },
        ...{ port: 80, share: 1, endpoints: [{ health: "HEALTHY" }] },
      },
    ],
    timeoutMs: 0,
    inbound: [
      {
        ...{ workload: "a/api-v1-5d4f-0", mtls: true, clientTls: "mtls", allowed: false },
        ...{ by: `ns[a]-policy[${by}]-rule[0]`, status: 403 },
      },
    ],
  });

  it("is denied by what denies all of them", () => {
    const said = verdictOf(objects, request, istiod("by-address"));
    expect(said).toMatchObject({
      ...nothing,
      explained: [expect.stringContaining("the first of a caller's pods")],
    });
  });

  it("and by nothing else", () => {
    expect(verdictOf(objects, request, istiod("z-all"))).toEqual({ ...nothing, agreed: 1 });
    expect(verdictOf(objects, request, istiod("gone"))).toEqual({ ...nothing, different: 1 });
  });

  // Case policy-7615-125, shrunk.
  it("also where it has no proxy, and the oracle calls pods that are not ready", () => {
    const plain = { ...request, plaintext: true };
    const unready = pod("api-v1-5d4f-1", "10.2.0.2", "api", false);
    const first = deny("first", { from: [{ source: { ipBlocks: ["10.1.0.1"] } }] });
    const everybody = deny("other", {});
    const both = world(second, unready, first, everybody, ...service(80, "10.96.0.1"));
    const server = (by: string) => ({ allowed: false, by: `ns[a]-policy[${by}]-rule[0]` });
    const said = (by: string) =>
      verdictOf(both, plain, { ...direct(server(by), 2), ...denied(by) });
    expect(said("first")).toMatchObject({
      ...nothing,
      explained: [expect.stringContaining("the first of a caller's pods")],
    });
    expect(said("gone")).toEqual({ ...nothing, different: 1 });
  });
});

// Case policy-7702-32, shrunk.
describe("a destination among several that sets the authority", () => {
  const rule = (weights: readonly number[], host: string): KubeObject => ({
    apiVersion: "networking.istio.io/v1",
    kind: "VirtualService",
    metadata: { namespace: "a", name: "v" },
    spec: {
      hosts: ["api.a.svc.cluster.local"],
      http: [
        {
          route: weights.map((weight) => ({
            destination: { host: "api.a.svc.cluster.local" },
            ...(weight === 100 && { weight, headers: { request: { set: { Host: host } } } }),
          })),
        },
      ],
    },
  });
  const denies = deny("d", { to: [{ operation: { notHosts: ["api.a.svc.cluster.local"] } }] });
  const allowed: OracleAnswer = {
    ...{ outcome: "forward", mtls: "mtls", tcp: false, timeoutMs: 0 },
    ...{ routeObject: "virtual-service/a/v", routePath: "http[0]" },
    clusters: [
      {
        ...{ name: "outbound|80||api.a.svc.cluster.local", host: "api.a.svc.cluster.local" },
        ...{ port: 80, share: 1, endpoints: [{ health: "HEALTHY" }] },
      },
    ],
    inbound: [{ workload: "a/api-v1-5d4f-0", mtls: true, clientTls: "mtls", allowed: true }],
  };

  it("is not heard by the oracle, and of one alone nothing is explained", () => {
    const objects = (weights: readonly number[], host = "set.example.com") =>
      world(denies, rule(weights, host), ...service(80, "10.96.0.1"));
    expect(verdictOf(objects([0, 100]), request, allowed)).toMatchObject({
      explained: [expect.stringContaining("sets the authority")],
    });
    expect(verdictOf(objects([100]), request, allowed)).toMatchObject({ different: 1 });
    const own = "api.a.svc.cluster.local";
    expect(verdictOf(objects([0, 100], own), request, allowed)).toMatchObject({ agreed: 1 });
    const gone = { ...allowed, routePath: "http[1]" };
    expect(verdictOf(objects([0, 100]), request, gone)).toMatchObject({ different: 1 });
  });
});

describe("an oracle that fails", () => {
  it("agrees with nothing, and differs from nothing", () => {
    const objects = world(...service(80, "10.96.0.1"));
    const failed: OracleAnswer = { outcome: "oracle-error", error: "panic" };
    expect(verdictOf(objects, request, failed)).toEqual({ ...nothing, unanswered: ["panic"] });
    const c: DifferentialCase = { id: "c", objects, requests: [request, request] };
    expect(judgeCase(c, { error: "no control plane" })).toMatchObject({
      agreed: 0,
      unexplained: [],
      unanswered: ["no control plane", "no control plane"],
    });
  });
});
