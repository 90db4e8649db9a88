import type { EdgeLabels, Protocol } from "../traffic";

const UNKNOWN = "?";
const SAME = "=";
const LOCAL = ".svc.cluster.local";

/**
 * The id of an edge: readable, as short as its labels allow, the same in every tick, and different for different
 * labels whatever characters they hold.
 *
 * `http:shop/web>shop/cart@cart`: protocol, caller, callee, service. `?` stands for `unknown`, `=` for the caller's
 * namespace, an ending `!` for `.<callee's namespace>.svc.cluster.local`; clusters stand before a namespace as
 * `cluster|`, when there are any. In a label these signs and `%` are escaped as `%` and two hex digits.
 */
export function trafficId(labels: EdgeLabels, protocol: Protocol): string {
  const from = end(labels.sourceCluster, labels.sourceNamespace, labels.sourceWorkload);
  const namespace =
    labels.destinationNamespace !== "" && labels.destinationNamespace === labels.sourceNamespace
      ? SAME
      : part(labels.destinationNamespace);
  const cluster = labels.destinationCluster === "" ? "" : `${part(labels.destinationCluster)}|`;
  const to = `${cluster}${namespace}/${part(labels.destinationWorkload)}`;
  return `${protocol}:${from}>${to}@${service(labels)}`;
}

function end(cluster: string, namespace: string, workload: string): string {
  return `${cluster === "" ? "" : `${part(cluster)}|`}${part(namespace)}/${part(workload)}`;
}

function service({ destinationService, destinationNamespace }: EdgeLabels): string {
  const suffix = `.${destinationNamespace}${LOCAL}`;
  const local = destinationNamespace !== "" && destinationService.endsWith(suffix);
  return local ? `${part(destinationService.slice(0, -suffix.length))}!` : part(destinationService);
}

const SIGN = /[%:/|>@?=!]/;
const SIGNS = /[%:/|>@?=!]/g;

function part(label: string): string {
  if (label === "unknown") return UNKNOWN;
  if (!SIGN.test(label)) return label;
  return label.replace(SIGNS, (sign) => `%${sign.charCodeAt(0).toString(16)}`);
}
