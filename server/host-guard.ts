import "server-only";
import { isIP } from "node:net";

export type HostRules = {
  /** The address that is listened on. */
  readonly host: string;
  /** Names that were allowed beside; `*` allows all. */
  readonly allowedHosts?: readonly string[] | undefined;
};

const isLoopback = (name: string): boolean =>
  name === "localhost" || name === "::1" || (isIP(name) === 4 && name.startsWith("127."));

/** The name in a `Host` header, lower case, without port, brackets and the final dot; `null` where there is none. */
function nameIn(header: string | null): string | null {
  const [, bracketed, plain] = /^(?:\[([^\]]+)\]|([^:]+))(?::\d+)?$/.exec(header ?? "") ?? [];
  return (bracketed ?? plain)?.toLowerCase().replace(/\.$/, "") ?? null;
}

/**
 * Whether a request that names this host may be answered.
 *
 * A page of anybody can have its own name resolve to this address, and then its browser takes our answers for its own (DNS
 * rebinding): nothing but the name in `Host` tells. On loopback only names of this machine are ours. On another address a literal
 * address is too, since no resolver stands behind it; a name has to be allowed.
 */
export function isOwnHost(header: string | null, { allowedHosts = [], host }: HostRules): boolean {
  const name = nameIn(header);
  if (allowedHosts.includes("*")) return true;
  if (name === null) return false;
  const own = host.toLowerCase();
  if (isLoopback(name) || name === own || allowedHosts.some((h) => h.toLowerCase() === name)) {
    return true;
  }
  return !isLoopback(own) && isIP(name) !== 0;
}
