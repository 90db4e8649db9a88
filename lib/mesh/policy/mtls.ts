import type { MeshIndex } from "../model/mesh-index";
import {
  type ConfigResource,
  type ResourceRef,
  refOf,
  type ServiceResource,
  type WorkloadResource,
} from "../model/resource";
import { agesKnown, oldestFirst } from "../routing/spec/age";
import { serviceHostname } from "../routing/spec/host-names";
import type { MeshSettings } from "../routing/spec/mesh-settings";
import { protocolOf } from "../routing/spec/port-protocol";
import { child, type Spec, text, textMap } from "../routing/spec/read-spec";
import { settingsOf } from "../routing/spec/settings-of";
import type { Uncertainty } from "../routing/spec/uncertainty";
import { type DestinationPolicy, destinationHost, destinationPolicyFor } from "../routing/subsets";
import { type ClientTls, clientTls } from "./client-tls";

export type MtlsMode = "STRICT" | "PERMISSIVE" | "DISABLE";

/** The mTLS mode a server asks for. `by` is `null` when no PeerAuthentication decides and Istio's default holds. */
export type MtlsInForce = {
  readonly mode: MtlsMode;
  readonly by: ResourceRef | null;
  /** `mtls.mode` or `portLevelMtls.8080.mode`; empty without `by`. */
  readonly path: string;
  readonly uncertain: readonly Uncertainty[];
};

/**
 * The mode in force at a workload. A policy with a selector in the workload's own namespace beats that namespace's, which beats the
 * root namespace's; the oldest of each counts, and `UNSET` passes the question on. Without any the mode is `PERMISSIVE`.
 *
 * @param port the workload's (container) port: the keys of `portLevelMtls`; `null` leaves port-level settings aside
 *
 * Source: istio/istio `pilot/pkg/security/authn/policy_applier.go` ComposePeerAuthentication.
 */
export function mtlsInForce(
  index: MeshIndex,
  workload: WorkloadResource,
  port: number | null,
  settings: MeshSettings = settingsOf(index, workload.meta.cluster),
): MtlsInForce {
  const { cluster, namespace } = workload.meta;
  const policies = (ns: string) =>
    index.inNamespace("PeerAuthentication.security.istio.io", cluster, ns).toSorted(oldestFirst);
  const own = namespace === settings.rootNamespace ? [] : policies(namespace);
  const selecting = own.filter((p) => selectsPods(p, workload));
  const scopes = [
    selecting,
    own.filter((p) => selectorOf(p) === null),
    policies(settings.rootNamespace).filter((p) => selectorOf(p) === null),
  ];
  const uncertain = scopes.flatMap(ageDoubts);
  const [first] = selecting;
  const portLevel = first && port !== null ? portMode(first, port) : null;
  if (first && portLevel) {
    const path = `portLevelMtls.${port}.mode`;
    return { mode: portLevel, by: refOf(first), path, uncertain };
  }
  for (const [policy] of scopes) {
    const mode = policy && readMode(child(policy.spec, "mtls"));
    if (policy && mode) return { mode, by: refOf(policy), path: "mtls.mode", uncertain };
  }
  return { mode: "PERMISSIVE", by: null, path: "", uncertain };
}

/** `null` for a policy without a selector; one that is empty counts as none. */
function selectorOf(policy: ConfigResource): readonly (readonly [string, string])[] | null {
  const labels = Object.entries(textMap(child(policy.spec, "selector") ?? {}, "matchLabels"));
  return labels.length > 0 ? labels : null;
}

const selectsPods = (policy: ConfigResource, workload: WorkloadResource): boolean =>
  selectorOf(policy)?.every(([k, v]) => workload.podLabels[k] === v) === true;

function readMode(mtls: Spec | null): MtlsMode | null {
  const mode = mtls && text(mtls, "mode");
  return mode === "STRICT" || mode === "PERMISSIVE" || mode === "DISABLE" ? mode : null;
}

const portMode = (policy: ConfigResource, port: number): MtlsMode | null =>
  readMode(child(child(policy.spec, "portLevelMtls") ?? {}, String(port)));

function ageDoubts(policies: readonly ConfigResource[]): readonly Uncertainty[] {
  if (agesKnown(policies)) return [];
  return policies
    .filter((p) => p.meta.createdAt === null)
    .map((p) => ({ code: "age-unknown", ref: refOf(p), path: "" }));
}

/** How a request travels and whether the server takes it. */
export type MtlsOutcome = {
  /** `tls`: TLS that is not Istio's, and the server takes it as plain bytes. */
  readonly result: "mtls" | "plaintext" | "tls" | "refused" | "unknown";
  /** For `refused`: what meets what. */
  readonly reason: "plaintext-to-strict" | "mtls-to-plaintext-port" | "tls-to-sidecar" | null;
  readonly server: MtlsInForce;
  /** The DestinationRule that sets the client's side, if one does. */
  readonly client: ClientTls | null;
  readonly uncertain: readonly Uncertainty[];
};

export type MtlsCall = {
  /** `null`: a client outside the mesh. */
  readonly caller: WorkloadResource | null;
  readonly service: ServiceResource;
  /** The service's port. */
  readonly port: number;
  readonly workload: WorkloadResource;
  readonly subset: string | null;
};

/**
 * What happens to a caller's connection to one workload of a service.
 *
 * Sources: istio/istio `pilot/pkg/networking/core/cluster_tls.go`, `pilot/pkg/xds/endpoints/mtls_checker.go`,
 * `pilot/pkg/networking/core/peer_authentication_simulation_test.go`.
 */
export function mtlsOutcome(
  index: MeshIndex,
  call: MtlsCall,
  settings: MeshSettings = settingsOf(index, call.workload.meta.cluster),
): MtlsOutcome {
  const { caller, workload } = call;
  const targetPort = workloadPort(call.service, call.port, workload);
  const server = mtlsInForce(index, workload, targetPort, settings);
  const doubts = [...proxyDoubts(caller), ...proxyDoubts(workload)];
  if (targetPort === null) {
    doubts.push({ code: "unknown-attribute", ref: refOf(call.service), path: "ports" });
  }
  const base = { server, reason: null, client: null, uncertain: [...server.uncertain, ...doubts] };
  if (doubts.length > 0) return { ...base, result: "unknown" };
  if (caller === null || caller.proxy === "none")
    return { ...base, ...plaintext(server, workload) };

  const policy = policyOf(index, caller, call.service, settings);
  const client = policy && clientTls(policy, call.port, call.subset);
  const uncertain = [...base.uncertain, ...(policy?.uncertain ?? [])];
  const found = { ...base, client, uncertain };
  switch (client?.mode) {
    case "DISABLE":
      return { ...found, ...plaintext(server, workload) };
    case "SIMPLE":
    case "MUTUAL":
      return { ...found, ...foreignTls(call, workload) };
    case "ISTIO_MUTUAL":
      return { ...found, ...mutual(call, server, workload) };
    default:
      return { ...found, ...automatic(index, call, server, settings) };
  }
}

type Result = Pick<MtlsOutcome, "result" | "reason">;

/** Without a rule the client uses mTLS exactly where the server has a proxy that takes it. */
function automatic(
  index: MeshIndex,
  call: MtlsCall,
  server: MtlsInForce,
  settings: MeshSettings,
): Result {
  const { workload } = call;
  if (call.service.headless) return { result: "unknown", reason: null };
  const wide = mtlsInForce(index, { ...workload, podLabels: {} }, null, settings);
  const off = workload.proxy === "none" || server.mode === "DISABLE" || wide.mode === "DISABLE";
  if (off || !settings.autoMtls) return plaintext(server, workload);
  return { result: "mtls", reason: null };
}

function plaintext(server: MtlsInForce, workload: WorkloadResource): Result {
  const strict = workload.proxy !== "none" && server.mode === "STRICT";
  return strict
    ? { result: "refused", reason: "plaintext-to-strict" }
    : { result: "plaintext", reason: null };
}

/** Istio's mTLS against a port that expects plain text: an HTTP server breaks; raw TCP passes it on, which is not judged. */
function mutual(call: MtlsCall, server: MtlsInForce, workload: WorkloadResource): Result {
  if (workload.proxy !== "none" && server.mode !== "DISABLE") {
    return { result: "mtls", reason: null };
  }
  return isHttp(call)
    ? { result: "refused", reason: "mtls-to-plaintext-port" }
    : { result: "unknown", reason: null };
}

/** TLS of the client's own against a sidecar: an HTTP port has no filter chain for it. Executed against istiod 1.30.3. */
function foreignTls(call: MtlsCall, workload: WorkloadResource): Result {
  if (workload.proxy === "none") return { result: "tls", reason: null };
  return isHttp(call)
    ? { result: "refused", reason: "tls-to-sidecar" }
    : { result: "unknown", reason: null };
}

function isHttp(call: MtlsCall): boolean {
  const port = call.service.ports.find((p) => p.port === call.port);
  return port !== undefined && protocolOf(port) === "http";
}

function proxyDoubts(workload: WorkloadResource | null): Uncertainty[] {
  if (workload === null) return [];
  if (workload.proxy === "mixed") return [{ code: "mixed-proxy", ref: refOf(workload), path: "" }];
  const ambient = workload.proxy === "ambient" || workload.proxy === "waypoint";
  return ambient ? [{ code: "ambient", ref: refOf(workload), path: "" }] : [];
}

/** Port of the pods behind a service's port; `null` when a name cannot be looked up. */
export function workloadPort(
  service: ServiceResource,
  port: number,
  workload: WorkloadResource,
): number | null {
  const found = service.ports.find((p) => p.port === port);
  if (!found) return null;
  if (typeof found.targetPort !== "string") return found.targetPort ?? port;
  return workload.containerPorts.find((p) => p.name === found.targetPort)?.port ?? null;
}

function policyOf(
  index: MeshIndex,
  caller: WorkloadResource,
  service: ServiceResource,
  settings: MeshSettings,
): DestinationPolicy | null {
  const hostname = serviceHostname(service.meta.name, service.meta.namespace, settings);
  const host = destinationHost(index, caller, hostname, settings);
  return destinationPolicyFor(index, caller, host, settings);
}
