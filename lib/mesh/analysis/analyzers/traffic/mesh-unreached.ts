import { type ConfigResource, refKey, refOf } from "../../../model/resource";
import { virtualServiceGateways, virtualServiceHosts } from "../../../routing/rules/claims";
import { children, texts } from "../../../routing/spec/read-spec";
import type { Analyzer } from "../../analyzer";
import { GRPC_ROUTE, HTTP_ROUTE, ownCode, VIRTUAL_SERVICE } from "../../codes";
import { routeHosts } from "../../reading/route-hosts";
import type { AnalysisContext } from "../../registry/context";
import { serviceNamed } from "../../registry/istioctl-hosts";
import { nearHosts } from "../../registry/near";
import { destinationsIn, finding, valueIn } from "../../registry/spec-parts";

const NOT_IN_MESH = ownCode("HED116", "warning");

/**
 * VirtualServices for a service of the mesh that only gateways follow: requests inside the mesh are neither split nor routed, and no other
 * object says how.
 *
 * Source: https://istio.io/latest/docs/reference/config/networking/virtual-service/ (`gateways`: naming any leaves `mesh` out). What of
 * a gateway's requests an object of the mesh splits is IST0140.
 */
export const meshUnreached: Analyzer = {
  name: "mesh-unreached",
  judges: [VIRTUAL_SERVICE],
  codes: [NOT_IN_MESH],
  reads: [VIRTUAL_SERVICE, HTTP_ROUTE, GRPC_ROUTE, "Service"],
  needs: ["Service"],
  follow: (changed, context) =>
    changed.kind === VIRTUAL_SERVICE
      ? nearHosts(changed, context)
      : routeHosts(changed, context).flatMap((h) =>
          context.claims.overlapping(changed.meta.cluster, h),
        ),
  judge(vs, context) {
    const gateways = virtualServiceGateways(vs);
    if (gateways.includes("mesh") || children(vs.spec, "http").length === 0) return [];
    const written = texts(vs.spec, "hosts");
    return virtualServiceHosts(vs, context.settings).flatMap((host, i) => {
      if (!isUnserved(vs, host, context)) return [];
      const list = valueIn(vs, ["spec", "gateways"]);
      const at = Array.isArray(list) ? list.length : 0;
      const change = { op: "insert", path: ["spec", "gateways", at], to: "mesh" } as const;
      const fix = { ref: refOf(vs), changes: [change] };
      const subsets = new Set(destinationsIn(vs).flatMap((d) => d.subset ?? []));
      const facts = { host: written[i] ?? host, gateways, subsets: [...subsets] };
      return [finding(NOT_IN_MESH, vs, ["spec", "gateways"], facts, { fix })];
    });
  },
};

/** Whether the host is a service's, and nothing says how sidecars route to it. */
function isUnserved(vs: ConfigResource, host: string, context: AnalysisContext): boolean {
  const { cluster } = vs.meta;
  if (serviceNamed(context, cluster, host) === null) return false;
  const others = context.claims
    .overlapping(cluster, host)
    .filter((other) => refKey(refOf(other)) !== refKey(refOf(vs)));
  return (
    !others.some((other) => virtualServiceGateways(other).includes("mesh")) &&
    context.serviceRoutes.overlapping(cluster, host).length === 0
  );
}
