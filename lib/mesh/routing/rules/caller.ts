import type { WorkloadResource } from "../../model/resource";
import type { RouteProtocol } from "../route";
import type { MeshSettings } from "../spec/mesh-settings";

/** For whom and for what rules are generated: istiod decides about ports, gateways and sources before a request is seen. */
export type RuleCaller = {
  readonly workload: WorkloadResource;
  /** `mesh` for a sidecar; for a gateway the names of its Gateway objects, `namespace/name`. */
  readonly gateways: readonly string[];
  /** Port of the listener: the service's port, or the gateway server's. */
  readonly port: number;
  readonly protocol: RouteProtocol;
  readonly settings: MeshSettings;
  /** The only port of a destination service as this proxy knows it; `null` when it has several or is unknown. */
  readonly onlyPort: (hostname: string) => number | null;
};

/** A reference to a gateway as a VirtualService in `namespace` writes it. Source: istio/istio `pilot/pkg/model/virtualservice.go`. */
export function gatewayName(reference: string, namespace: string): string {
  if (reference === "mesh") return reference;
  if (reference.includes("/")) {
    return reference.startsWith("./") ? `${namespace}/${reference.slice(2)}` : reference;
  }
  const [name = reference, home] = reference.split(".", 2);
  return reference.includes(".") ? `${home}/${name}` : `${namespace}/${reference}`;
}
