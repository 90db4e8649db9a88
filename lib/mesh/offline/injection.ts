import type { RawObject } from "../model/inventory";
import { annotationsOf, labelsOf } from "../model/raw/meta";
import { booleanAt, type Raw, recordAt, recordsAt, textAt } from "../model/raw/value";
import type { Labels } from "../model/resource";
import { isController } from "../model/workload/controller";

const INJECT = "sidecar.istio.io/inject";
const MODE = "istio.io/dataplane-mode";
const NEVER = new Set(["kube-system", "kube-public", "kube-node-lease"]);

/** What files say of a namespace: its labels, or `null` where they hold no such object. */
export type NamespaceLabels = (namespace: string) => Labels | null;

/**
 * A Deployment, or whatever makes pods, with the proxy that its pods would get: files hold it as it was written, before Istio's injector
 * and its CNI saw the pods. A namespace that the files do not hold counts as one that injects.
 *
 * Source: istio/istio `manifests/charts/istio-control/istio-discovery/templates/mutatingwebhook.yaml`, `pkg/kube/inject/inject.go`
 * injectRequired, `cni/pkg/util/podutil.go`.
 */
export function asInjected(object: RawObject, namespaceLabels: NamespaceLabels): RawObject {
  const [apiVersion, kind] = [textAt(object, "apiVersion"), textAt(object, "kind")];
  if (apiVersion === null || kind === null || !isController(apiVersion, kind)) return object;
  const namespace = textAt(recordAt(object, "metadata"), "namespace") ?? "";
  return kind === "CronJob"
    ? within(object, "spec", (spec) =>
        within(spec, "jobTemplate", (job) =>
          within(job, "spec", (s) => withProxy(s, namespace, namespaceLabels)),
        ),
      )
    : within(object, "spec", (spec) => withProxy(spec, namespace, namespaceLabels));
}

const within = (object: Raw, key: string, change: (part: Raw) => Raw): Raw => ({
  ...object,
  [key]: change(recordAt(object, key)),
});

function withProxy(spec: Raw, namespace: string, namespaceLabels: NamespaceLabels): Raw {
  return within(spec, "template", (template) => {
    const labels = namespaceLabels(namespace);
    if (hasProxy(template) || NEVER.has(namespace)) return template;
    if (isInjected(template, labels)) {
      return within(template, "spec", (pod) => ({
        ...pod,
        containers: [...recordsAt(pod, "containers"), { name: "istio-proxy", image: "auto" }],
      }));
    }
    return isAmbient(template, labels) ? redirected(template) : template;
  });
}

const hasProxy = (template: Raw): boolean => {
  const spec = recordAt(template, "spec");
  return [...recordsAt(spec, "containers"), ...recordsAt(spec, "initContainers")].some(
    (container) => textAt(container, "name") === "istio-proxy",
  );
};

function isInjected(template: Raw, namespace: Labels | null): boolean {
  if (booleanAt(recordAt(template, "spec"), "hostNetwork") === true) return false;
  const own = labelsOf(template);
  const asked = own[INJECT] ?? annotationsOf(template)[INJECT];
  if (asked === "false") return false;
  if (namespace === null) return true;
  const injection = namespace["istio-injection"];
  if (injection === "disabled") return false;
  if (asked === "true" || injection === "enabled") return true;
  const revision =
    namespace["istio.io/rev"] ?? (injection === undefined ? own["istio.io/rev"] : undefined);
  return revision !== undefined && revision !== "";
}

function isAmbient(template: Raw, namespace: Labels | null): boolean {
  const mode = labelsOf(template)[MODE] ?? namespace?.[MODE];
  return mode === "ambient";
}

/** As the CNI agent marks a pod. */
const redirected = (template: Raw): Raw =>
  within(template, "metadata", (metadata) => ({
    ...metadata,
    annotations: {
      ...recordAt(metadata, "annotations"),
      "ambient.istio.io/redirection": "enabled",
    },
  }));
