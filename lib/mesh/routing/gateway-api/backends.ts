import { bareKind } from "../../model/kinds";
import type { MeshIndex } from "../../model/mesh-index";
import { type ConfigResource, refOf } from "../../model/resource";
import { resolveConfigHost } from "../hosts";
import type { RuleCaller } from "../rules/caller";
import { serviceHostname } from "../spec/host-names";
import { numeral, type Spec, text } from "../spec/read-spec";
import type { Uncertainty } from "../spec/uncertainty";
import { isGranted } from "./reference-grants";

/** What a backendRef means. */
export type Backend =
  | {
      readonly type: "found" | "failing";
      readonly host: string;
      readonly hostname: string;
      readonly subset: null;
      readonly port: number;
      readonly uncertain: readonly Uncertainty[];
    }
  /** istiod refuses the whole route. */
  | { readonly type: "refused" };

/**
 * The backend behind a reference of a route: a Service, a host of a ServiceEntry (kind `Hostname`), an imported service. One that is not
 * there, may not be referred to or is of another kind fails with 500; a name or port that cannot be one refuses the route.
 *
 * Source: istio/istio `pilot/pkg/config/kube/gateway/conversion.go` buildDestination.
 *
 * @param grants whether references to other namespaces need a ReferenceGrant: at gateways, not in the mesh
 * @param path place of the reference, for what is not certain
 */
export function readBackend(
  index: MeshIndex,
  route: ConfigResource,
  ref: Spec,
  caller: RuleCaller,
  { grants, path }: { readonly grants: boolean; readonly path: string },
): Backend {
  const target = readReference(route, ref, caller);
  const { namespace, host: name } = target;
  const from = { kind: bareKind(route.kind), namespace: route.meta.namespace };
  const to = { kind: "Service" as const, namespace, name };
  const granted = !grants || isGranted(index, { cluster: route.meta.cluster, from, to });
  if (!granted) return { ...target, type: "failing" };
  const refused = { type: "refused" as const };
  switch (`${text(ref, "group") ?? ""}/${text(ref, "kind") ?? "Service"}`) {
    case "/Service":
      if (name.includes(".") || !target.hasPort) return refused;
      return { ...target, type: hasService(index, route, to) };
    case "multicluster.x-k8s.io/ServiceImport":
      return target.hasPort ? { ...target, type: hasService(index, route, to) } : refused;
    case "networking.istio.io/Hostname":
      if (text(ref, "namespace") !== null || !target.hasPort) return refused;
      return { ...target, hostname: name, type: hasHost(index, route, name, caller) };
    case "inference.networking.k8s.io/InferencePool": {
      const doubt: Uncertainty = { code: "unsupported", ref: refOf(route), path };
      return { ...target, uncertain: [doubt], type: "failing" };
    }
    default:
      return { ...target, type: "failing" };
  }
}

function readReference(route: ConfigResource, ref: Spec, { settings }: RuleCaller) {
  const host = text(ref, "name") ?? "";
  const namespace = text(ref, "namespace") ?? route.meta.namespace;
  const port = numeral(ref, "port");
  return {
    host,
    namespace,
    hostname: serviceHostname(host, namespace, settings),
    subset: null,
    port: port ?? 0,
    hasPort: port !== null,
    uncertain: [],
  };
}

const hasService = (
  index: MeshIndex,
  { meta }: ConfigResource,
  { namespace, name }: { readonly namespace: string; readonly name: string },
): "found" | "failing" =>
  index.find("Service", meta.cluster, namespace, name) ? "found" : "failing";

function hasHost(
  index: MeshIndex,
  { meta }: ConfigResource,
  host: string,
  { settings }: RuleCaller,
): "found" | "failing" {
  const scope = { object: meta.namespace, client: meta.namespace };
  const found = resolveConfigHost(index, meta.cluster, host, scope, settings);
  return found.type !== "none" && found.hostname === host.toLowerCase() ? "found" : "failing";
}
