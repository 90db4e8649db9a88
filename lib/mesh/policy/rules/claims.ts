import { matchesText } from "./values";

/** The claims of a verified token. */
export type Claims = Readonly<Record<string, unknown>>;

/**
 * Whether a claim has a value: a text that a pattern takes, or a list with such a text. `path` leads through nested objects.
 * Source: istio/istio `pilot/pkg/security/authz/model/util.go` MetadataListMatcher; Envoy `envoy/type/matcher/v3/value.proto`.
 */
export function claimMatches(claims: Claims, path: readonly string[], pattern: string): boolean {
  let value: unknown = claims;
  for (const step of path) value = isObject(value) ? value[step] : undefined;
  const takes = (v: unknown) => typeof v === "string" && matchesText(pattern, v);
  return Array.isArray(value) ? value.some(takes) : takes(value);
}

const isObject = (value: unknown): value is Claims =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** `[a][b]` of `request.auth.claims[a][b]`; `null` when it is none. */
export function claimPath(key: string): readonly string[] | null {
  if (!/^(\[[^\]]+\])+$/.test(key)) return null;
  return key.slice(1, -1).split("][");
}

type Matches = (value: string) => boolean;

const present: Matches = (value) => value !== "";

/**
 * Whether a token is of a request principal of a rule, `issuer/subject`: the last slash parts them. A star at the beginning opens the
 * issuer, one at the end the subject; without a slash the other part may be anything.
 *
 * Source: istio/istio `pilot/pkg/security/authz/model/generator.go` requestPrincipalGenerator; each form executed against istiod 1.30.3.
 */
export function isRequestPrincipal(claims: Claims, pattern: string): boolean {
  const { iss, sub } = partsOf(pattern);
  const fits = (value: unknown, matches: Matches) => typeof value === "string" && matches(value);
  return fits(claims["iss"], iss) && fits(claims["sub"], sub);
}

function partsOf(pattern: string): { readonly iss: Matches; readonly sub: Matches } {
  const at = pattern.lastIndexOf("/");
  if (pattern === "*") return { iss: present, sub: present };
  const [issuer, subject] = at < 0 ? [pattern, ""] : [pattern.slice(0, at), pattern.slice(at + 1)];
  const exact = (text: string) => (value: string) => value === text;
  if (pattern.startsWith("*")) {
    if (at < 0) return { iss: present, sub: (v) => v.endsWith(pattern.slice(1)) };
    return { iss: (v) => matchesText(issuer, v), sub: exact(subject) };
  }
  if (pattern.endsWith("*")) {
    if (at < 0) return { iss: (v) => matchesText(issuer, v), sub: present };
    return { iss: exact(issuer), sub: (v) => matchesText(subject, v) };
  }
  return { iss: exact(issuer), sub: exact(subject) };
}
