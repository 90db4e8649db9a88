import { child, flag, type Spec } from "../spec/read-spec";
import type { DestinationPolicy } from "../subsets";
import { hostLayer, type PolicyPart, partOf, portLayer, subsetLayer } from "./traffic-policy";

/** How a rule reaches a destination, as far as it decides what is hashed. */
export type Reaching = {
  /** The destination's port; the service's. */
  readonly port: number;
  readonly subset: string | null;
  /** Whether the rule writes that port, or is the service's own route. Entries for ports are not looked at otherwise. */
  readonly portWritten: boolean;
  readonly http: boolean;
};

/**
 * The `consistentHash` that says what of a request is hashed. It is looked for apart from the load balancer that uses it, and by other
 * rules: entries for ports count for HTTP alone, and only where the route names the port; of a connection nothing but the source
 * address is hashed. `null`: nothing is, and a ring then chooses at random.
 *
 * Sources: istio/istio `pilot/pkg/networking/core/route/route.go` getHashForHTTPDestination, hashForVirtualService,
 * `pilot/pkg/networking/core/networkfilter.go` maybeSetHashPolicy; executed against istiod 1.30.3.
 */
export function hashPolicyFor(policy: DestinationPolicy, reaching: Reaching): PolicyPart | null {
  return reaching.http ? ofRequest(policy, reaching) : ofConnection(policy, reaching);
}

function ofRequest(
  policy: DestinationPolicy,
  { port, subset, portWritten }: Reaching,
): PolicyPart | null {
  const host = hostLayer(policy);
  const chosen = policy.subsets.find((s) => s.name === subset);
  const own = chosen ? subsetLayer(chosen) : null;
  const entry = (layer: PolicyPart | null) =>
    layer && portWritten ? portLayer(layer, port) : null;
  const layers = [entry(own), own, entry(host), host];
  for (const layer of layers) {
    const found = layer && hashIn(layer);
    if (found) return found;
  }
  return null;
}

function ofConnection(
  policy: DestinationPolicy,
  { subset }: Pick<Reaching, "subset">,
): PolicyPart | null {
  const chosen = policy.subsets.find((s) => s.name === subset);
  const own = chosen ? subsetLayer(chosen) : null;
  const layer = own && partOf(own, "loadBalancer") ? own : hostLayer(policy);
  const found = layer && hashIn(layer);
  return found && flag(found.spec, "useSourceIp") ? found : null;
}

function hashIn(layer: PolicyPart): PolicyPart | null {
  const balancer = partOf(layer, "loadBalancer");
  const spec: Spec | null = balancer && child(balancer.spec, "consistentHash");
  return balancer && spec && { by: balancer.by, path: `${balancer.path}.consistentHash`, spec };
}
