import type { ConfigResource } from "../../model/resource";
import { serviceParents } from "../../routing/gateway-api/service-parents";
import { serviceHostname } from "../../routing/spec/host-names";
import type { AnalysisContext } from "../registry/context";

/** Full names, in lower case, of the Services that a route has as parents. */
export const routeHosts = (
  route: ConfigResource,
  { settings }: AnalysisContext,
): readonly string[] =>
  serviceParents(route).map((p) => serviceHostname(p.name, p.namespace, settings).toLowerCase());
