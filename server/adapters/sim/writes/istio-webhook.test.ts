import { describe, expect, it } from "vitest";
import type { RawObject } from "@/lib/mesh/model/inventory";
import { askIstio } from "./istio-webhook";

const object = (kind: string, spec: RawObject): RawObject => ({
  apiVersion: "networking.istio.io/v1",
  kind,
  metadata: { name: "x", namespace: "shop" },
  spec,
});

const DENIED =
  'admission webhook "validation.istio.io" denied the request: configuration is invalid: ';

/** What istiod says, without the words that every refusal begins with. */
const said = (kind: string, spec: RawObject): string => {
  const { refusal } = askIstio(object(kind, spec));
  return refusal === null ? "passes" : refusal.replace(DENIED, "");
};

const to = (host: string, rest: RawObject = {}) => ({ destination: { host }, ...rest });
const routes = (...route: readonly RawObject[]) => ({ hosts: ["a"], http: [{ route }] });
const hosts = (...names: readonly string[]) => ({ ...routes(to("a")), hosts: names });
const subsets = (...all: readonly RawObject[]) => ({ host: "a", subsets: all });
const long = "a".repeat(64);

// Each sentence as istiod 1.30.3 answered the same object through an API server.
describe("a VirtualService", () => {
  it.each<[string, RawObject, string]>([
    ["sum 90", routes(to("a", { weight: 40 }), to("b", { weight: 50 })), "passes"],
    ["one destination of weight 0", routes(to("a", { weight: 0 })), "passes"],
    [
      "sum 0",
      routes(to("a", { weight: 0 }), to("b", { weight: 0 })),
      "total destination weight = 0",
    ],
    [
      "a negative weight",
      routes(to("a", { weight: -5 }), to("b", { weight: 105 })),
      "weight -5 < 0",
    ],
    ["a negative weight alone", routes(to("a", { weight: -5 })), "weight -5 < 0"],
    ["no host of its own", { http: [{ route: [to("a")] }] }, "passes"],
    ["no routes", { hosts: ["a"] }, "http, tcp or tls must be provided in virtual service"],
    ["a host twice", hosts("a", "a"), "duplicate hosts in virtual service: a & a"],
    [
      "every host of the mesh",
      hosts("*"),
      "wildcard host * is not allowed for virtual services bound to the mesh gateway",
    ],
    ["every host of a gateway", { ...hosts("*"), gateways: ["g"] }, "passes"],
    ["a bad host", hosts("a_b!"), 'domain name "a_b!" invalid (label "a_b!" invalid)'],
    ["a dash", hosts("-"), 'domain name "-" invalid (label "-" invalid)'],
    ["two dots", hosts("a..b"), 'domain name ".b" invalid (label "" invalid)'],
    ["a long label", hosts(long), `domain name "${long}" invalid (label "${long}" invalid)`],
    [
      "capitals, an address, a last dot, wildcards",
      hosts("A", "1.2.3.4", "a.", "*.com", "*a", "::1"),
      "passes",
    ],
    ["a destination without a host", routes(to("")), "empty domain name not allowed"],
    ["a wildcard as destination", routes(to("*.a")), "passes"],
    [
      "a bad subset",
      routes({ destination: { host: "a", subset: "v_1" } }),
      "subset name is invalid: v_1",
    ],
    ["a subset of capitals", routes({ destination: { host: "a", subset: "V1" } }), "passes"],
    [
      "a port out of range",
      routes({ destination: { host: "a", port: { number: 99999 } } }),
      "port number 99999 must be in the range 1..65535",
    ],
    [
      "a rule that does nothing",
      { hosts: ["a"], http: [{ match: [{ uri: { prefix: "/" } }] }] },
      "HTTP route, redirect or direct_response is required",
    ],
    [
      "route and redirect",
      { hosts: ["a"], http: [{ redirect: { uri: "/" }, route: [to("a")] }] },
      "HTTP route cannot contain both route and redirect",
    ],
    [
      "a gateway of three parts",
      { ...hosts("a"), gateways: ["a/b/c"] },
      'invalid value for gateway name: "b/c"',
    ],
    [
      "a gateway without namespace",
      { ...hosts("a"), gateways: ["/b"] },
      '2 errors occurred:\n\t* config namespace and gateway name cannot be empty\n\t* invalid value for namespace: ""\n\n',
    ],
    [
      "several faults",
      routes(to("a", { weight: 0 }), to("", { weight: 0 })),
      "2 errors occurred:\n\t* empty domain name not allowed\n\t* total destination weight = 0\n\n",
    ],
    [
      "several faults, hosts among them: doubles are not looked for",
      { ...routes(to("a", { weight: 0 }), to("", { weight: 0 })), hosts: ["a b", "a", "a"] },
      '3 errors occurred:\n\t* domain name "a b" invalid (label "a b" invalid)\n\t* empty domain name not allowed\n\t* total destination weight = 0\n\n',
    ],
  ])("%s", (_, spec, expected) => {
    expect(said("VirtualService", spec)).toBe(expected);
  });

  it("warns of a rule behind one that takes everything", () => {
    const http = [{ route: [to("a")] }, { route: [to("b")] }];
    expect(askIstio(object("VirtualService", { hosts: ["a"], http })).warnings).toEqual([
      "virtualService rule #1 not used (only the last rule can have no matches)",
    ]);
  });
});

describe("a DestinationRule", () => {
  it.each<[string, RawObject, string]>([
    ["one subset", subsets({ name: "v1", labels: { version: "v1" } }), "passes"],
    ["every host", { host: "*" }, "passes"],
    ["no host", { host: "" }, "empty domain name not allowed"],
    ["a bad host", { host: "a b" }, 'domain name "a b" invalid (label "a b" invalid)'],
    ["a subset without labels", subsets({ name: "v1" }), "passes"],
    [
      "a subset without a name",
      subsets({ name: "", labels: { a: "b" } }),
      "subset name cannot be empty",
    ],
    ["a bad subset name", subsets({ name: "v 1" }), "subset name is invalid: v 1"],
    ["a subset twice", subsets({ name: "v1" }, { name: "v1" }), "duplicate subset names: v1"],
    ["an empty label", subsets({ name: "v1", labels: { version: "" } }), "passes"],
    [
      "bad labels",
      subsets({ name: "v1", labels: { "a b": "c d" } }),
      '2 errors occurred:\n\t* invalid tag key: "a b"\n\t* invalid tag value: "c d"\n\n',
    ],
  ])("%s", (_, spec, expected) => {
    expect(said("DestinationRule", spec)).toBe(expected);
  });
});

it("asks nothing of the Gateway API's objects", () => {
  const route = { ...object("HTTPRoute", {}), apiVersion: "gateway.networking.k8s.io/v1" };
  expect(askIstio(route)).toEqual({ refusal: null, warnings: [] });
});
