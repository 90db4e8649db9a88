import type { Uncertainty } from "../spec/uncertainty";
import type { Chain } from "./connection-rules";
import { networkOf } from "./ranges";

/**
 * What is not certain about a listener with these chains: two of them ask for the same, as Envoy reads it (server names without case,
 * each name and range of addresses by itself). istiod leaves out those alone that ask for the very same, names letter by letter. Envoy
 * refuses such a listener whole, so that its port keeps what the proxy had there before.
 *
 * Source: Envoy `source/common/listener_manager/filter_chain_manager_impl.cc` addFilterChains; istio/istio
 * `pilot/pkg/networking/core/listener.go` isConflict. Seen at Envoy 1.38.3 and istiod 1.30.3.
 *
 * @returns the first chain that asks for what another one has; empty for a listener that Envoy takes
 */
export function refusedListener(chains: readonly Chain[]): readonly Uncertainty[] {
  if (chains.length < 2) return [];
  const whole = new Set<string>();
  const asked = new Set<string>();
  for (const chain of chains) {
    const { sniHosts, subnets, route } = chain;
    const same = `${sniHosts.toSorted().join()} ${subnets.map(networkOf).toSorted().join()}`;
    if (whole.has(same)) continue;
    whole.add(same);
    const keys = asksFor(chain);
    if (keys.some((key) => asked.has(key))) {
      return [{ code: "refused-listener", ref: route.by, path: route.path }];
    }
    for (const key of keys) asked.add(key);
  }
  return [];
}

/** Each name in each range; a blank one asks for none. */
function asksFor({ sniHosts, subnets }: Chain): readonly string[] {
  const names = sniHosts.length === 0 ? [""] : [...new Set(sniHosts.map((s) => s.toLowerCase()))];
  const ranges = subnets.length === 0 ? [""] : [...new Set(subnets.map(networkOf))];
  return names.flatMap((name) => ranges.map((range) => `${name} ${range}`));
}
