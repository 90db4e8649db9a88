import type { Analyzer } from "../../analyzer";
import { istioCode } from "../../codes";
import { finding } from "../../registry/spec-parts";

const TOO_OLD = istioCode("IST0176", "warning");

/** Source: istio/istio `pkg/config/schema/gatewayapi` MinimumCRDVersions. */
const MINIMUM: ReadonlyMap<string, string> = new Map([
  ["grpcroutes.gateway.networking.k8s.io", "1.1.0"],
  ["backendtlspolicies.gateway.networking.k8s.io", "1.4.0"],
  ["tlsroutes.gateway.networking.k8s.io", "1.5.0"],
]);

/**
 * Definitions of Gateway API kinds that are older than istiod reads: it takes no notice of their objects.
 *
 * Source: istio/istio `pkg/config/analysis/analyzers/k8sgateway/crdversion.go`. What follows a `-` counts for nothing.
 */
export const crdVersion: Analyzer<"CustomResourceDefinition"> = {
  name: "crd-version",
  judges: ["CustomResourceDefinition"],
  codes: [TOO_OLD],
  reads: [],
  judge(definition) {
    const { name, annotations } = definition.meta;
    const minimum = MINIMUM.get(name);
    const installed = annotations["gateway.networking.k8s.io/bundle-version"];
    if (minimum === undefined || installed === undefined) return [];
    const version = numbersOf(installed);
    if (version === null || !isBelow(version, numbersOf(minimum) ?? [])) return [];
    const facts = { name, installed: installed.replace(/^v/, ""), minimum };
    return [finding(TOO_OLD, definition, ["metadata", "annotations"], facts)];
  },
};

function numbersOf(version: string): readonly number[] | null {
  const [, numbers] = /^v?(\d+(?:\.\d+){0,2})(?:[-+].*)?$/.exec(version) ?? [];
  return numbers === undefined ? null : numbers.split(".").map(Number);
}

function isBelow(a: readonly number[], b: readonly number[]): boolean {
  const at = [0, 1, 2].find((i) => (a[i] ?? 0) !== (b[i] ?? 0));
  return at !== undefined && (a[at] ?? 0) < (b[at] ?? 0);
}
