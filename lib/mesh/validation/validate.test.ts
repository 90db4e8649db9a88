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
  // Messages of Envoy's own are known to istiod by name and field; here, by package alone.
  /^ef: .*(?:connect_timeout|@type)/,
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
