import type { MeshIndex } from "../../model/mesh-index";
import { type ConfigResource, refOf } from "../../model/resource";
import { noHeaderOperations, type Route, type RouteDestination } from "../route";
import type { RuleCaller } from "../rules/caller";
import { children, numeral, type Spec, text } from "../spec/read-spec";
import { readBackend } from "./backends";
import { blankMatch } from "./route-matches";
import type { Grants } from "./route-rules";

/**
 * The rules of a TLSRoute or a TCPRoute; none where istiod refuses a backend. A backend that does not resolve, or no backend with a
 * weight, ends the connection: there is no status to answer with.
 *
 * Source: istio/istio `pilot/pkg/config/kube/gateway/conversion.go` convertTLSRoute, convertTCPRoute, buildTCPDestination.
 *
 * @param options `sniHosts`: names that TLS clients ask for
 */
export function streamRules(
  index: MeshIndex,
  route: ConfigResource,
  caller: RuleCaller,
  options: Grants & { readonly sniHosts: readonly string[] },
): readonly Route[] {
  const tls = caller.protocol === "tls";
  const { sniHosts } = options;
  const routes: Route[] = [];
  for (const [i, rule] of children(route.spec, "rules").entries()) {
    const path = `rules[${i}]`;
    const destinations = readDestinations(index, route, { rule, path }, caller, options);
    if (destinations === null) return [];
    routes.push({
      by: refOf(route),
      path,
      protocol: caller.protocol,
      name: text(rule, "name"),
      matches: tls ? [{ ...blankMatch(path), sniHosts }] : [],
      action: { type: "forward", destinations },
      timeoutMs: null,
      retries: null,
      fault: null,
      mirrors: [],
      rewrite: null,
      headers: noHeaderOperations,
      uncertain: [],
    });
  }
  return routes;
}

function readDestinations(
  index: MeshIndex,
  route: ConfigResource,
  { rule, path }: { readonly rule: Spec; readonly path: string },
  caller: RuleCaller,
  { grants }: Grants,
): readonly RouteDestination[] | null {
  const refs = children(rule, "backendRefs");
  const weights = refs.map((r) => Math.max(0, numeral(r, "weight") ?? 1));
  const sum = weights.reduce((a, b) => a + b, 0);
  const destinations: RouteDestination[] = [];
  for (const [i, ref] of refs.entries()) {
    const at = `${path}.backendRefs[${i}]`;
    const weight = weights[i] ?? 0;
    if (weight === 0) continue;
    const backend = readBackend(index, route, ref, caller, { grants, path: at });
    if (backend.type === "refused") return null;
    const { host, hostname, subset, port } = backend;
    destinations.push({
      host,
      hostname,
      subset,
      port,
      weight: numeral(ref, "weight"),
      share: weight / sum,
      path: at,
      fails: backend.type === "found" ? null : 503,
      headers: noHeaderOperations,
    });
  }
  return destinations;
}
