import { refOf } from "../../model/resource";
import { noHeaderOperations, type Route } from "../route";
import { child, emptySpec, numeral, text } from "../spec/read-spec";
import type { Scope } from "./scope";

/** The place in a Sidecar that names the proxy. */
export const EGRESS_PROXY = "outboundTrafficPolicy.egressProxy";

/**
 * The route for hosts that are not in the registry, where a Sidecar sends them to a proxy of the mesh instead of where they lead. The host
 * is taken as it is written, and must be one that the Sidecar imports: otherwise the proxy has no cluster for it.
 *
 * Source: istio/istio `pilot/pkg/networking/core/httproute.go` buildCatchAllVirtualHost, `networkfilter.go`
 * buildOutboundCatchAllNetworkFiltersOnly; executed against istiod 1.30.3.
 */
export function egressProxyOf({ sidecar }: Scope, http: boolean): Route | null {
  const policy = sidecar && child(sidecar.spec, "outboundTrafficPolicy");
  const proxy = policy && child(policy, "egressProxy");
  const host = proxy && text(proxy, "host");
  if (!sidecar || !proxy || !host) return null;
  const destination = {
    host,
    hostname: host,
    subset: text(proxy, "subset"),
    port: numeral(child(proxy, "port") ?? emptySpec, "number"),
    weight: null,
    share: 1,
    path: EGRESS_PROXY,
    fails: null,
    headers: noHeaderOperations,
  };
  return {
    by: refOf(sidecar),
    path: "",
    protocol: http ? "http" : "tcp",
    name: null,
    matches: [],
    action: { type: "forward", destinations: [destination] },
    timeoutMs: null,
    retries: null,
    fault: null,
    mirrors: [],
    rewrite: null,
    headers: noHeaderOperations,
    uncertain: [],
  };
}
