/**
 * Istio's value match: `*` for anything but nothing, `*suffix`, `prefix*`, else exact; the first star decides.
 * Source: istio/istio `pilot/pkg/security/authz/matcher/string.go` StringMatcherWithPrefix.
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

/** Whether a text is made of the pattern's parts, in order, with anything in place of each star. */
export function matchesGlob(pattern: string, value: string): boolean {
  const [first = "", ...rest] = pattern.split("*");
  const last = rest.pop();
  if (last === undefined) return pattern === value;
  if (!value.startsWith(first) || value.length < first.length + last.length) return false;
  if (!value.endsWith(last)) return false;
  let at = first.length;
  for (const part of rest) {
    const found = value.indexOf(part, at);
    if (found < 0) return false;
    at = found + part.length;
  }
  return at <= value.length - last.length;
}
