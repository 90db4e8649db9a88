import { bareKind } from "../../../model/kinds";
import type { ConfigResource } from "../../../model/resource";
import {
  meshClaims,
  virtualServiceGateways,
  virtualServiceHosts,
} from "../../../routing/rules/claims";
import { texts } from "../../../routing/spec/read-spec";
import { exportToOf, isVisible } from "../../../routing/spec/visibility";
import type { Analyzer } from "../../analyzer";
import { GRPC_ROUTE, HTTP_ROUTE, ownCode, VIRTUAL_SERVICE } from "../../codes";
import { routeHosts } from "../../reading/route-hosts";
import type { AnalysisContext } from "../../registry/context";
import { nearHosts } from "../../registry/near";
import { nameOf } from "../../registry/same-namespace";
import { finding } from "../../registry/spec-parts";

const BOTH = ownCode("HED117", "error");

/**
 * A VirtualService and Gateway API routes for one service: a sidecar follows one of them, which one depends on namespaces and age, and the
 * other has no effect there. Named is what callers in the service's own namespace follow.
 *
 * Source: istio/istio `pilot/pkg/model/sidecar.go` SelectVirtualServices, by the routing engine (`meshClaims`);
 * https://istio.io/latest/docs/tasks/traffic-management/request-routing/ (mixing both is not supported).
 */
export const routeBeside: Analyzer = {
  name: "route-beside",
  judges: [VIRTUAL_SERVICE],
  codes: [BOTH],
  reads: [VIRTUAL_SERVICE, HTTP_ROUTE, GRPC_ROUTE, "Service"],
  follow: (changed, context) =>
    changed.kind === VIRTUAL_SERVICE
      ? nearHosts(changed, context)
      : routeHosts(changed, context).flatMap((h) =>
          context.claims.overlapping(changed.meta.cluster, h),
        ),
  judge(vs, context) {
    if (!hasRoutes(context) || !virtualServiceGateways(vs).includes("mesh")) return [];
    const written = texts(vs.spec, "hosts");
    return virtualServiceHosts(vs, context.settings).flatMap((host, i) => {
      const routes = host.startsWith("*") ? [] : rivalsOf(vs, host, context);
      if (routes.length === 0) return [];
      const facts = {
        host: written[i] ?? host,
        routes: routes.map(textOf).toSorted(),
        followed: followedBy(vs, host, context),
      };
      return [finding(BOTH, vs, ["spec", "hosts", i], facts)];
    });
  },
};

const hasRoutes = ({ index }: AnalysisContext): boolean =>
  index.all(HTTP_ROUTE).length + index.all(GRPC_ROUTE).length > 0;

const textOf = (object: ConfigResource): string => `${bareKind(object.kind)} ${nameOf(object)}`;

/** Routes that a client sees which sees the VirtualService: those beside the service, or in a namespace of its own. */
function rivalsOf(
  vs: ConfigResource,
  host: string,
  { serviceRoutes, settings }: AnalysisContext,
): readonly ConfigResource[] {
  const exportTo = exportToOf(vs, settings.defaultVirtualServiceExportTo);
  const home = host.split(".")[1] ?? "";
  return serviceRoutes
    .overlapping(vs.meta.cluster, host)
    .filter(
      ({ meta }) =>
        meta.namespace === home || isVisible(exportTo, vs.meta.namespace, meta.namespace),
    );
}

/** What callers in the service's namespace follow; empty where they see neither. */
function followedBy(
  vs: ConfigResource,
  host: string,
  { index, settings }: AnalysisContext,
): string {
  const home = host.split(".")[1] ?? "";
  const [first] = meshClaims(index, vs.meta.cluster, home, settings).covering(host);
  return first === undefined ? "" : textOf(first.resources[0]);
}
