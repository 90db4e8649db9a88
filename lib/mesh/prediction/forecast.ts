import type { MeshIndex } from "../model/mesh-index";
import {
  type ResourceRef,
  refKey,
  type ServiceResource,
  type WorkloadResource,
} from "../model/resource";
import { type Scope, scopeOf } from "../routing/outbound/scope";
import type { Route, RouteSet } from "../routing/route";
import { gatewayRules } from "../routing/shares";
import { discovered } from "../routing/spec/discovery";
import { serviceHostname } from "../routing/spec/host-names";
import type { MeshSettings } from "../routing/spec/mesh-settings";
import type { Uncertainty } from "../routing/spec/uncertainty";
import { isUnconditional, routesFor } from "../routing/virtual-services";
import { either, exactly, type Interval, plus, sameInterval } from "./interval";
import { type EndReason, type EndShare, ruleShares } from "./rule-shares";

/**
 * Why a share is an interval, or is not known at all.
 *
 * - `match`: whether the rule takes a request depends on what metrics do not carry (a header, a path, a claim).
 * - `load-balancing`: several workloads stand behind one destination.
 * - `port`: the service's ports have different rules, and metrics do not say which was called.
 * - `unknown-host`: the caller's proxy does not know the service and lets its requests out as they are.
 * - `engine`: the routes themselves are not certain.
 */
export type Doubt =
  | { readonly code: "match"; readonly by: ResourceRef; readonly path: string }
  | { readonly code: "load-balancing"; readonly by: ResourceRef; readonly path: string }
  | { readonly code: "port" }
  | { readonly code: "unknown-host" }
  | { readonly code: "engine"; readonly uncertainty: Uncertainty };

/** A workload (`refKey`), or an answer that the caller's own proxy gives. */
export type EndKey = string;

export type ForecastEnd = {
  readonly end:
    | { readonly type: "workload"; readonly ref: ResourceRef }
    | { readonly type: EndReason; readonly hostname: string; readonly subset: string | null };
  /** 0..1 of the caller's requests to the host. */
  readonly share: Interval;
  /** The fields that set it. */
  readonly set: readonly { readonly by: ResourceRef; readonly path: string }[];
};

/** A rule that sends copies of what it takes somewhere. */
export type MirroringRule = {
  readonly by: ResourceRef;
  /** Of the rule: `http[0]`. */
  readonly path: string;
  readonly hostname: string;
  readonly subset: string | null;
  /** 0..1 of what the rule takes. */
  readonly ratio: number;
};

/** Where the requests of one caller to one host go. */
export type Forecast = {
  readonly ends: ReadonlyMap<EndKey, ForecastEnd>;
  /** Full names of the services that the rules send to, as metrics will name them. */
  readonly hosts: readonly string[];
  /** Copies go nowhere by `ends`: no caller waits for them. */
  readonly mirrors: readonly MirroringRule[];
  readonly doubts: readonly Doubt[];
  /** `false`: nothing can be said of the shares; `doubts` say why. */
  readonly known: boolean;
};

/** The forecast of a caller's requests to a service, by the routes in force in `index`. Ports that agree count as one. */
export function forecastFor(
  mesh: MeshIndex,
  caller: WorkloadResource,
  service: ServiceResource,
  settings: MeshSettings,
): Forecast {
  const index = discovered(mesh, settings);
  const hostname = serviceHostname(service.meta.name, service.meta.namespace, settings);
  const sets =
    caller.proxy === "gateway"
      ? [gatewayRules(index, caller, hostname, settings)]
      : service.ports.map((p) => routesFor(index, caller, hostname, p.port, settings));
  const isUnknown = ({ routes, uncertain }: RouteSet) =>
    caller.proxy === "sidecar" && routes.length === 0 && uncertain.length === 0;
  const byPort = sets.map((set) =>
    isUnknown(set)
      ? pastRules(scopeOf(index, caller, settings), hostname)
      : forecastOf(index, set.at ?? caller, set, settings),
  );
  const [first, ...others] = byPort;
  if (!first) return nothing;
  return others.every((o) => sameForecast(first, o)) ? first : joinPorts(byPort);
}

const nothing: Forecast = { ends: new Map(), hosts: [], mirrors: [], doubts: [], known: false };

/** Of a host that the caller's proxy does not know: let out past all rules, or refused. */
function pastRules({ outboundMode }: Scope, hostname: string): Forecast {
  if (outboundMode !== "REGISTRY_ONLY") return { ...nothing, doubts: [{ code: "unknown-host" }] };
  const end = { type: "no-host", hostname, subset: null } as const;
  return {
    ...nothing,
    ends: new Map([["no-host", { end, share: exactly(1), set: [] }]]),
    known: true,
  };
}

function forecastOf(
  index: MeshIndex,
  caller: WorkloadResource,
  set: RouteSet,
  settings: MeshSettings,
): Forecast {
  const uncertain = [...set.uncertain, ...set.routes.flatMap((r) => r.uncertain)];
  const hosts = hostsOf(set.routes);
  const open = set.routes.findIndex(isUnconditional);
  const mirrors = mirrorsOf(open < 0 ? set.routes : set.routes.slice(0, open + 1));
  if (uncertain.length > 0) {
    const doubts = uncertain.map((uncertainty) => ({ code: "engine" as const, uncertainty }));
    return { ...nothing, hosts, mirrors, doubts };
  }
  const rules = set.routes.map((route) => ({
    route,
    shares: ruleShares(index, caller, route, settings),
  }));
  const reached = open < 0 ? rules : rules.slice(0, open + 1);
  // A gateway's requests are counted at the service, so each of them was taken by some rule.
  const falls = open < 0 && caller.proxy !== "gateway";
  const perRule = reached.map(({ shares }) => endsOfRule(shares));
  const ends = joinRules(falls ? [...perRule, noRoute] : perRule);
  const alternatives = perRule.length + Number(falls);
  const doubts: Doubt[] = [
    ...(alternatives > 1 && !allSame(perRule, falls) ? conditionsOf(reached) : []),
    ...reached.flatMap(({ shares }) =>
      shares
        .filter(({ end }) => end.type === "any-of")
        .map(({ by, path }) => ({ code: "load-balancing" as const, by, path })),
    ),
  ];
  return { ends, hosts, mirrors, doubts, known: true };
}

const mirrorsOf = (routes: readonly Route[]): readonly MirroringRule[] =>
  routes.flatMap(({ by, path, mirrors }) =>
    mirrors
      .filter(({ ratio }) => ratio > 0)
      .map(({ hostname, subset, ratio }) => ({ by, path, hostname, subset, ratio })),
  );

const conditionsOf = (rules: readonly { readonly route: Route }[]): readonly Doubt[] =>
  rules
    .filter(({ route }) => !isUnconditional(route))
    .map(({ route }) => ({ code: "match", by: route.by, path: route.path }));

const hostsOf = (routes: readonly Route[]): readonly string[] => [
  ...new Set(
    routes.flatMap(({ action }) =>
      action.type === "forward"
        ? action.destinations.filter((d) => d.share > 0).map((d) => d.hostname)
        : [],
    ),
  ),
];

type Ends = ReadonlyMap<EndKey, ForecastEnd>;

const noRoute: Ends = new Map([
  [
    "no-route",
    { end: { type: "no-route", hostname: "", subset: null }, share: exactly(1), set: [] },
  ],
]);

/** What one rule sends to each end. Behind a destination with several workloads each gets anything from none to all of its share. */
function endsOfRule(shares: readonly EndShare[]): Ends {
  const ends = new Map<EndKey, ForecastEnd>();
  const put = (key: EndKey, end: ForecastEnd["end"], share: Interval, { by, path }: EndShare) => {
    const before = ends.get(key);
    const sum = before ? plus(before.share, share) : share;
    ends.set(key, { end, share: sum, set: [...(before?.set ?? []), { by, path }] });
  };
  for (const part of shares) {
    const { end, share } = part;
    if (end.type === "workload") put(refKey(end.ref), end, exactly(share), part);
    else if (end.type === "any-of") {
      for (const ref of end.refs) {
        put(refKey(ref), { type: "workload", ref }, { min: 0, max: share }, part);
      }
    } else put(`${end.type} ${end.hostname} ${end.subset ?? ""}`, end, exactly(share), part);
  }
  return ends;
}

/** Any of the rules may take any part of the requests. */
function joinRules(rules: readonly Ends[]): Ends {
  const joined = new Map<EndKey, ForecastEnd>();
  for (const key of new Set(rules.flatMap((ends) => [...ends.keys()]))) {
    const parts = rules.map((ends) => ends.get(key));
    const known = parts.flatMap((part) => part ?? []);
    const [first] = known;
    if (!first) continue;
    const share = parts
      .map((part) => part?.share ?? exactly(0))
      .reduce((sum, next) => either(sum, next));
    joined.set(key, { end: first.end, share, set: known.flatMap((part) => part.set) });
  }
  return joined;
}

function allSame(rules: readonly Ends[], falls: boolean): boolean {
  const [first, ...others] = rules;
  return first !== undefined && !falls && others.every((ends) => sameEnds(first, ends));
}

const sameEnds = (a: Ends, b: Ends): boolean =>
  a.size === b.size &&
  [...a].every(([key, { share }]) => {
    const other = b.get(key);
    return other !== undefined && sameInterval(share, other.share);
  });

/** Whether two forecasts send the same shares to the same ends; who says so does not matter. */
export const sameForecast = (a: Forecast, b: Forecast): boolean =>
  a.known === b.known && sameEnds(a.ends, b.ends);

function joinPorts(forecasts: readonly Forecast[]): Forecast {
  const hosts = [...new Set(forecasts.flatMap((f) => f.hosts))];
  const mirrors = forecasts.flatMap((f) => f.mirrors);
  const doubts: Doubt[] = [...forecasts.flatMap((f) => f.doubts), { code: "port" }];
  if (forecasts.some((f) => !f.known)) return { ...nothing, hosts, mirrors, doubts };
  return { ends: joinRules(forecasts.map((f) => f.ends)), hosts, mirrors, doubts, known: true };
}
