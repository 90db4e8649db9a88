import type { LockMark } from "@/components/ui/glyphs/lock-glyph";
import type { Figures } from "@/lib/mesh/graph/mesh-graph";
import { securityText } from "@/lib/messages/topology/security";

/** How much of the traffic is mutual TLS, by requests and connections; `unknown` where nothing is known of any. */
export function lockOf({ mutualTlsShare, security }: Figures): LockMark {
  if (mutualTlsShare === null || security === null) return "unknown";
  if (security.plaintext <= 0) return "closed";
  return security.mutualTls > 0 ? "half" : "open";
}

/** What the security of figures counts: requests, opened connections, or both where several protocols meet. */
export const countedIn = ({
  requestsPerSecond,
  tcp,
}: Pick<Figures, "requestsPerSecond" | "tcp">): "requests" | "connections" | "both" => {
  if (tcp === null) return "requests";
  return requestsPerSecond > 0 ? "both" : "connections";
};

const WORDS = { closed: "full", half: "part", open: "none", unknown: "unknown" } as const;

export const lockWord = (lock: LockMark): string => securityText.share[WORDS[lock]];
