import type {
  HeaderOperations,
  PathChange,
  RouteAction,
  RouteRedirect,
  RouteRewrite,
} from "../route";
import type { MeshSettings } from "../spec/mesh-settings";
import { child, numeral, type Spec, text, textMap, texts } from "../spec/read-spec";
import { isSince } from "../spec/versions";

/**
 * A `redirect` of a VirtualService. Source: istio/istio `pilot/pkg/networking/core/route/route.go` ApplyRedirect.
 */
export function readRedirect(spec: Spec, settings: MeshSettings): RouteRedirect {
  const derived = text(spec, "derivePort");
  const uri = text(spec, "uri");
  const prefix = isSince(settings, "redirect-of-prefixes") ? text(spec, "prefixRewrite") : null;
  return {
    type: "redirect",
    status: numeral(spec, "redirectCode") || 301,
    scheme: text(spec, "scheme"),
    authority: text(spec, "authority"),
    path: uri !== null ? { type: "full", value: uri } : prefix === null ? null : matched(prefix),
    port: derived === null ? numeral(spec, "port") : derivedPort(derived),
  };
}

const derivedPort = (from: string): "request" | "scheme" =>
  from === "FROM_REQUEST_PORT" ? "request" : "scheme";

export function readDirectResponse(spec: Spec): RouteAction {
  const body = child(spec, "body");
  return {
    type: "direct-response",
    status: numeral(spec, "status") ?? 0,
    body: body && text(body, "string"),
  };
}

/**
 * A `rewrite` of a VirtualService: the regular expression wins over `uri`, the rewrite's own authority over what header operations
 * make of it. Source: `route.go` applyHTTPRouteDestination.
 *
 * @param authority what the header operations set
 */
export function readRewrite(spec: Spec | null, authority: string | null): RouteRewrite | null {
  const path = spec && rewrittenPath(spec);
  const named = (spec && text(spec, "authority")) ?? authority;
  return path === null && named === null ? null : { path, authority: named };
}

function rewrittenPath(spec: Spec): PathChange | null {
  const regex = child(spec, "uriRegexRewrite");
  if (regex) {
    const pattern = text(regex, "match") ?? "";
    return { type: "regex", pattern, substitution: text(regex, "rewrite") ?? "" };
  }
  const uri = text(spec, "uri");
  return uri === null ? null : matched(uri);
}

const matched = (value: string): PathChange => ({ type: "matched", value });

const AUTHORITY = ":authority";

/**
 * `headers.request` of a rule or a destination. `host` is the authority; other names with a colon cannot be changed and are left out.
 * Source: `route.go` TranslateHeadersOperations, translateAppendHeaders.
 */
export function headerOperations(spec: Spec): HeaderOperations {
  const request = child(child(spec, "headers") ?? {}, "request") ?? {};
  const set = changes(textMap(request, "set"));
  const add = changes(textMap(request, "add"));
  const { [AUTHORITY]: added, ...rest } = add;
  const authority = set[AUTHORITY] ?? added;
  return {
    set: authority === undefined ? set : { ...set, [AUTHORITY]: authority },
    add: rest,
    remove: texts(request, "remove")
      .map(nameOf)
      .filter((name) => !name.startsWith(":")),
  };
}

/** The authority that header operations set; `null` when they leave it. */
export const authorityOf = (operations: HeaderOperations): string | null =>
  operations.set[AUTHORITY] ?? null;

const nameOf = (name: string): string => {
  const lower = name.toLowerCase();
  return lower === "host" ? AUTHORITY : lower;
};

const changes = (values: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(values)
      .map(([name, value]) => [nameOf(name), value] as const)
      .filter(([name]) => name === AUTHORITY || !name.startsWith(":")),
  );
