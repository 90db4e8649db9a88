import type { MeshIndex } from "../model/mesh-index";
import { refOf, type ServiceResource, type WorkloadResource } from "../model/resource";
import { kubernetesService } from "../routing/registry/mesh-service";
import { serviceHostname } from "../routing/spec/host-names";
import type { MeshSettings } from "../routing/spec/mesh-settings";
import { settingsOf } from "../routing/spec/settings-of";
import { type DestinationPolicy, destinationHost, destinationPolicyFor } from "../routing/subsets";
import { connectionTo, type MtlsOutcome } from "./connection/connection";
import { inboundProtocol } from "./connection/inbound-protocol";

export type MtlsCall = {
  /** `null`: a client outside the mesh. */
  readonly caller: WorkloadResource | null;
  readonly service: ServiceResource;
  /** The service's port. */
  readonly port: number;
  readonly workload: WorkloadResource;
  readonly subset: string | null;
  /** Whether the bytes are HTTP; by default as the port says. */
  readonly http?: boolean;
};

/** What happens to a caller's connection to one workload of a Kubernetes service. */
export function mtlsOutcome(
  index: MeshIndex,
  call: MtlsCall,
  settings: MeshSettings = settingsOf(index, call.workload.meta.cluster),
): MtlsOutcome {
  const { caller, workload, port, subset } = call;
  const service = kubernetesService(call.service, settings);
  const proxied = caller !== null && caller.proxy !== "none";
  const found = workloadPort(call.service, port, workload);
  const protocol =
    found === null ? "auto" : inboundProtocol(index, workload, found, service, settings);
  const outcome = connectionTo(
    index,
    {
      caller,
      destination: proxied
        ? { service, port, subset, policy: policyOf(index, caller, call.service, settings) }
        : null,
      endpoint: { port: found, labels: workload.podLabels, workload },
      http: call.http ?? protocol === "http",
    },
    settings,
  );
  if (found !== null) return outcome;
  const doubt = { code: "unknown-attribute", ref: refOf(call.service), path: "ports" } as const;
  return { ...outcome, result: "unknown", reason: null, uncertain: [...outcome.uncertain, doubt] };
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
