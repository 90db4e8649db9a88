import type { MeshIndex } from "../../model/mesh-index";
import { type ConfigResource, refOf, type WorkloadResource } from "../../model/resource";
import { gatewayBindings } from "../gateways";
import type { ResolvedHost } from "../hosts";
import { destinationsOf } from "../select-route";
import type { MeshSettings } from "../spec/mesh-settings";
import { sidecarFor } from "../spec/sidecar-scope";
import { destinationHost, destinationPolicyFor } from "../subsets";
import { routesFor } from "../virtual-services";
import type { AppliedObject, AppliedTarget } from "./applied-object";
import { type Called, calledHosts, calledService } from "./called";
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
    ...(caller ? callerObjects(index, caller, calledService(service, settings), settings) : []),
    ...servers.flatMap((w) => serverObjects(index, w, settings)),
    ...(caller && caller.proxy !== "none" ? extensionObjects(index, caller, settings) : []),
    ...servers
      .filter((w) => w.proxy !== "none")
      .flatMap((w) => extensionObjects(index, w, settings)),
  ];
}

/** Objects between a caller and the hosts of a ServiceEntry. */
export const entryEdgeObjects = (
  index: MeshIndex,
  caller: WorkloadResource,
  entry: ConfigResource,
  settings: MeshSettings,
): readonly AppliedObject[] => [
  ...calledHosts(entry).flatMap((called) => callerObjects(index, caller, called, settings)),
  ...(caller.proxy === "none" ? [] : extensionObjects(index, caller, settings)),
];

/** The caller's routes towards a host, and its settings for it. */
export function callerObjects(
  index: MeshIndex,
  caller: WorkloadResource,
  called: Called,
  settings: MeshSettings,
): readonly AppliedObject[] {
  if (caller.proxy === "none") return [];
  const { hostname, ports } = called;
  const host = destinationHost(index, caller, hostname, settings);
  const policy = destinationPolicyFor(index, caller, host, settings);
  const sidecar = caller.proxy === "sidecar" ? sidecarFor(index, caller, settings) : null;
  return [
    ...(caller.proxy === "gateway"
      ? gatewayRouteObjects(index, caller, hostname, settings)
      : meshRouteObjects(index, caller, host, ports, settings)),
    ...entryObjects(host),
    ...destinationObjects(policy, ports, settings),
    ...(sidecar
      ? [{ ref: refOf(sidecar), role: "sidecar" as const, path: "", certain: true }]
      : []),
  ];
}

function meshRouteObjects(
  index: MeshIndex,
  caller: WorkloadResource,
  host: ResolvedHost,
  ports: readonly number[],
  settings: MeshSettings,
): readonly AppliedObject[] {
  return ports.flatMap((port) => {
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
