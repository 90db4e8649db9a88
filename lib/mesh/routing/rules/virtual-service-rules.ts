import { type ConfigResource, type ResourceRef, refOf } from "../../model/resource";
import type {
  HeaderOperations,
  Route,
  RouteAction,
  RouteDestination,
  RouteFault,
  RouteMatch,
  RouteMirror,
} from "../route";
import { qualifyHost } from "../spec/host-names";
import {
  child,
  children,
  durationMs,
  emptySpec,
  numeral,
  type Spec,
  text,
} from "../spec/read-spec";
import type { Uncertainty } from "../spec/uncertainty";
import type { RuleCaller } from "./caller";
import { readCors } from "./cors";
import { originOfRule } from "./delegates";
import { originOfMatch } from "./merge-matches";
import {
  authorityOf,
  headerOperations,
  readDirectResponse,
  readRedirect,
  readRewrite,
} from "./read-action";
import { generatedFor, readMatch, takesAll } from "./read-match";
import { retriesInForce } from "./retries";

/**
 * The rules of a VirtualService that istiod generates for a caller, in order: rules whose every match is for others are left
 * out, and what stands behind a rule that takes every request is unreachable and left out too.
 *
 * Source: istio/istio `pilot/pkg/networking/core/route/route.go` BuildHTTPRoutesForVirtualService.
 */
export function virtualServiceRules(vs: ConfigResource, caller: RuleCaller): readonly Route[] {
  const routes: Route[] = [];
  for (const [i, rule] of children(vs.spec, caller.protocol).entries()) {
    const place = originOfRule(rule) ?? { vs, path: `${caller.protocol}[${i}]`, root: null };
    const matches = matchesFor(rule, place, caller);
    if (matches === null) continue;
    routes.push(readRule(rule, place, matches, caller));
    if (matches.length === 0 || matches.some(takesAll)) break;
  }
  return routes;
}

/** Generated matches up to the first that takes everything; `null` when none is for this caller, empty when there are none to hold. */
function matchesFor(
  rule: Spec,
  place: RulePlace,
  caller: RuleCaller,
): readonly RouteMatch[] | null {
  const specs = children(rule, "match");
  if (specs.length === 0) return [];
  const matches: RouteMatch[] = [];
  for (const [j, spec] of specs.entries()) {
    if (!generatedFor(spec, place.vs.meta.namespace, caller)) continue;
    const match = readMatch(spec, matchPath(spec, place, j));
    const isRoots = originOfMatch(spec)?.holder === "root";
    matches.push(isRoots && place.root ? { ...match, by: place.root.by } : match);
    if (takesAll(match)) break;
  }
  return matches.length > 0 ? matches : null;
}

/** Where a rule stands; in a root VirtualService the rules of its delegates stand elsewhere. */
type RulePlace = {
  readonly vs: ConfigResource;
  readonly path: string;
  readonly root: Route["root"] | null;
};

function matchPath(spec: Spec, { path, root }: RulePlace, index: number): string {
  const origin = originOfMatch(spec);
  const rule = origin?.holder === "root" ? (root?.path ?? path) : path;
  return `${rule}.match[${origin?.index ?? index}]`;
}

function readRule(
  rule: Spec,
  { vs, path, root }: RulePlace,
  matches: readonly RouteMatch[],
  caller: RuleCaller,
): Route {
  const by = refOf(vs);
  const action = readAction(vs, rule, path, caller);
  const headers = headerOperations(rule);
  const timeout = durationMs(rule, "timeout");
  const cors = readCors(rule, path);
  return {
    by,
    path,
    ...(root && { root }),
    protocol: caller.protocol,
    name: text(rule, "name"),
    matches,
    action,
    timeoutMs: timeout === 0 ? null : timeout,
    retries:
      caller.protocol === "http"
        ? retriesInForce(child(rule, "retries"), caller.settings.defaultHttpRetryPolicy)
        : null,
    fault: readFault(child(rule, "fault")),
    ...(cors && { cors }),
    mirrors: readMirrors(vs, rule, path, caller),
    rewrite: readRewrite(child(rule, "rewrite"), authorityInForce(headers, action)),
    headers,
    uncertain: doubts(rule, path, by, action),
  };
}

/** What the rule's headers make of the authority; a single destination's where the rule's say nothing. Source: `route.go` processDestination. */
function authorityInForce(headers: HeaderOperations, action: RouteAction): string | null {
  const destinations = action.type === "forward" ? action.destinations : [];
  const [only] = destinations;
  const own = authorityOf(headers);
  return own ?? (only && destinations.length === 1 ? authorityOf(only.headers) : null);
}

function doubts(rule: Spec, path: string, ref: ResourceRef, action: RouteAction): Uncertainty[] {
  if (action.type === "delegate") return [{ code: "delegate", ref, path: `${path}.delegate` }];
  const weightless =
    action.type === "forward" &&
    children(rule, "route").length !== 1 &&
    action.destinations.every((d) => d.share === 0);
  return weightless ? [{ code: "malformed", ref, path: `${path}.route` }] : [];
}

function readAction(vs: ConfigResource, rule: Spec, path: string, caller: RuleCaller): RouteAction {
  const delegate = child(rule, "delegate");
  if (delegate) {
    const name = text(delegate, "name") ?? "";
    const namespace = text(delegate, "namespace") ?? vs.meta.namespace;
    return { type: "delegate", to: { ...refOf(vs), name, namespace } };
  }
  const redirect = child(rule, "redirect");
  if (redirect) return readRedirect(redirect, caller.settings);
  const direct = child(rule, "directResponse");
  if (direct) return readDirectResponse(direct);
  return { type: "forward", destinations: readDestinations(vs, rule, path, caller) };
}

/** Weights are relative to their sum; a single destination takes everything whatever its weight says. */
function readDestinations(
  vs: ConfigResource,
  rule: Spec,
  path: string,
  caller: RuleCaller,
): readonly RouteDestination[] {
  const specs = children(rule, "route");
  const weights = specs.map((s) => Math.max(0, numeral(s, "weight") ?? 0));
  const sum = weights.reduce((a, b) => a + b, 0);
  return specs.map((spec, i) => {
    const target = readTarget(vs, child(spec, "destination") ?? emptySpec, caller);
    const relative = sum === 0 ? 0 : (weights[i] ?? 0) / sum;
    return {
      ...target,
      weight: numeral(spec, "weight"),
      share: specs.length === 1 ? 1 : relative,
      path: `${path}.route[${i}]`,
      fails: null,
      headers: headerOperations(spec),
    };
  });
}

function readTarget(vs: ConfigResource, destination: Spec, caller: RuleCaller) {
  const host = text(destination, "host") ?? "";
  // Letter by letter as it is written: a destination in capitals has no cluster.
  const hostname = qualifyHost(host, vs.meta.namespace, caller.settings);
  const port = numeral(child(destination, "port") ?? emptySpec, "number");
  return {
    host,
    hostname,
    subset: text(destination, "subset"),
    port: port ?? caller.onlyPort(hostname) ?? caller.port,
  };
}

/** A delay or an abort without `percentage` never happens. Source: `route.go` TranslateFault; executed against istiod 1.30.3. */
function readFault(fault: Spec | null): RouteFault | null {
  if (fault === null) return null;
  const delay = child(fault, "delay");
  const abort = child(fault, "abort");
  const ms = delay && durationMs(delay, "fixedDelay");
  return {
    delay: delay && ms ? { ms, ratio: ratioOf(delay) } : null,
    abort: abort && {
      httpStatus: numeral(abort, "httpStatus"),
      grpcStatus: text(abort, "grpcStatus"),
      ratio: ratioOf(abort),
    },
  };
}

/** `percentage.value` as 0..1, or the older whole number `percent`. */
function ratioOf(fault: Spec): number {
  const percentage = child(fault, "percentage");
  const value = percentage ? numeral(percentage, "value") : numeral(fault, "percent");
  return Math.min(1, Math.max(0, (value ?? 0) / 100));
}

function readMirrors(
  vs: ConfigResource,
  rule: Spec,
  path: string,
  caller: RuleCaller,
): readonly RouteMirror[] {
  const mirror = (target: Spec, percentage: Spec | null, older: number | null, at: string) => {
    const { host, hostname, subset, port } = readTarget(vs, target, caller);
    const percent = percentage ? (numeral(percentage, "value") ?? 0) : (older ?? 100);
    return { host, hostname, subset, port, ratio: percent / 100, path: at };
  };
  const several = children(rule, "mirrors").map((m, i) =>
    mirror(
      child(m, "destination") ?? emptySpec,
      child(m, "percentage"),
      null,
      `${path}.mirrors[${i}]`,
    ),
  );
  const single = child(rule, "mirror");
  const older = numeral(rule, "mirrorPercent");
  const all = single
    ? [mirror(single, child(rule, "mirrorPercentage"), older, `${path}.mirror`), ...several]
    : several;
  return all.filter((m) => m.ratio > 0);
}
