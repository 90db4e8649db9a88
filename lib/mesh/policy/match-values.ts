import { fullMatcher } from "../routing/match/re2";

/** `null`: the comparison is not evaluated. */
export type Comparison = boolean | null;

/**
 * Istio's value match: `*` for anything present, `*suffix`, `prefix*`, else exact.
 * Source: istio/istio `pilot/pkg/security/authz/matcher/string.go`.
 */
export function matchesText(pattern: string, value: string): boolean {
  if (pattern === "*") return value !== "";
  if (pattern.startsWith("*")) return value.endsWith(pattern.slice(1));
  if (pattern.endsWith("*")) return value.startsWith(pattern.slice(0, -1));
  return pattern === value;
}

/** Hosts compare without case; a port in the request's host counts, so `a.b` does not match `a.b:80`. Executed against istiod 1.30.3. */
export const matchesHost = (pattern: string, host: string): boolean =>
  matchesText(pattern.toLowerCase(), host.toLowerCase());

/** Paths compare without the query. `{*}` stands for one path element and `{**}` for the rest. */
export function matchesPath(pattern: string, path: string): Comparison {
  const plain = path.split("?", 1)[0] ?? path;
  if (!pattern.includes("{*}") && !pattern.includes("{**}")) return matchesText(pattern, plain);
  const escaped = pattern.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&");
  const regex = escaped.replaceAll("\\{\\*\\*\\}", ".*").replaceAll("\\{\\*\\}", "[^/]+");
  return fullMatcher(regex)?.(plain) ?? null;
}

/** Whether an address lies in a block (`10.0.0.0/8`) or is it. Only IPv4 is evaluated. */
export function inBlock(block: string, address: string): Comparison {
  const [base = "", bits = "32"] = block.split("/");
  const [a, b] = [ipv4(base), ipv4(address)];
  const length = Number(bits);
  if (a === null || b === null || !Number.isInteger(length) || length < 0 || length > 32) {
    return block === address ? true : null;
  }
  const size = 2 ** (32 - length);
  return Math.floor(a / size) === Math.floor(b / size);
}

function ipv4(text: string): number | null {
  const parts = text.split(".").map(Number);
  const valid = parts.length === 4 && parts.every((p) => Number.isInteger(p) && p >= 0 && p < 256);
  return valid ? parts.reduce((sum, p) => sum * 256 + p, 0) : null;
}
