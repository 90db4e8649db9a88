import type { Route } from "../../routing/route";
import { stringHolds } from "../../routing/select-route";

type Asked = {
  readonly method?: string | undefined;
  readonly headers?: Readonly<Record<string, string>> | undefined;
};

/** Whether a browser asks for leave. Source: Envoy `source/extensions/filters/http/cors/cors_filter.cc` decodeHeaders. */
export const isPreflight = ({ method, headers }: Asked): boolean =>
  method === "OPTIONS" && !!headers?.["origin"] && !!headers["access-control-request-method"];

/**
 * Whether the proxy answers a preflight itself, 200 and nothing sent on: `allowed` for the rule's origins, `refused` for others where the
 * rule keeps these. `null`: the request goes on.
 *
 * Source: as above, isOriginAllowed and forwardNotMatchingPreflights.
 */
export function preflightAnswer(route: Route, request: Asked): "allowed" | "refused" | null {
  const { cors } = route;
  if (!cors || !isPreflight(request)) return null;
  const origin = request.headers?.["origin"] ?? "";
  const allowed = cors.origins.some(
    (o) => stringHolds(o, "*") === true || stringHolds(o, origin) === true,
  );
  if (allowed) return "allowed";
  return cors.answersAll ? "refused" : null;
}
