import type { Route, RouteMatch } from "../route";
import { takesAll } from "../rules/read-match";

/**
 * Rules of joined routes in Gateway API's order of precedence: exact path, prefix, regular expression; longer paths; a method; more
 * headers; more query parameters; then as they come. What stands behind one that takes every request is never reached, and left out.
 *
 * Source: istio/istio `pilot/pkg/config/kube/gateway/conversion.go` sortHTTPRoutes; `route/route.go` BuildHTTPRoutesForVirtualService.
 */
export function inPrecedence(routes: readonly Route[]): readonly Route[] {
  const sorted = routes.toSorted(
    (a, b) => rank(b) - rank(a) || compareMatches(a.matches[0], b.matches[0]),
  );
  const last = sorted.findIndex((r) => r.matches.some(takesAll));
  return last < 0 ? sorted : sorted.slice(0, last + 1);
}

const PATH_RANK = { exact: 3, prefix: 2, "prefix-segments": 2, regex: 1, present: 0 } as const;

/** A match without a path comes behind all with one, a rule without matches last. */
function rank({ matches: [match], path }: Route): number {
  if (match?.uri) return PATH_RANK[match.uri.type];
  return match && match.path !== path ? -1 : -2;
}

function compareMatches(a: RouteMatch | undefined, b: RouteMatch | undefined): number {
  if (!a || !b) return 0;
  const length = (m: RouteMatch) => (m.uri && m.uri.type !== "present" ? m.uri.value.length : 0);
  return (
    length(b) - length(a) ||
    Number(b.method !== null) - Number(a.method !== null) ||
    b.headers.length - a.headers.length ||
    b.queryParams.length - a.queryParams.length
  );
}
