import { substitute } from "../routing/match/re2-substitute";
import type { PathChange, RouteMatch, RouteRedirect, StringMatch } from "../routing/route";
import type { MeshSettings } from "../routing/spec/mesh-settings";
import { isSince } from "../routing/spec/versions";

/** What a proxy knows of the request that it answers or changes. */
export type WireRequest = {
  readonly scheme: "http" | "https";
  readonly authority: string;
  /** With the query; normalized. */
  readonly path: string;
  /** Port of the listener. */
  readonly port: number;
};

/**
 * The path that goes on, with the query.
 *
 * @param match the one that took the request; `null` where the rule has none, so that the prefix `/` was matched
 *
 * Source: Envoy `envoy/config/route/v3/route_components.proto` prefix_rewrite, regex_rewrite, path_redirect.
 */
export function changedPath(
  change: PathChange,
  match: RouteMatch | null,
  request: WireRequest,
): string {
  const { path } = request;
  const bare = withoutQuery(path);
  const query = path.slice(bare.length);
  switch (change.type) {
    case "full":
      return change.value.includes("?") ? change.value : change.value + query;
    case "matched":
      return change.value + path.slice(matchedLength(match?.uri ?? null, bare));
    case "prefix-segments":
      return (
        joinSegments(change.value, bare.slice(elementsLength(match?.uri ?? null, bare))) + query
      );
    case "regex":
      return (substitute(change.pattern, change.substitution, bare) ?? bare) + query;
  }
}

/** How much of the path a match took: a prefix its own length, everything else the whole path. */
function matchedLength(uri: StringMatch | null, bare: string): number {
  if (uri === null) return Math.min(1, bare.length);
  if (uri.type === "prefix" || uri.type === "exact") {
    return Math.min(uri.value.length, bare.length);
  }
  if (uri.type === "prefix-segments") return uri.value === "/" ? 1 : uri.value.length;
  return bare.length;
}

/** Of a prefix of whole elements its last slash belongs to the rest, also that of `/` alone. */
const elementsLength = (uri: StringMatch | null, bare: string): number =>
  uri === null || (uri.type !== "present" && uri.value === "/") ? 0 : matchedLength(uri, bare);

/** A prefix of whole elements in place of another: exactly one slash stays between it and the rest. */
function joinSegments(prefix: string, rest: string): string {
  const tail = rest.replace(/^\//, "");
  const head = prefix.replace(/\/$/, "");
  if (tail !== "") return `${head}/${tail}`;
  return rest === "" ? head || "/" : `${head}/`;
}

const withoutQuery = (path: string): string => {
  const at = path.search(/[?#]/);
  return at < 0 ? path : path.slice(0, at);
};

/**
 * The `Location` of a redirect. The port of the authority stays unless the redirect sets one, or the scheme changes away from the one
 * whose default it is. An explicit `:80` or `:443` of the same scheme is left out.
 *
 * Sources: istio/istio `pilot/pkg/networking/core/route/route.go` ApplyRedirect; Envoy `source/common/http/utility.cc` newUri.
 */
export function redirectLocation(
  redirect: RouteRedirect,
  match: RouteMatch | null,
  request: WireRequest,
): string {
  const scheme = redirect.scheme ?? request.scheme;
  const port = redirectPort(redirect, request);
  const host = redirect.authority ?? keptAuthority(request, scheme, port !== null);
  const path = redirect.path ? changedPath(redirect.path, match, request) : request.path;
  return `${scheme}://${host}${port === null ? "" : `:${port}`}${path}`;
}

function redirectPort(redirect: RouteRedirect, request: WireRequest): number | null {
  if (redirect.port === null || redirect.port === "scheme") return null;
  const port = redirect.port === "request" ? request.port : redirect.port;
  const scheme = redirect.scheme ?? request.scheme;
  const usual = (port === 80 && scheme === "http") || (port === 443 && scheme === "https");
  return usual || port === 0 ? null : port;
}

function keptAuthority(request: WireRequest, scheme: string, portIsSet: boolean): string {
  const parts = /^(.*):(\d+)$/.exec(request.authority);
  if (!parts) return request.authority;
  const [, bare = "", port = ""] = parts;
  const upgraded = request.scheme === "http" && scheme === "https" && port === "80";
  const downgraded = request.scheme === "https" && scheme === "http" && port === "443";
  return portIsSet || upgraded || downgraded ? bare : request.authority;
}

/**
 * The authority with which copies of a request arrive. Source: Envoy `source/common/http/utility.cc` appendToHostOrAuthority, `-shadow`
 * before the port.
 */
export function mirroredAuthority(
  authority: string,
  settings: Pick<MeshSettings, "version">,
): string {
  if (isSince(settings, "mirrors-keep-authority")) return authority;
  const [, host = authority, port = ""] = /^(.*?)(:\d+)?$/.exec(authority) ?? [];
  return `${host}-shadow${port}`;
}
