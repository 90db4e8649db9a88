import type { NamespaceResource } from "../../../model/resource";
import type { Analyzer } from "../../analyzer";
import { istioCode } from "../../codes";
import { isAmbient } from "../../registry/ambient";
import type { AnalysisContext } from "../../registry/context";
import { finding } from "../../registry/spec-parts";

const NOT_INJECTED = istioCode("IST0102", "info");
const SEVERAL_LABELS = istioCode("IST0123", "warning");
const BY_DEFAULT = istioCode("IST0148", "info");

/**
 * Namespaces whose pods get no sidecar because nothing asks for one, that an injector takes by default, or whose labels ask in several
 * ways at once.
 *
 * Source: istio/istio `pkg/config/analysis/analyzers/injection/injection.go`. `istio.io/rev` and `istio.io/dataplane-mode` count beside
 * `istio-injection` only while that is `enabled` or absent.
 */
export const injectionLabels: Analyzer<"Namespace"> = {
  name: "injection-labels",
  judges: ["Namespace"],
  codes: [NOT_INJECTED, SEVERAL_LABELS, BY_DEFAULT],
  reads: ["ConfigMap"],
  judge(namespace, context) {
    const { name, labels } = namespace.meta;
    if (name === "istio-system") return [];
    const found = labelsOf(namespace);
    const several =
      found.length > 1
        ? [finding(SEVERAL_LABELS, namespace, ["metadata", "labels"], { name, labels: found })]
        : [];
    if (several.length > 0 || isAmbient(labels)) return several;
    if (labels[INJECTION] || labels[REVISION] !== undefined) return [];
    const code = injectsByDefault(namespace, context) ? BY_DEFAULT : NOT_INJECTED;
    return [finding(code, namespace, [], { name })];
  },
};

const INJECTION = "istio-injection";
const REVISION = "istio.io/rev";
const MODE = "istio.io/dataplane-mode";

function labelsOf({ meta: { labels } }: NamespaceResource): readonly string[] {
  const others = [REVISION, MODE].filter((key) => labels[key] !== undefined);
  if (labels[INJECTION] === undefined) return others;
  return labels[INJECTION] === "enabled" ? [INJECTION, ...others] : [INJECTION];
}

function injectsByDefault({ meta }: NamespaceResource, context: AnalysisContext): boolean {
  const name = injectorName(meta.labels[REVISION]);
  return context
    .observed("ConfigMap")
    .some((c) => c.meta.cluster === meta.cluster && c.meta.name === name && c.injectsByDefault);
}

/** The ConfigMap of the injector of a revision. */
export const injectorName = (revision: string | undefined): string =>
  revision === undefined || revision === "" || revision === "default"
    ? "istio-sidecar-injector"
    : `istio-sidecar-injector-${revision}`;
