import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { type Mutant, mutantsOf } from "./testing/mutants";
import { webhookProblems } from "./validate";

const read = (name: string) => readFileSync(new URL(`testdata/${name}`, import.meta.url), "utf8");

/** `vs: spec.http.0.timeout = "0s" → duration must be greater than 1ms`, as recorded from istiod 1.30.3. */
const recorded = read("verdicts.txt")
  .trim()
  .split("\n")
  .map((line) => {
    const arrow = line.lastIndexOf(" → ");
    return { name: line.slice(0, arrow), taken: line.slice(arrow + 3) === "taken" };
  });

const mutants = new Map(mutantsOf(read("bases.yaml")).map((m) => [m.name, m]));

/** Differences that are known: what they rest on is not evaluated here. */
const NOT_EVALUATED: readonly RegExp[] = [
  // A brace that opens no repetition is a letter to Go's regular expressions, and an error to the library that Heddle matches with.
  /= "\{\*\}"$/,
];

function refusals({ kind, object }: Mutant): readonly string[] {
  // Bases have a spec and are in a namespace.
  const { metadata, spec } = object as {
    readonly metadata: { readonly namespace: string; readonly name: string };
    readonly spec?: Readonly<Record<string, unknown>>;
  };
  return webhookProblems(kind, metadata, spec ?? {})
    .filter((p) => p.severity === "error")
    .map((p) => `${p.path.join(".")}: ${p.message}`);
}

describe("the rules of istiod's webhook", () => {
  it("refuse what istiod refuses, and nothing else", () => {
    const wrong = recorded.flatMap(({ name, taken }) => {
      const mutant = mutants.get(name);
      if (mutant === undefined) return [`${name}: no such object`];
      if (NOT_EVALUATED.some((known) => known.test(name))) return [];
      const said = refusals(mutant);
      return (said.length === 0) === taken ? [] : [`${name}: ${said.join(" | ") || "taken"}`];
    });
    expect(wrong).toEqual([]);
    expect(recorded.length).toBeGreaterThan(500);
  });

  it("name the place of what they refuse", () => {
    const vague = recorded.flatMap(({ name }) => {
      const mutant = mutants.get(name);
      if (mutant === undefined) return [];
      return refusals(mutant).filter(
        (text) => !text.startsWith("spec") && !text.startsWith("metadata"),
      );
    });
    expect(vague).toEqual([]);
  });

  // source: dry runs on an API server with istiod 1.30.3, the warnings of the answer.
  const WITHOUT = "workload selector specified without labels";
  const ALL = `${WITHOUT}, will be applied to all services in namespace`;
  it.each([
    ["AuthorizationPolicy.security.istio.io", { selector: {} }, WITHOUT],
    ["AuthorizationPolicy.security.istio.io", { selector: { matchLabels: {} } }, WITHOUT],
    ["AuthorizationPolicy.security.istio.io", { selector: { matchLabels: { a: "b" } } }, null],
    ["AuthorizationPolicy.security.istio.io", {}, null],
    ["PeerAuthentication.security.istio.io", { selector: {} }, WITHOUT],
    ["RequestAuthentication.security.istio.io", { selector: {} }, WITHOUT],
    ["Telemetry.telemetry.istio.io", { selector: {} }, WITHOUT],
    ["WasmPlugin.extensions.istio.io", { selector: {}, url: "oci://a/b" }, WITHOUT],
    ["DestinationRule.networking.istio.io", { host: "a", workloadSelector: {} }, WITHOUT],
    [
      "Sidecar.networking.istio.io",
      { workloadSelector: {}, egress: [{ hosts: ["./*"] }] },
      `sidecar: ${ALL}`,
    ],
    ["EnvoyFilter.networking.istio.io", { workloadSelector: {} }, `Envoy filter: ${ALL}`],
  ] as const)("warn of a %s with %j", (kind, spec, expected) => {
    const said = webhookProblems(kind, { namespace: "n", name: "x" }, spec);
    expect(said.filter((p) => p.severity === "error")).toEqual([]);
    const selectors = said.filter((p) => p.message.includes("selector"));
    expect(selectors.map((p) => p.message)).toEqual(expected === null ? [] : [expected]);
  });

  // source: dry runs on an API server with istiod 1.30.3.
  const custom = (rule: object) => ({ action: "CUSTOM", provider: { name: "p" }, rules: [rule] });
  const from = (source: object) => custom({ from: [{ source }] });
  const when = (key: string, value: string) => custom({ when: [{ key, values: [value] }] });
  const matching = (match: object, rest: object) => ({ http: [{ match: [match], ...rest }] });
  const KEY = "spec.rules.0.when.0.key";
  const SOURCE = "spec.rules.0.from.0.source";
  const route = { route: [{ destination: { host: "b" } }] };
  const entry = (protocol: string) => ({
    hosts: ["*.b.com"],
    resolution: "DYNAMIC_DNS",
    ports: [{ number: 80, name: "p", protocol }],
  });
  const TLS = "spec.servers.0.tls";
  const server = (protocol: string, tls: object, host = "*") => ({
    servers: [{ port: { number: 80, name: "a", protocol }, hosts: [host], tls }],
  });
  const pods = (version: string) => ({ host: "a", subsets: [{ name: "s", labels: { version } }] });
  it.each([
    ["AuthorizationPolicy.security.istio.io", from({ principals: ["a"] }), `${SOURCE}.principals`],
    [
      "AuthorizationPolicy.security.istio.io",
      from({ notServiceAccounts: ["a/b"] }),
      `${SOURCE}.notServiceAccounts`,
    ],
    ["AuthorizationPolicy.security.istio.io", from({ remoteIpBlocks: ["1.2.3.4"] }), null],
    ["AuthorizationPolicy.security.istio.io", when("source.ip", "1.2.3.4"), null],
    ["AuthorizationPolicy.security.istio.io", when("source.namespace", "a"), KEY],
    ["AuthorizationPolicy.security.istio.io", when("request.auth.claims[x]", "a"), KEY],
    ["AuthorizationPolicy.security.istio.io", when("request.headers[x]", "a"), null],
    ["VirtualService.networking.istio.io", matching({ uri: { regex: "/x.*" } }, route), null],
    ["VirtualService.networking.istio.io", matching({ gateways: ["mesh"] }, route), null],
    [
      "VirtualService.networking.istio.io",
      matching({ uri: { regex: "[" } }, route),
      "spec.http.0.match.0.uri",
    ],
    [
      "VirtualService.networking.istio.io",
      {
        hosts: ["r"],
        ...matching({ headers: { a: { regex: "x+" } } }, { delegate: { name: "d" } }),
      },
      null,
    ],
    ["ServiceEntry.networking.istio.io", entry("TLS"), null],
    ["ServiceEntry.networking.istio.io", entry("HTTPS"), "spec.ports.0.protocol"],
    ["WorkloadEntry.networking.istio.io", { address: "1.2.3.4", ports: { a: null } }, null],
    ["DestinationRule.networking.istio.io", pods(`${"a".repeat(63)}.b`), null],
    ["DestinationRule.networking.istio.io", pods("-a"), "spec.subsets.0.labels.version"],
    ["Gateway.networking.istio.io", server("TCP", { mode: "SIMPLE", credentialName: "a" }), TLS],
    ["Gateway.networking.istio.io", server("MONGO", {}), TLS],
    ["Gateway.networking.istio.io", server("HTTP", { serverCertificate: "a" }), TLS],
    ["Gateway.networking.istio.io", server("HTTP", { credentialName: "a" }), null],
    ["Gateway.networking.istio.io", server("TLS", { mode: "PASSTHROUGH" }), null],
    ["Gateway.networking.istio.io", server("HTTP", {}, "::1"), "spec.servers.0.hosts.0"],
    ["Gateway.networking.istio.io", server("HTTP", {}, "1.2.3.4"), null],
    [
      "Sidecar.networking.istio.io",
      { egress: [{ hosts: ["./1.2.3.4"] }] },
      "spec.egress.0.hosts.0",
    ],
  ] as const)("judge a %s with %j as a server does", (kind, spec, refused) => {
    const said = webhookProblems(kind, { namespace: "default", name: "x" }, spec);
    const paths = said.filter((p) => p.severity === "error").map((p) => p.path.join("."));
    expect(paths).toEqual(refused === null ? [] : [refused]);
  });

  // source: https://istio.io/latest/news/releases/1.31.x/announcing-1.31/change-notes/ Sidecar, issue 60139
  it.each([
    [30, "~ns1/*", false],
    [31, "~ns1/*", true],
    [31, "~/a.example.com", true],
    [31, "~~ns1/*", false],
  ])("by Istio 1.%i a Sidecar's host %s", (minor, host, isTaken) => {
    const spec = { egress: [{ hosts: ["*/*", host] }] };
    const identity = { namespace: "b", name: "s" };
    const said = webhookProblems("Sidecar.networking.istio.io", identity, spec, {
      version: { minor },
    });
    expect(said.filter((p) => p.severity === "error")).toHaveLength(isTaken ? 0 : 1);
  });

  // source: https://istio.io/latest/news/releases/1.31.x/announcing-1.31/change-notes/ outboundTrafficPolicy
  it.each([
    ["ALLOW_ANY", []],
    ["ALLOW_ANY_DYNAMIC_DNS", ["spec.outboundTrafficPolicy.mode"]],
  ])("a Sidecar's mode %s", (mode, paths) => {
    const spec = { outboundTrafficPolicy: { mode } };
    const said = webhookProblems(
      "Sidecar.networking.istio.io",
      { namespace: "b", name: "s" },
      spec,
    );
    expect(said.map((p) => p.path.join("."))).toEqual(paths);
  });
});
