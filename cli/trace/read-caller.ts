import type { Kind } from "../../lib/mesh/model/kinds";
import type { MeshIndex } from "../../lib/mesh/model/mesh-index";
import { type ResourceRef, refOf, type WorkloadResource } from "../../lib/mesh/model/resource";
import { OFFLINE_CLUSTER } from "../../lib/mesh/offline/offline-mesh";
import { err, ok, type Result } from "../../lib/result";

export type CallerError =
  | { readonly code: "from-form"; readonly from: string }
  | {
      readonly code: "no-workload" | "no-gateway";
      readonly from: string;
      /** What there is in the namespace, in the form that `from` wants. */
      readonly known: readonly string[];
    };

const GATEWAY = "gateway:";
/** Istio's before the Gateway API's where both have the name. */
const GATEWAY_KINDS: readonly Kind[] = [
  "Gateway.networking.istio.io",
  "Gateway.gateway.networking.k8s.io",
];

/**
 * Who calls: `NS/WORKLOAD`, or `gateway:NS/NAME` for traffic that enters there. A workload may also be named by one of its pods, or by
 * its app (`app` label) where that is one workload alone.
 */
export function readCaller(index: MeshIndex, from: string): Result<ResourceRef, CallerError> {
  const isGateway = from.startsWith(GATEWAY);
  const path = isGateway ? from.slice(GATEWAY.length) : from;
  const [namespace = "", name = "", ...more] = path.split("/");
  if (namespace === "" || name === "" || more.length > 0) return err({ code: "from-form", from });
  return isGateway
    ? readGateway(index, namespace, name, from)
    : readWorkload(index, namespace, name, from);
}

function readGateway(
  index: MeshIndex,
  namespace: string,
  name: string,
  from: string,
): Result<ResourceRef, CallerError> {
  const all = GATEWAY_KINDS.flatMap((kind) => index.inNamespace(kind, OFFLINE_CLUSTER, namespace));
  const found = all.find(({ meta }) => meta.name === name);
  if (found) return ok(refOf(found));
  const known = [...new Set(all.map(({ meta }) => `${GATEWAY}${namespace}/${meta.name}`))];
  return err({ code: "no-gateway", from, known });
}

function readWorkload(
  index: MeshIndex,
  namespace: string,
  name: string,
  from: string,
): Result<ResourceRef, CallerError> {
  const all = index.inNamespace("Workload", OFFLINE_CLUSTER, namespace);
  const tests: readonly ((w: WorkloadResource) => boolean)[] = [
    (w) => w.meta.name === name,
    (w) => w.pods.some((pod) => pod.name === name),
    (w) => w.canonicalService === name,
  ];
  for (const isNamed of tests) {
    const [found, another] = all.filter(isNamed);
    if (found && !another) return ok(refOf(found));
  }
  const known = all.map(({ meta }) => `${namespace}/${meta.name}`).toSorted();
  return err({ code: "no-workload", from, known });
}
