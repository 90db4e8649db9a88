import { bareKind } from "../../model/kinds";
import type { MeshIndex } from "../../model/mesh-index";
import { type ConfigResource, refOf, type WorkloadResource } from "../../model/resource";
import type { MeshService } from "../registry/mesh-service";
import { registryOf, visibleServices } from "../registry/registry";
import { servicePorts } from "../registry/service-ports";
import type { RuleCaller } from "../rules/caller";
import { serviceHostname } from "../spec/host-names";
import type { MeshSettings } from "../spec/mesh-settings";
import { child, children, emptySpec, numeral, type Spec, text, texts } from "../spec/read-spec";
import { admits, knownEntries, sidecarFor } from "../spec/sidecar-scope";
import type { Uncertainty } from "../spec/uncertainty";
import { isGranted } from "./reference-grants";

/** What a backendRef means. */
export type Backend =
  | {
      /** `unreachable`: it is there, and the proxy has no such port of it. `invalid`: it is not there, or may not be referred to. */
      readonly type: "found" | "unreachable" | "invalid";
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
  const granted =
    !grants || isGranted(index, { cluster: route.meta.cluster, from, to }, caller.settings);
  if (!granted) return { ...target, type: "invalid" };
  const kind = `${text(ref, "group") ?? ""}/${text(ref, "kind") ?? "Service"}`;
  if (isRefused(ref, kind)) return { type: "refused" };
  const uncertain =
    kind === POOL ? [{ code: "unsupported" as const, ref: refOf(route), path }] : [];
  if (!exists(index, route, kind, to, caller)) return { ...target, uncertain, type: "invalid" };
  return { ...target, type: reaches(index, target, caller) ? "found" : "unreachable" };
}

const SERVICE = "/Service";
const IMPORT = "multicluster.x-k8s.io/ServiceImport";
const HOSTNAME = "networking.istio.io/Hostname";
const POOL = "inference.networking.k8s.io/InferencePool";

/** Names and ports that no backend of the kind can have. */
function isRefused(ref: Spec, kind: string): boolean {
  if (kind !== SERVICE && kind !== IMPORT && kind !== HOSTNAME) return false;
  if (numeral(ref, "port") === null) return true;
  if (kind === SERVICE) return (text(ref, "name") ?? "").includes(".");
  return kind === HOSTNAME && text(ref, "namespace") !== null;
}

function readReference(route: ConfigResource, ref: Spec, { settings }: RuleCaller) {
  const host = text(ref, "name") ?? "";
  const namespace = text(ref, "namespace") ?? route.meta.namespace;
  const isName = text(ref, "kind") === "Hostname";
  return {
    host,
    namespace,
    hostname: isName ? host : serviceHostname(host, namespace, settings),
    subset: null,
    port: numeral(ref, "port") ?? 0,
    uncertain: [],
  };
}

/**
 * Whether the caller's proxy knows a host with this port; what it does not know fails like what is not there. A sidecar knows what rules
 * name in its own namespace, even where nobody sees it: istio/istio `pilot/pkg/model/sidecar.go`; executed against istiod 1.30.3.
 */
function reaches(
  index: MeshIndex,
  { hostname, port }: { readonly hostname: string; readonly port: number },
  { workload, gateways, settings }: RuleCaller,
): boolean {
  const { cluster, namespace } = workload.meta;
  const ports = servicePorts(index, workload.meta, hostname, settings);
  if (ports?.includes(port) === true) return true;
  if (!gateways.includes("mesh") || workload.proxy !== "sidecar") return false;
  const named = registryOf(index, cluster, settings).named(hostname.toLowerCase());
  const open = named.filter((s) => s.ports.some((p) => p.port === port));
  return (
    open.some((s) => s.meta.namespace === namespace) ||
    isBrought(index, open, workload, port, settings)
  );
}

/**
 * Whether a Sidecar's listener for this very port imports one of the services that have it. It chooses among those alone: one in the
 * caller's namespace without the port does not go before them.
 *
 * Source: istio/istio `pilot/pkg/model/sidecar.go` selectServices, serviceMatchingListenerPort.
 */
function isBrought(
  index: MeshIndex,
  open: readonly MeshService[],
  workload: WorkloadResource,
  port: number,
  settings: MeshSettings,
): boolean {
  const sidecar = sidecarFor(index, workload, settings);
  const listener = children(sidecar?.spec ?? emptySpec, "egress").find(
    (l) => numeral(child(l, "port") ?? emptySpec, "number") === port,
  );
  if (listener === undefined) return false;
  const hosts = knownEntries(texts(listener, "hosts"), settings);
  const { namespace } = workload.meta;
  const isImported = (s: MeshService) =>
    admits(hosts, s.meta.namespace, s.written, namespace, "inside");
  return visibleServices(open, namespace, settings, isImported).length > 0;
}

/** A Service by its object; a host by exactly this name, as the route's namespace knows it. */
function exists(
  index: MeshIndex,
  { meta }: ConfigResource,
  kind: string,
  { namespace, name }: { readonly namespace: string; readonly name: string },
  { settings }: RuleCaller,
): boolean {
  if (kind === SERVICE || kind === IMPORT) {
    return index.find("Service", meta.cluster, namespace, name) !== null;
  }
  if (kind !== HOSTNAME) return false;
  return servicePorts(index, meta, name, settings) !== null;
}
