import { describe, expect, it } from "vitest";
import type { CaseRequest, KubeObject } from "../case";
import type { OracleAnswer } from "../oracle-answer";
import { nothing, pod, request, service, verdictOf, world } from "./small-world";

// The answers are those of the oracle to these objects (Istio 1.30.3), as far as they are compared.

// Case policy-7742-146, shrunk.
describe("a headless service that is dialled with the name of another one", () => {
  const { annotations: _, ...plain } = pod("web-v1-5d4f-0", "10.3.0.1", "web").metadata;
  const outside: KubeObject = {
    ...pod("web-v1-5d4f-0", "10.3.0.1", "web"),
    metadata: { ...plain, labels: { app: "web", version: "v1", "pod-template-hash": "5d4f" } },
  };
  const web = (last: string): readonly KubeObject[] =>
    service(80, "None").map((o) =>
      JSON.parse(
        JSON.stringify(o)
          .replaceAll("api-1", `web-${last}`)
          .replaceAll("api-v1-5d4f-0", last === "1" ? "web-v1-5d4f-0" : "web-v2-5d4f-0")
          .replaceAll('"api"', '"web"')
          .replaceAll("10.2.0.1", `10.3.0.${last}`),
      ),
    );
  const asked: CaseRequest = { ...request, to: "web.a:80", headers: { host: "api:80" } };
  const istiod: OracleAnswer = {
    ...{ outcome: "tls-error", mtls: "tls-error", tcp: false, timeoutMs: 0 },
    clusters: [
      {
        ...{ name: "outbound|80||api.a.svc.cluster.local", host: "api.a.svc.cluster.local" },
        ...{ port: 80, share: 1, facts: { type: "ORIGINAL_DST" } },
      },
    ],
    inbound: [
      {
        ...{ workload: "a/web-v1-5d4f-0", mtls: false, clientTls: "mtls", allowed: true },
        error: "tls-error: mTLS to a workload without a proxy",
      },
    ],
  };

  it("is called at the address of any of its pods, of which the oracle takes the first", () => {
    const second = pod("web-v2-5d4f-0", "10.3.0.2", "web");
    const objects = world(...service(80, "None"), outside, second, ...web("1"), ...web("2"));
    expect(verdictOf(objects, asked, istiod)).toMatchObject({
      explained: [expect.stringContaining("any of its ready pods")],
    });
    const allowed = { ...istiod, outcome: "forward", mtls: "mtls", inbound: [] };
    expect(verdictOf(objects, asked, allowed)).toMatchObject({ different: 1 });
  });

  it("and of its only pod Heddle says the same", () => {
    const objects = world(...service(80, "None"), outside, ...web("1"));
    expect(verdictOf(objects, asked, istiod)).toEqual({ ...nothing, agreed: 1 });
  });
});

describe("a port of a headless service whose protocol is found out", () => {
  const unnamed = (ip: string): readonly KubeObject[] =>
    service(80, ip).map((o) => JSON.parse(JSON.stringify(o).replaceAll('"http"', '"any"')));
  const second = pod("api-v1-5d4f-1", "10.2.0.2", "api");
  const error = "no virtual host matched";
  const istiod = { outcome: "no-route", error, routeConfig: "api.a.svc.cluster.local:80" };
  const said = (objects: readonly KubeObject[], more: object = {}) =>
    verdictOf(objects, request, { ...istiod, ...more });

  it("has a route configuration that the oracle asks for once too often", () => {
    expect(said(world(second, ...unnamed("None")))).toMatchObject({
      explained: [expect.stringContaining("whose protocol is found out")],
    });
  });

  // Case policy-7745-5, shrunk.
  it("also where the caller is one of the pods, to which it has no listener", () => {
    const caller = pod("api-v2-5d4f-0", "10.2.0.3", "api");
    const asked = { ...request, from: "a/api-v2" };
    const objects = (...more: readonly KubeObject[]) => world(caller, ...more, ...unnamed("None"));
    expect(verdictOf(objects(second), asked, istiod)).toMatchObject({
      explained: [expect.stringContaining("whose protocol is found out")],
    });
    expect(verdictOf(objects(), asked, istiod)).toMatchObject({ explained: [], different: 1 });
  });

  it.each([
    ["one pod, which is asked once", world(...unnamed("None")), {}],
    ["a service with an address", world(second, ...unnamed("10.96.0.1")), {}],
    ["another failure", world(second, ...unnamed("None")), { error: "no listener" }],
    [
      "a route configuration of a port that all share",
      world(second, ...unnamed("None")),
      { routeConfig: "80" },
    ],
  ])("but nothing is explained of %s", (_, objects, more) => {
    expect(said(objects, more)).toMatchObject({ explained: [], different: 1 });
  });
});
