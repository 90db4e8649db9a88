import { fullMatcher } from "./match/re2";
import type {
  NamedMatch,
  Route,
  RouteChoice,
  RouteDestination,
  RouteMatch,
  RouteRequest,
  StringMatch,
} from "./route";
import { coversHost } from "./spec/host-names";
import type { UncertainCode, Uncertainty } from "./spec/uncertainty";

/**
 * The first rule that takes a request, in order. Regular expressions follow RE2 and run in linear time.
 *
 * What cannot be told (a pattern outside the covered syntax, a header that the request does not tell, a token's claim) makes the
 * answer `uncertain` when it decides; a match that fails for another reason stays a plain no.
 */
export function selectRoute(routes: readonly Route[], request: RouteRequest): RouteChoice {
  for (const route of routes) {
    const verdict = routeTakes(route, request);
    if (verdict.type === "no") continue;
    if (verdict.type === "unsure") return { type: "uncertain", because: verdict.because };
    if (route.action.type === "delegate") return { type: "uncertain", because: route.uncertain };
    return { type: "route", route, match: verdict.match };
  }
  return { type: "no-route" };
}

/** What becomes of one rule as a request goes down the list. */
export type LookedAt = {
  readonly route: Route;
  readonly verdict: "taken" | "no" | "unsure" | "not-reached";
  /** The match that held, of the taken rule; `null` for a rule without any, and where none did. */
  readonly match: RouteMatch | null;
  /** Of a rule that does not take the request: the parts of each of its matches that do not hold, as paths in the rule's object. */
  readonly failed: readonly string[];
};

/** Every rule of a list in order, with why it does not take a request, until one does. Agrees with `selectRoute`. */
export function lookAt(routes: readonly Route[], request: RouteRequest): readonly LookedAt[] {
  let ended = false;
  return routes.map((route): LookedAt => {
    const base = { route, match: null, failed: [] };
    if (ended) return { ...base, verdict: "not-reached" };
    const verdict = routeTakes(route, request);
    if (verdict.type === "no")
      return { ...base, verdict: "no", failed: failedParts(route, request) };
    ended = true;
    if (verdict.type === "yes") return { ...base, verdict: "taken", match: verdict.match };
    return { ...base, verdict: "unsure", failed: verdict.because.map(({ path }) => path) };
  });
}

const failedParts = (route: Route, request: RouteRequest): readonly string[] =>
  route.matches.flatMap((match) =>
    partsOf(match, request, route.protocol)
      .filter(({ holds }) => holds === false)
      .map(({ field }) => `${match.path}.${field}`),
  );

/** Where a rule sends requests; empty for redirects and direct responses. Destinations without a share are left out. */
export function destinationsOf(route: Route): readonly RouteDestination[] {
  if (route.action.type !== "forward") return [];
  return route.action.destinations.filter((d) => d.share > 0);
}

type Verdict =
  | { readonly type: "yes"; readonly match: RouteMatch | null }
  | { readonly type: "no" }
  | { readonly type: "unsure"; readonly because: readonly Uncertainty[] };
/** Whether one part of a match holds, or why that cannot be told. */
type Part = boolean | UncertainCode;

function routeTakes(route: Route, request: RouteRequest): Verdict {
  if (route.matches.length === 0) return { type: "yes", match: null };
  const doubts: Uncertainty[] = [];
  for (const match of route.matches) {
    const parts = partsOf(match, request, route.protocol);
    if (parts.some(({ holds }) => holds === false)) continue;
    const unsure = parts.filter((p): p is Unsure => typeof p.holds === "string");
    // The rule takes the request through this match whatever a doubtful one before it would have said.
    if (unsure.length === 0) return { type: "yes", match };
    doubts.push(
      ...unsure.map((p) => ({ code: p.holds, ref: route.by, path: `${match.path}.${p.field}` })),
    );
  }
  return doubts.length > 0 ? { type: "unsure", because: doubts } : { type: "no" };
}

type Judged = { readonly field: string; readonly holds: Part };
type Unsure = { readonly field: string; readonly holds: UncertainCode };

function partsOf(match: RouteMatch, request: RouteRequest, protocol: string): readonly Judged[] {
  if (protocol !== "http") return connectionParts(match, request);
  const [path = "", query = ""] = split(request.path, "?");
  const params = queryOf(query);
  const headers = request.headers;
  return [
    { field: "uri", holds: uriHolds(match, path) },
    { field: "method", holds: textHolds(match.method, request.method) },
    { field: "authority", holds: textHolds(match.authority, request.authority) },
    { field: "scheme", holds: textHolds(match.scheme, request.scheme) },
    ...match.headers.map((m) => ({
      field: `headers.${m.name}`,
      holds: headerHolds(m, headers, request),
    })),
    ...match.withoutHeaders.map((m) => ({
      field: `withoutHeaders.${m.name}`,
      holds: withoutHolds(m, headers, request),
    })),
    ...match.queryParams.map((m) => ({
      field: `queryParams.${m.name}`,
      holds: params.has(m.name) && stringHolds(m.match, params.get(m.name) ?? ""),
    })),
  ];
}

function connectionParts(match: RouteMatch, request: RouteRequest): readonly Judged[] {
  const parts: Judged[] = [];
  if (match.destinationSubnets.length > 0) {
    parts.push({ field: "destinationSubnets", holds: "unknown-attribute" });
  }
  if (match.sniHosts.length > 0) {
    const { sni } = request;
    const holds =
      sni === undefined ? "unknown-attribute" : match.sniHosts.some((h) => coversHost(h, sni));
    parts.push({ field: "sniHosts", holds });
  }
  return parts;
}

function split(text: string, separator: string): readonly [string, string] {
  const at = text.indexOf(separator);
  return at < 0 ? [text, ""] : [text.slice(0, at), text.slice(at + 1)];
}

/** Parameters of a query; the first value of a repeated name counts, as in Envoy. */
function queryOf(query: string): ReadonlyMap<string, string> {
  const params = new Map<string, string>();
  for (const pair of query.split("#", 1)[0]?.split("&") ?? []) {
    const [name, value] = split(pair, "=");
    if (!params.has(name)) params.set(name, value);
  }
  return params;
}

/** `ignoreUriCase` acts on exact and prefix matches alone. */
function uriHolds(match: RouteMatch, path: string): Part {
  const { uri } = match;
  if (uri === null) return true;
  if (!match.ignoreUriCase || uri.type === "regex" || uri.type === "present") {
    return stringHolds(uri, path);
  }
  return stringHolds({ ...uri, value: uri.value.toLowerCase() }, path.toLowerCase());
}

function textHolds(match: StringMatch | null, value: string | undefined): Part {
  if (match === null) return true;
  return value === undefined ? "unknown-attribute" : stringHolds(match, value);
}

function headerHolds(m: NamedMatch, headers: RouteRequest["headers"], request: RouteRequest): Part {
  if (m.name.startsWith("@")) return claimHolds(m, request);
  const pseudo = pseudoHeader(m.name, request);
  if (pseudo !== null) return textHolds(m.match, pseudo.value);
  if (headers === undefined) return "unknown-attribute";
  const value = headers[m.name];
  return value !== undefined && stringHolds(m.match, value);
}

/** A header that is missing counts as empty, except where presence itself is asked for. */
function withoutHolds(
  m: NamedMatch,
  headers: RouteRequest["headers"],
  request: RouteRequest,
): Part {
  if (m.name.startsWith("@")) return negated(claimHolds(m, request));
  const present = headerHolds(m, headers, request);
  const missing = headers !== undefined && headers[m.name] === undefined;
  if (missing && m.match.type !== "present" && !m.name.startsWith(":") && !m.name.startsWith("@")) {
    return negated(stringHolds(m.match, ""));
  }
  return negated(present);
}

/**
 * A claim of the token, by its path: `@request.auth.claims.group.id` or `[group][id]`. Texts and lists of texts hold; no claim, no token
 * and other values do not.
 *
 * Source: istio/istio `pkg/jwt/routing.go` ToRoutingClaim, `pilot/pkg/security/authz/model/util.go` MetadataMatcherForJWTClaims.
 */
function claimHolds(m: NamedMatch, { claims }: RouteRequest): Part {
  if (claims === undefined) return "unknown-attribute";
  let value: unknown = claims;
  for (const step of claimPath(m.name)) {
    value = isRecord(value) ? value[step] : undefined;
  }
  const texts = (Array.isArray(value) ? value : [value]).filter((v) => typeof v === "string");
  const parts = texts.map((t) => stringHolds(m.match, t));
  return parts.includes(true) || (parts.find((p) => typeof p === "string") ?? false);
}

const CLAIMS = "@request.auth.claims";

function claimPath(name: string): readonly string[] {
  const rest = name.slice(CLAIMS.length);
  const bracketed = [...rest.matchAll(/\[([^\]]+)\]/g)].flatMap(([, step]) => step ?? []);
  return rest.startsWith("[") ? bracketed : rest.slice(1).split(".");
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const negated = (part: Part): Part => (typeof part === "boolean" ? !part : part);

function pseudoHeader(name: string, request: RouteRequest): { value: string | undefined } | null {
  if (name === ":method") return { value: request.method };
  if (name === ":authority") return { value: request.authority };
  if (name === ":scheme") return { value: request.scheme };
  return name === ":path" ? { value: request.path } : null;
}

/** Whether a text is as a match asks; `regex` where its pattern is none. */
export function stringHolds(match: StringMatch, value: string): Part {
  switch (match.type) {
    case "present":
      return true;
    case "exact":
      return value === match.value;
    case "prefix":
      return value.startsWith(match.value);
    case "prefix-segments":
      return match.value === "/" || value === match.value || value.startsWith(`${match.value}/`);
    case "regex": {
      const matcher = fullMatcher(match.value);
      return matcher === null ? "regex" : matcher(value);
    }
  }
}
