import type { MeshIndex } from "../../model/mesh-index";
import { refOf, type ServiceResource, type WorkloadResource } from "../../model/resource";
import { clientTls } from "../../policy/client-tls";
import { gatewayBindings } from "../gateways";
import type { ResolvedHost } from "../hosts";
import { destinationsOf } from "../select-route";
import { serviceHostname } from "../spec/host-names";
import type { MeshSettings } from "../spec/mesh-settings";
import { sidecarFor } from "../spec/sidecar-scope";
import { type DestinationPolicy, destinationHost, destinationPolicyFor } from "../subsets";
import { routesFor } from "../virtual-services";
import type { AppliedObject, AppliedTarget } from "./applied-object";
import { destinationObjects, entryObjects, ruleObjects } from "./route-objects";
import { extensionObjects, serverObjects } from "./workload-objects";

type Edge = Extract<AppliedTarget, { readonly type: "edge" }>;

/** Objects between a caller and a service (and one workload behind it): the caller's routes and settings, the server's policies. */
export function edgeObjects(
  index: MeshIndex,
  { caller, service, workload }: Edge,
  settings: MeshSettings,
): readonly AppliedObject[] {
  const servers = workload ? [workload] : index.workloadsBehind(service);
  return [
    ...(caller && caller.proxy !== "none" ? clientObjects(index, caller, service, settings) : []),
    ...servers.flatMap((w) => serverObjects(index, w, settings)),
    ...(caller && caller.proxy !== "none" ? extensionObjects(index, caller, settings) : []),
    ...servers
      .filter((w) => w.proxy !== "none")
      .flatMap((w) => extensionObjects(index, w, settings)),
  ];
}

function clientObjects(
  index: MeshIndex,
  caller: WorkloadResource,
  service: ServiceResource,
  settings: MeshSettings,
): readonly AppliedObject[] {
  const hostname = serviceHostname(service.meta.name, service.meta.namespace, settings);
  const host = destinationHost(index, caller, hostname, settings);
  const policy = destinationPolicyFor(index, caller, host, settings);
  const sidecar = caller.proxy === "sidecar" ? sidecarFor(index, caller, settings) : null;
  return [
    ...(caller.proxy === "gateway"
      ? gatewayRouteObjects(index, caller, hostname, settings)
      : meshRouteObjects(index, caller, service, host, settings)),
    ...entryObjects(host),
    ...destinationObjects(policy),
    ...tlsObjects(policy, service, settings),
    ...(sidecar
      ? [{ ref: refOf(sidecar), role: "sidecar" as const, path: "", certain: true }]
      : []),
  ];
}

function meshRouteObjects(
  index: MeshIndex,
  caller: WorkloadResource,
  service: ServiceResource,
  host: ResolvedHost,
  settings: MeshSettings,
): readonly AppliedObject[] {
  return service.ports.flatMap(({ port }) => {
    const set = routesFor(index, caller, host, port, settings);
    return ruleObjects(set.routes, set.uncertain.length === 0);
  });
}

function gatewayRouteObjects(
  index: MeshIndex,
  gateway: WorkloadResource,
  hostname: string,
  settings: MeshSettings,
): readonly AppliedObject[] {
  return gatewayBindings(index, gateway, settings).flatMap((binding) => {
    const rules = binding.rules.filter((r) =>
      destinationsOf(r).some((d) => d.hostname === hostname),
    );
    if (rules.length === 0) return [];
    const server = { ref: refOf(binding.gateway), role: "gateway" as const, path: binding.path };
    return [...ruleObjects(rules, true), { ...server, certain: true }];
  });
}

function tlsObjects(
  policy: DestinationPolicy | null,
  service: ServiceResource,
  settings: MeshSettings,
): readonly AppliedObject[] {
  if (!policy) return [];
  const certain = policy.uncertain.length === 0;
  const subsets = [null, ...policy.subsets.map((s) => s.name)];
  return service.ports.flatMap(({ port }) =>
    subsets.flatMap((subset): AppliedObject[] => {
      const tls = clientTls(policy, port, subset, settings);
      return tls ? [{ ref: tls.by, role: "client-tls", path: tls.path, certain }] : [];
    }),
  );
}
