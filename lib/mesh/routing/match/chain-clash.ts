import { networkOf } from "../outbound/ranges";

/** What a filter chain asks of a connection; what is empty asks for nothing. */
type Asked = {
  readonly names: readonly string[];
  readonly ranges: readonly string[];
};

/**
 * The first chain that asks for what one before it does, as Envoy reads them: server names without case, each name in each range of
 * addresses. Envoy refuses a listener with such a pair whole, so that its port keeps what the proxy had there before.
 *
 * Source: Envoy `source/common/listener_manager/filter_chain_manager_impl.cc` addFilterChains; seen at Envoy 1.38.3 ("multiple filter
 * chains with overlapping matching rules are defined").
 */
export function clashingChain<T>(chains: readonly T[], askedBy: (chain: T) => Asked): T | null {
  if (chains.length < 2) return null;
  const taken = new Set<string>();
  for (const chain of chains) {
    const keys = keysOf(askedBy(chain));
    if (keys.some((key) => taken.has(key))) return chain;
    for (const key of keys) taken.add(key);
  }
  return null;
}

function keysOf({ names, ranges }: Asked): readonly string[] {
  const lower = names.length === 0 ? [""] : [...new Set(names.map((n) => n.toLowerCase()))];
  const networks = ranges.length === 0 ? [""] : [...new Set(ranges.map(networkOf))];
  return lower.flatMap((name) => networks.map((network) => `${name} ${network}`));
}
