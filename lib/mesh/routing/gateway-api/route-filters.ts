import {
  type HeaderOperations,
  noHeaderOperations,
  type PathChange,
  type RouteRedirect,
  type RouteRetries,
  type RouteRewrite,
} from "../route";
import { headerOperations } from "../rules/read-action";
import {
  child,
  children,
  durationMs,
  emptySpec,
  numeral,
  type Spec,
  text,
} from "../spec/read-spec";

/** The filters of a Gateway API rule or backend of one type; each with its place. */
export function filtersOf(spec: Spec, type: string, path: string) {
  return children(spec, "filters").flatMap((filter, i) =>
    text(filter, "type") === type ? [{ filter, path: `${path}.filters[${i}]` }] : [],
  );
}

/**
 * Where a RequestRedirect sends the client; `null` without one. Without a port the listener's stays, and the scheme's usual one where
 * only a scheme is given. A prefix is replaced as text. Source: istio/istio `pilot/pkg/config/kube/gateway/conversion.go`
 * createRedirectFilter; `pilot/pkg/networking/core/route/route.go` ApplyRedirect.
 */
export function readRedirect(rule: Spec): RouteRedirect | null {
  const found = filtersOf(rule, "RequestRedirect", "").at(-1);
  if (found === undefined) return null;
  const spec = child(found.filter, "requestRedirect") ?? emptySpec;
  const scheme = text(spec, "scheme");
  return {
    type: "redirect",
    status: numeral(spec, "statusCode") ?? 302,
    scheme,
    authority: text(spec, "hostname"),
    path: redirectPath(child(spec, "path")),
    port: numeral(spec, "port") ?? (scheme === null ? "request" : "scheme"),
  };
}

function redirectPath(path: Spec | null): PathChange | null {
  if (path === null) return null;
  const full = text(path, "replaceFullPath");
  const prefix = text(path, "replacePrefixMatch");
  if (text(path, "type") === "ReplaceFullPath") {
    return full === null ? null : { type: "full", value: full };
  }
  return prefix === null ? null : { type: "matched", value: prefix };
}

/**
 * What a URLRewrite does; `null` without one. A prefix loses its trailing slash and is replaced as text, and `/` takes it away with
 * the slash behind it. Source: `conversion.go` createRewriteFilter; `route.go` applyHTTPRouteDestination.
 *
 * @param byHeaders the authority that header operations set
 */
export function readRewrite(rule: Spec, byHeaders: string | null): RouteRewrite | null {
  const found = filtersOf(rule, "URLRewrite", "").at(-1);
  const spec = (found && child(found.filter, "urlRewrite")) ?? emptySpec;
  const path = rewritePath(child(spec, "path"));
  const authority = text(spec, "hostname") ?? byHeaders;
  return path === null && authority === null ? null : { path, authority };
}

function rewritePath(path: Spec | null): PathChange | null {
  if (path === null) return null;
  if (text(path, "type") === "ReplaceFullPath") {
    return { type: "full", value: text(path, "replaceFullPath") ?? "" };
  }
  const value = (text(path, "replacePrefixMatch") ?? "").replace(/\/$/, "");
  return value === "" ? { type: "prefix-segments", value: "/" } : { type: "matched", value };
}

/**
 * Changes of request headers by the last RequestHeaderModifier; of a name given twice the first counts, and `host` is the authority.
 * Source: `conversion.go` createHeadersFilter, headerListToMap.
 */
export function readHeaderOperations(spec: Spec): HeaderOperations {
  const found = filtersOf(spec, "RequestHeaderModifier", "").at(-1);
  if (found === undefined) return noHeaderOperations;
  const { remove, ...modifier } = child(found.filter, "requestHeaderModifier") ?? emptySpec;
  const request = {
    set: headerValues(modifier, "set"),
    add: headerValues(modifier, "add"),
    remove,
  };
  return headerOperations({ headers: { request } });
}

function headerValues(modifier: Spec, key: string): Readonly<Record<string, string>> {
  const entries = children(modifier, key).map(
    (h) => [(text(h, "name") ?? "").toLowerCase(), text(h, "value") ?? ""] as const,
  );
  return Object.fromEntries(entries.toReversed());
}

/** What a `retry` stanza always retries on. Source: `conversion.go` convertHTTPRoute. */
const RETRY_ON = ["connect-failure", "refused-stream", "unavailable", "cancelled"];

/**
 * Timeout and retries of a rule in force. A backend's own timeout is the one of each try where the rule has `retry`, else it replaces
 * the request's. `fallback` are the mesh's retries. Source: `conversion.go` convertHTTPRoute.
 */
export function readPatience(
  rule: Spec,
  fallback: RouteRetries | null,
): { readonly timeoutMs: number | null; readonly retries: RouteRetries | null } {
  const timeouts = child(rule, "timeouts") ?? emptySpec;
  const request = durationMs(timeouts, "request") || null;
  const backend = durationMs(timeouts, "backendRequest") || null;
  const retry = child(rule, "retry");
  if (retry === null) return { timeoutMs: backend ?? request, retries: fallback };
  const attempts = numeral(retry, "attempts") ?? 2;
  if (attempts === 0) return { timeoutMs: request, retries: null };
  const listed = retry["codes"];
  const codes = Array.isArray(listed) ? listed.filter((c) => typeof c === "number") : [];
  const byStatus = codes.length > 0 ? ["retriable-status-codes", ...codes] : [];
  return {
    timeoutMs: request,
    retries: { attempts, on: [...RETRY_ON, ...byStatus].join(), perTryMs: backend },
  };
}
