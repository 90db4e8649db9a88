import type { Route, RouteChoice, RouteDestination, RouteRequest } from "./route";

/**
 * The first rule that takes a request, in order. Regular expressions follow RE2 and run in linear time; a pattern that is not
 * understood gives `uncertain` when it decides.
 */
export function selectRoute(_routes: readonly Route[], _request: RouteRequest): RouteChoice {
  return { type: "uncertain", because: [] };
}

/** Where a rule sends requests; empty for redirects and direct responses. Destinations without a share are left out. */
export function destinationsOf(route: Route): readonly RouteDestination[] {
  if (route.action.type !== "forward") return [];
  return route.action.destinations.filter((d) => d.share > 0);
}
