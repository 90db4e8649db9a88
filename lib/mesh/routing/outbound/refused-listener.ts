import { clashingChain } from "../match/chain-clash";
import type { Uncertainty } from "../spec/uncertainty";
import type { Chain } from "./connection-rules";
import { networkOf } from "./ranges";

/**
 * What is not certain about a sidecar's listener with these chains: whether its proxy takes it. istiod leaves out those alone that ask for
 * the very same, names letter by letter.
 *
 * Source: istio/istio `pilot/pkg/networking/core/listener.go` isConflict; seen at istiod 1.30.3.
 *
 * @returns the first chain for which it is refused; empty for a listener that Envoy takes
 */
export function refusedListener(chains: readonly Chain[]): readonly Uncertainty[] {
  if (chains.length < 2) return [];
  const known = new Set<string>();
  const sent = chains.filter((chain) => {
    const key = keyOf(chain);
    const isNew = !known.has(key);
    known.add(key);
    return isNew;
  });
  const clash = clashingChain(sent, (c) => ({ names: c.sniHosts, ranges: c.subnets }));
  return clash ? [{ code: "refused-listener", ref: clash.route.by, path: clash.route.path }] : [];
}

const keyOf = ({ sniHosts, subnets }: Chain): string =>
  `${sniHosts.toSorted().join()} ${subnets.map(networkOf).toSorted().join()}`;
