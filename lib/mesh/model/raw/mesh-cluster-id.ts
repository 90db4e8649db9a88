import type { Labels } from "../resource";
import { type Raw, recordsAt, textAt } from "./value";

/**
 * The ID under which the proxies of this pod name their cluster in metrics (`source_cluster`, `destination_cluster`): Istio's
 * `global.multiCluster.clusterName`, by default `Kubernetes`, whatever everyone else calls the cluster. istiod and ztunnel say it
 * too. `null` for any other pod, and where the value is not written out.
 *
 * source: istio/istio `manifests/charts/istio-control/istio-discovery/files/injection-template.yaml` and `templates/deployment.yaml`,
 * `manifests/charts/ztunnel/templates/daemonset.yaml`
 */
export function meshClusterIdOf(labels: Labels, spec: Raw): string | null {
  const app = labels["app"];
  const controls = app === "istiod" || app === "ztunnel";
  for (const container of [
    ...recordsAt(spec, "containers"),
    ...recordsAt(spec, "initContainers"),
  ]) {
    const name = textAt(container, "name");
    if (name !== "istio-proxy" && !controls) continue;
    const id = variable(container, controls ? "CLUSTER_ID" : "ISTIO_META_CLUSTER_ID");
    if (id !== null && id !== "") return id;
  }
  return null;
}

function variable(container: Raw, name: string): string | null {
  const entry = recordsAt(container, "env").find((one) => textAt(one, "name") === name);
  return entry === undefined ? null : textAt(entry, "value");
}
