import type { Analyzer } from "../../analyzer";
import { istioCode } from "../../codes";
import type { ContainerFacts } from "../../inputs/kube-objects";
import { selectorMatches } from "../../registry/injection/label-selector";
import { finding } from "../../registry/spec-parts";

const NOT_INJECTED = istioCode("IST0146", "warning");
const NEVER_RUNS = istioCode("IST0147", "error");

/**
 * The placeholder image `auto`, which only injection replaces: a pod that still has it never starts, and the pods of a Deployment that no
 * injector takes will not either.
 *
 * Source: istio/istio `pkg/config/analysis/analyzers/injection/image-auto.go`.
 */
export const autoImage: Analyzer<"Pod" | "Deployment"> = {
  name: "auto-image",
  judges: ["Pod", "Deployment"],
  codes: [NOT_INJECTED, NEVER_RUNS],
  reads: ["Namespace", "MutatingWebhookConfiguration"],
  judge(object, context) {
    const { cluster, namespace, name } = object.meta;
    if (object.kind === "Pod") {
      const at = indexOfAuto(object.spec.containers);
      if (at < 0) return [];
      return [finding(NEVER_RUNS, object, ["spec", "containers", at, "image"], { name })];
    }
    const { labels, spec } = object.template;
    const at = indexOfAuto(spec.containers);
    if (at < 0) return [];
    const home = context.index.find("Namespace", cluster, "", namespace)?.meta.labels ?? {};
    const injectors = context
      .observed("MutatingWebhookConfiguration")
      .filter((w) => w.meta.cluster === cluster)
      .flatMap((w) => w.webhooks.filter((hook) => hook.name.endsWith("istio.io")));
    const isTaken = injectors.some(
      (hook) =>
        selectorMatches(hook.namespaceSelector, home) &&
        selectorMatches(hook.objectSelector, labels),
    );
    const path = ["spec", "template", "spec", "containers", at, "image"];
    return isTaken ? [] : [finding(NOT_INJECTED, object, path, { name })];
  },
};

const indexOfAuto = (containers: readonly ContainerFacts[]): number =>
  containers.findIndex((c) => c.name === "istio-proxy" && c.image === "auto");
