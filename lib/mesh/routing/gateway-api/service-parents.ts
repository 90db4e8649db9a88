import type { MeshIndex } from "../../model/mesh-index";
import type { ConfigResource } from "../../model/resource";
import { children, numeral, type Spec, text } from "../spec/read-spec";

/** A parent of a Gateway API route that is a Service or, by `kind`, a ServiceEntry. */
export type ServiceParent = {
  readonly kind: "Service" | "ServiceEntry";
  readonly namespace: string;
  readonly name: string;
  /** `null`: every port. */
  readonly port: number | null;
};

/** Services that a route names as parents. Source: Gateway API GEP-1324 (service mesh). */
export const serviceParents = (route: ConfigResource): readonly ServiceParent[] =>
  meshParents(route).filter((p) => p.kind === "Service");

/** Services and ServiceEntries that a route names as parents. */
export function meshParents(route: ConfigResource): readonly ServiceParent[] {
  return children(route.spec, "parentRefs").flatMap((parent) => {
    const kind = meshKind(parent);
    if (kind === null) return [];
    const namespace = text(parent, "namespace") ?? route.meta.namespace;
    return { kind, namespace, name: text(parent, "name") ?? "", port: numeral(parent, "port") };
  });
}

function meshKind(parent: Spec): ServiceParent["kind"] | null {
  const kind = text(parent, "kind");
  const group = parent["group"];
  if (kind === "Service") {
    // Left out, the group is that of Gateway API, which has no Service.
    return group === "" || group === "core" ? kind : null;
  }
  return kind === "ServiceEntry" && group === "networking.istio.io" ? kind : null;
}

/** HTTPRoutes and GRPCRoutes of a cluster. */
export const gatewayApiRoutes = (index: MeshIndex, cluster: string): readonly ConfigResource[] =>
  [
    ...index.all("HTTPRoute.gateway.networking.k8s.io"),
    ...index.all("GRPCRoute.gateway.networking.k8s.io"),
  ].filter((r) => r.meta.cluster === cluster);
