import type { MeshIndex } from "../../model/mesh-index";
import type { Labels, WorkloadResource } from "../../model/resource";
import { instancesOf } from "../../routing/registry/instances";
import type { MeshService } from "../../routing/registry/mesh-service";
import { registryOf } from "../../routing/registry/registry";
import type { MeshSettings } from "../../routing/spec/mesh-settings";
import { child } from "../../routing/spec/read-spec";
import type { DestinationPolicy } from "../../routing/subsets";
import { type ClientTls, clientTls, isPassthrough } from "../client-tls";
import { type MtlsInForce, mtlsInForce, namespaceMtls } from "../peer-authentication";

/** A server as the registry knows it. */
export type ServerEndpoint = {
  /** The workload's port; `null` when it is not known. */
  readonly port: number | null;
  readonly labels: Labels;
  /** `null`: no workload of the cluster. */
  readonly workload: WorkloadResource | null;
  /** The service account that a WorkloadEntry, or an endpoint of a ServiceEntry, names. */
  readonly account?: string | null;
};

/** What a client's proxy sends to: a host of the registry as the route names it, with the DestinationRule in force for the client. */
export type Destination = {
  readonly service: MeshService;
  /** The service's port. */
  readonly port: number;
  readonly subset: string | null;
  readonly policy: DestinationPolicy | null;
};

export type ClientSide = {
  readonly sends: "mtls" | "tls" | "plaintext";
  /** The DestinationRule that sets it. */
  readonly client: ClientTls | null;
  /** The PeerAuthentication that switches the client's own choice off. */
  readonly off: MtlsInForce | null;
};

/**
 * How a client's proxy connects to one server: as its DestinationRule says, or else with mTLS where that server can take it.
 *
 * Sources: istio/istio `pilot/pkg/networking/core/cluster_tls.go` buildUpstreamTLSSettings, `pilot/pkg/model/push_context.go`
 * BestEffortInferServiceMTLSMode, `pilot/pkg/xds/endpoints/mtls_checker.go`.
 */
export function clientSide(
  index: MeshIndex,
  caller: WorkloadResource,
  destination: Destination,
  endpoint: ServerEndpoint,
  settings: MeshSettings,
): ClientSide {
  const { policy, port, service, subset } = destination;
  const client = policy && clientTls(policy, port, subset, settings);
  const direct = isDirect(caller, destination);
  const ofEndpoints = client?.endpointsOnly && !direct ? client : null;
  if (client && (!client.endpointsOnly || ofEndpoints?.mode === "DISABLE")) {
    return { sends: sentBy(index, caller, client), client, off: null };
  }
  if (!settings.autoMtls || service.external) return PLAIN;
  const { cluster, namespace } = service.meta;
  const wide = namespaceMtls(index, cluster, namespace, settings);
  if (wide.mode === "DISABLE") return { ...PLAIN, off: wide };
  const asOne = direct || service.resolution === "passthrough";
  if (asOne && !allTake(index, destination, settings)) return PLAIN;
  if (direct) return MUTUAL;
  if (!takesMtls(endpoint)) return PLAIN;
  // The server's policies are not asked.
  return ofEndpoints ? { ...MUTUAL, client: ofEndpoints } : byServer(index, endpoint, settings);
}

const PLAIN: ClientSide = { sends: "plaintext", client: null, off: null };
const MUTUAL: ClientSide = { sends: "mtls", client: null, off: null };

/** With mTLS, unless the policies of the server's own port switch it off. */
function byServer(
  index: MeshIndex,
  { port, workload }: ServerEndpoint,
  settings: MeshSettings,
): ClientSide {
  const own = workload && mtlsInForce(index, workload, port, settings);
  return own?.mode === "DISABLE" ? { ...PLAIN, off: own } : MUTUAL;
}

function sentBy(
  index: MeshIndex,
  caller: WorkloadResource,
  client: ClientTls,
): ClientSide["sends"] {
  if (client.mode === "DISABLE") return "plaintext";
  if (client.mode === "ISTIO_MUTUAL") return "mtls";
  return hasCertificates(index, caller, client) ? "tls" : "plaintext";
}

/**
 * Whether the caller's proxy gets the certificates of a TLS setting; without them the whole setting is dropped.
 * Source: istio/istio `cluster_tls.go` buildUpstreamClusterTLSContext.
 */
export function hasCertificates(
  index: MeshIndex,
  caller: Pick<WorkloadResource, "proxy">,
  { by, bySecret }: ClientTls,
): boolean {
  if (!bySecret || caller.proxy === "gateway") return true;
  const { cluster, namespace, name, kind } = by;
  if (kind !== "DestinationRule.networking.istio.io") return false;
  const rule = index.find("DestinationRule.networking.istio.io", cluster, namespace, name);
  return rule !== null && child(rule.spec, "workloadSelector") !== null;
}

/** Whether the called address is used as it is. Gateways choose an endpoint all the same, but for a load balancer that forbids it. */
function isDirect(caller: WorkloadResource, { service, policy, port, subset }: Destination) {
  if (policy && isPassthrough(policy, port, subset)) return true;
  return service.resolution === "passthrough" && caller.proxy !== "gateway";
}

/**
 * Whether every server can take mTLS, be it ready or not. A client that cannot choose by server uses it then alone; of a headless service
 * a gateway does too, and chooses besides. Executed against istiod 1.30.3.
 */
function allTake(index: MeshIndex, destination: Destination, settings: MeshSettings): boolean {
  const { service, port } = destination;
  const { named } = registryOf(index, service.meta.cluster, settings);
  const all = instancesOf(index, service, port, named(service.hostname));
  return all.length > 0 && all.every(takesMtls);
}

const TLS_MODE = "security.istio.io/tlsMode";

/**
 * What istiod sees of a server is the label that the injector sets; pods that are still to be made will get it. Of an entry a service
 * account says the same, unless it has the label.
 *
 * Source: istio/istio `pilot/pkg/serviceregistry/serviceentry/conversion.go` getTLSModeFromWorkloadEntry.
 */
export function takesMtls({ labels, workload, account }: Omit<ServerEndpoint, "port">): boolean {
  const label = labels[TLS_MODE];
  if (label !== undefined) return label === "istio";
  if (account) return true;
  return workload?.proxy === "sidecar" && workload.pods.length === 0;
}
