import { describe, expect, it } from "vitest";
import type { Kind } from "./kinds";
import { couldDecide, readingOf, whyUnread } from "./reading";
import type { SourceProblem, SourceStatus } from "./source";

const cluster = (
  problems: readonly SourceProblem[],
  state: SourceStatus["state"] = "partial",
): SourceStatus => ({
  id: "cluster",
  cluster: "east",
  state,
  since: 0,
  lastGoodAt: 0,
  problems,
  found: null,
});

const forbidden = (kind: Kind, namespace = "", readIn?: readonly string[]): SourceProblem => ({
  code: "kind-forbidden",
  kind,
  resource: "services",
  verb: "list",
  namespace,
  detail: "",
  ...(readIn === undefined ? {} : { readIn }),
});

const SERVICES = { code: "not-readable", kind: "Service", resources: ["services"] };
const NOW = { code: "not-readable", kind: "Service", resources: [] };

describe("whether the absence of a Service of namespace shop is a fact", () => {
  it.each<[string, SourceStatus, object | null]>([
    ["all is read", cluster([], "ready"), null],
    ["another kind is forbidden", cluster([forbidden("Secret")]), null],
    ["the kind is forbidden", cluster([forbidden("Service")]), SERVICES],
    ["it is read in this namespace", cluster([forbidden("Service", "", ["shop"])]), null],
    ["it is read in another one", cluster([forbidden("Service", "", ["pay"])]), SERVICES],
    [
      "it is denied in another one",
      cluster([forbidden("Service", "", ["shop"]), forbidden("Service", "pay")]),
      null,
    ],
    ["it is denied in this one", cluster([forbidden("Service", "shop")]), SERVICES],
    [
      "its list fails",
      cluster([{ code: "kind-failing", kind: "Service", resource: "services", detail: "500" }]),
      SERVICES,
    ],
    [
      "it is not served",
      cluster([{ code: "kind-missing", kind: "Service", resource: "services" }]),
      SERVICES,
    ],
    ["the first lists are not complete", cluster([], "connecting"), NOW],
    ["the server is away", cluster([], "stale"), NOW],
    ["the server was never there", cluster([], "down"), NOW],
  ])("%s", (_, source, expected) => {
    const metrics = { ...cluster([forbidden("Service")]), id: "metrics" } as const;
    const readings = readingOf([metrics, source]);
    expect(whyUnread(readings, { cluster: "east", kind: "Service", namespace: "shop" })).toEqual(
      expected,
    );
  });

  it("a cluster that no source reads is named", () => {
    expect(
      whyUnread(readingOf([cluster([])]), { cluster: "west", kind: "Service", namespace: "shop" }),
    ).toEqual({ code: "not-watched", cluster: "west" });
  });

  it("anywhere, a kind must be read everywhere", () => {
    const kind = "ServiceEntry.networking.istio.io";
    const anywhere = { cluster: "east", kind, namespace: null } as const;
    const some = readingOf([cluster([forbidden(kind, "", ["shop"])])]);
    expect(whyUnread(some, anywhere)?.code).toBe("not-readable");
    const notInstalled = readingOf([cluster([{ code: "kind-missing", kind, resource: kind }])]);
    expect(whyUnread(notInstalled, anywhere)).toBeNull();
  });
});

it.each([
  ["Workload", "pods", true],
  ["Workload", "jobs.batch", false],
  ["Workload", "deployments.apps", false],
  ["Service", "services", true],
  ["VirtualService.networking.istio.io", "virtualservices.networking.istio.io", true],
] as const)("%s as %s could decide about a request: %s", (kind, resource, could) => {
  expect(couldDecide({ kind, resource, namespace: "", readIn: [] })).toBe(could);
});
