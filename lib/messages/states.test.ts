import { describe, expect, it } from "vitest";
import type { SourceProblem } from "@/lib/mesh/model/source";
import { statesText } from "./states";

const missing = (kind: "WasmPlugin.extensions.istio.io" | "TLSRoute.gateway.networking.k8s.io") =>
  ({ code: "kind-missing", kind, resource: kind }) as const;

const forbidden: SourceProblem = {
  code: "kind-forbidden",
  kind: "AuthorizationPolicy.security.istio.io",
  resource: "authorizationpolicies.security.istio.io",
  verb: "list",
  namespace: "payments",
  detail: "",
};

describe("problems of a source in words", () => {
  it("names the way out for namespaces that are left out", () => {
    const [said] = statesText.source.problems([
      { code: "namespaces-left-out", namespaces: ["a", "b"], limit: 20 },
    ]);
    expect(said).toMatch(/^2 more namespaces are not read: .*at most 20.*HEDDLE_NAMESPACES/);
  });

  it("names the missing right and where", () => {
    expect(statesText.source.problems([forbidden])).toEqual([
      "Missing right: list authorizationpolicies.security.istio.io in namespace payments.",
    ]);
    expect(statesText.source.problems([{ ...forbidden, namespace: "" }])).toEqual([
      "Missing right: list authorizationpolicies.security.istio.io in the whole cluster.",
    ]);
  });

  it("gathers rights for one verb in one place into one sentence that names them all", () => {
    const of = (resource: string, namespace: string): SourceProblem => ({
      ...forbidden,
      resource,
      namespace,
    });
    const problems = [of("pods", ""), of("services", "shop"), of("jobs.batch", "")];
    expect(statesText.source.problems(problems)).toEqual([
      "Missing rights in the whole cluster: list pods, jobs.batch.",
      "Missing right: list services in namespace shop.",
    ]);
  });

  it("gathers kinds that are not installed into one sentence, after what matters more", () => {
    const problems = [
      missing("WasmPlugin.extensions.istio.io"),
      forbidden,
      missing("TLSRoute.gateway.networking.k8s.io"),
    ];
    expect(statesText.source.problems(problems)).toEqual([
      "Missing right: list authorizationpolicies.security.istio.io in namespace payments.",
      "Not installed in this cluster: WasmPlugin, TLSRoute.",
    ]);
  });

  it("gathers kinds that fail alike into one sentence", () => {
    const failing = (resource: string, detail: string): SourceProblem => ({
      code: "kind-failing",
      kind: "Service",
      resource,
      detail,
    });
    const all = ["a", "b", "c", "d", "e"].map((resource) => failing(resource, "HTTP 502"));
    expect(statesText.source.problems([...all, failing("f", "cut")])).toEqual([
      "a, b, c and 2 more kinds cannot be read for the moment: HTTP 502. They are tried again.",
      "f cannot be read for the moment: cut. It is tried again.",
    ]);
  });

  it("gathers metrics without data into one sentence once they are many", () => {
    const metrics = ["a", "b", "c", "d"].map(
      (metric): SourceProblem => ({ code: "metric-missing", metric, effect: "no rate" }),
    );
    expect(statesText.source.problems(metrics)).toEqual(["No data: a, b, c, d."]);
    expect(statesText.source.problems(metrics.slice(1))).toHaveLength(3);
  });

  it("keeps every problem when only one kind is missing", () => {
    const problems = [missing("WasmPlugin.extensions.istio.io"), forbidden];
    expect(statesText.source.problems(problems)).toHaveLength(2);
  });
});
