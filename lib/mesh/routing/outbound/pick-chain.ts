import type { Chain } from "./connection-rules";
import { rangeLength } from "./ranges";

/** What a listener knows of a connection before it reads a request. */
type Connection = { readonly sni: string | null };

/**
 * The chain of a listener that takes a connection: `http` where its routes do, `null` where none does.
 *
 * Envoy asks for one thing after the other and never goes back: the destination address, the server name, then whether the bytes look
 * like HTTP. A chain that asks for nothing takes what no other does.
 *
 * Source: Envoy `envoy/config/listener/v3/listener_components.proto` FilterChainMatch; istio/istio `listener.go` buildListenerFromEntry.
 */
export function pickChain(
  chains: readonly Chain[],
  http: boolean,
  { sni }: Connection,
  address: string | null,
): Chain | "http" | null {
  const { open, byAddress, here } = atAddress(chains, address);
  const named = sni === null ? null : longest(here, (c) => bestName(c.sniHosts, sni));
  const [chosen] = named ?? here.filter((c) => c.sniHosts.length === 0);
  if (chosen) return chosen;
  const looksLikeHttp = http && sni === null && byAddress === null;
  return looksLikeHttp ? "http" : open;
}

/** The chains that may take a connection of which the address alone is known: those for a server name, then the one for every other. */
export function chainsAt(chains: readonly Chain[], address: string | null): readonly Chain[] {
  const { open, here } = atAddress(chains, address);
  const rest = here.find((c) => c.sniHosts.length === 0) ?? open;
  return [...here.filter((c) => c.sniHosts.length > 0), ...(rest ? [rest] : [])];
}

function atAddress(chains: readonly Chain[], address: string | null) {
  const open = chains.find((c) => c.sniHosts.length === 0 && c.subnets.length === 0) ?? null;
  const asking = chains.filter((c) => c.sniHosts.length > 0 || c.subnets.length > 0);
  const byAddress = longest(asking, (c) =>
    Math.max(0, ...c.subnets.map((s) => covers(s, address))),
  );
  return { open, byAddress, here: byAddress ?? asking.filter((c) => c.subnets.length === 0) };
}

/** The chains of the highest rank; `null` when none has one. */
function longest(
  chains: readonly Chain[],
  rank: (chain: Chain) => number,
): readonly Chain[] | null {
  const best = Math.max(0, ...chains.map(rank));
  return best === 0 ? null : chains.filter((c) => rank(c) === best);
}

const covers = (range: string, address: string | null): number =>
  address === null ? 0 : rangeLength(range, address);

function bestName(hosts: readonly string[], sni: string): number {
  const name = sni.toLowerCase();
  const ranks = hosts.map((h) => {
    const host = h.toLowerCase();
    if (host === name) return Number.POSITIVE_INFINITY;
    return host.startsWith("*") && name.endsWith(host.slice(1)) ? host.length : 0;
  });
  return Math.max(0, ...ranks);
}
