import { memoPerIndex } from "../model/memo-per-index";
import type { MeshIndex } from "../model/mesh-index";
import { type ConfigOverlay, overlayIndex } from "../model/overlay-index";
import { refKey, refOf, type ServiceResource, type WorkloadResource } from "../model/resource";
import { resolveHost } from "../routing/hosts";
import { serviceHostname } from "../routing/spec/host-names";
import type { MeshSettings } from "../routing/spec/mesh-settings";
import { settingsOfOverlay } from "../routing/spec/settings-of";
import type { Traffic } from "../telemetry/traffic";
import { maySendIn } from "./companion-hosts";
import { predictFailures } from "./failures";
import { type CallerFlows, type ClusterOf, type Flows, flowsOf, type HostFlow } from "./flows";
import { type Forecast, forecastFor, type MirroringRule, sameForecast } from "./forecast";
import { type Interval, times } from "./interval";
import type { PredictedFlow, PredictedPart, Prediction } from "./prediction";
import { type Touches, touchedHosts } from "./touched-hosts";

export type PredictionInput = {
  readonly base: MeshIndex;
  /** The objects as the draft makes them. */
  readonly overlay: ConfigOverlay;
  readonly traffic: Traffic;
  readonly clusterOf: ClusterOf;
  readonly settings?: MeshSettings;
};

/**
 * What a draft does to the requests of the last window: each caller's rate times the shares that its rules set before and after.
 *
 * The rate and the mix of requests are taken as staying the same. Where the outcome depends on what metrics do not carry, the
 * answer is an interval that holds whatever the requests are.
 */
export function predict(input: PredictionInput): Prediction {
  const { base, overlay, traffic, clusterOf, settings = settingsOfOverlay(base, overlay) } = input;
  const after = overlayIndex(base, overlay);
  const touches = touchedHosts(base, overlay, settings);
  const services = base.all("Service").filter((service) => touches(hostnameOf(service, settings)));
  const flows = flowsOf(base, traffic, clusterOf);
  const maySend = maySendIn(base, settings);
  const predicted: PredictedFlow[] = [];
  const unsupported = new Set<string>();
  const mirrors = new Map<string, MirroringRule>();
  let staying = 0;
  for (const [{ caller, byHost }, touched] of touchedCallers(flows, touches)) {
    const isDialled = (service: ServiceResource): boolean => {
      const own = hostnameOf(service, settings);
      return byHost.has(own) || maySend(own, byHost);
    };
    const dialled = services
      .filter((service) => service.meta.cluster === caller.meta.cluster && isDialled(service))
      .map((service) => ({ service, before: forecastNow(base, caller, service, settings) }));
    for (const { service, before, hosts } of shareOut(dialled, byHost, settings)) {
      const then = forecastFor(after, caller, service, settings);
      noteMirrors(mirrors, before, then);
      // Two forecasts that know nothing are not the same: the objects behind them differ.
      if (before.known && then.known && sameForecast(before, then)) {
        staying += requestsTo(hosts);
        continue;
      }
      predicted.push(flowOf({ caller, service, hosts, before, then, flows, settings }));
    }
    for (const host of touched) {
      if (!isService(base, caller, host, settings)) unsupported.add(host);
    }
  }
  return {
    at: traffic.at,
    windowSeconds: traffic.windowSeconds,
    flows: predicted.toSorted(byNames),
    reach: predicted.reduce((sum, flow) => sum + flow.requests, 0),
    ...(staying > 0 && { staying }),
    unattributed: flows.unattributed,
    ...(mirrors.size > 0 && { mirrors: [...mirrors].toSorted(byKey).map(([, rule]) => rule) }),
    unsupported: [...unsupported].sort(),
  };
}

/** Callers that sent to a touched host, each with these hosts; in the order in which they were first seen. */
function touchedCallers(
  { callersOf }: Flows,
  touches: Touches,
): ReadonlyMap<CallerFlows, readonly string[]> {
  const touched = new Map<CallerFlows, string[]>();
  for (const [host, callers] of callersOf) {
    if (!touches(host)) continue;
    for (const caller of callers) {
      const hosts = touched.get(caller);
      if (hosts === undefined) touched.set(caller, [host]);
      else hosts.push(host);
    }
  }
  return touched;
}

const forecastsKnown = memoPerIndex<WeakMap<MeshSettings, Map<string, Forecast>>>(
  () => new WeakMap(),
);

/** The forecast of the mesh as it is: the same for every step of a draft, so it is worked out once per snapshot. */
function forecastNow(
  base: MeshIndex,
  caller: WorkloadResource,
  service: ServiceResource,
  settings: MeshSettings,
): Forecast {
  const bySettings = forecastsKnown(base);
  const known = bySettings.get(settings) ?? new Map<string, Forecast>();
  bySettings.set(settings, known);
  const key = `${refKey(refOf(caller))}\n${refKey(refOf(service))}`;
  const forecast = known.get(key) ?? forecastFor(base, caller, service, settings);
  known.set(key, forecast);
  return forecast;
}

const hostnameOf = ({ meta }: ServiceResource, settings: MeshSettings): string =>
  serviceHostname(meta.name, meta.namespace, settings);

type Dialled = { readonly service: ServiceResource; readonly before: Forecast };

/**
 * The requests behind each service that a caller dials. Metrics name the host that a request was routed to, so what arrives at a host
 * counts for the service whose rules send there; a service's own requests are its own only where no other service sends to it.
 */
function shareOut(
  dialled: readonly Dialled[],
  byHost: ReadonlyMap<string, HostFlow>,
  settings: MeshSettings,
): readonly (Dialled & { readonly hosts: readonly HostFlow[] })[] {
  const taken = new Set<string>();
  const senders = dialled.toSorted((a, b) => b.before.hosts.length - a.before.hosts.length);
  return senders.flatMap(({ service, before }) => {
    const own = hostnameOf(service, settings);
    const hosts = [...new Set([own, ...before.hosts])].flatMap((host) => {
      const flow = taken.has(host) ? undefined : byHost.get(host);
      return flow ?? [];
    });
    if (hosts.length === 0) return [];
    for (const { hostname } of hosts) taken.add(hostname);
    return [{ service, before, hosts }];
  });
}

const isService = (
  index: MeshIndex,
  { meta }: WorkloadResource,
  host: string,
  settings: MeshSettings,
): boolean => resolveHost(index, meta.cluster, host, meta.namespace, settings).type === "service";

const requestsTo = (hosts: readonly HostFlow[]): number =>
  hosts.reduce((sum, { requests }) => sum + requests, 0);

type FlowInput = {
  readonly caller: WorkloadResource;
  readonly service: ServiceResource;
  readonly hosts: readonly HostFlow[];
  readonly before: Forecast;
  readonly then: Forecast;
  readonly flows: Flows;
  readonly settings: MeshSettings;
};

function flowOf(input: FlowInput): PredictedFlow {
  const { caller, service, hosts, then, flows, settings } = input;
  const requests = requestsTo(hosts);
  const hostname = hostnameOf(service, settings);
  const parts = then.known ? partsOf(input, requests) : [];
  return {
    caller: refOf(caller),
    service: refOf(service),
    hostname,
    requests,
    parts,
    failed: predictFailures(parts, hosts, flows, then.known),
    doubts: then.doubts,
    known: then.known,
    throughHost: hosts.map((flow) => flow.hostname).filter((host) => host !== hostname),
  };
}

function partsOf({ hosts, before, then }: FlowInput, requests: number): readonly PredictedPart[] {
  const seen = new Map<string, number>();
  for (const flow of hosts) {
    for (const [key, rates] of flow.byWorkload) {
      seen.set(key, (seen.get(key) ?? 0) + rates.requests);
    }
  }
  const keys = new Set([...before.ends.keys(), ...then.ends.keys()]);
  return [...keys].sort().flatMap((key) => {
    const [was, will] = [before.ends.get(key), then.ends.get(key)];
    const end = (will ?? was)?.end;
    if (!end) return [];
    const setAfter = will?.share ?? none;
    return {
      end,
      now: seen.get(key) ?? 0,
      after: times(setAfter, requests),
      setNow: before.known ? (was?.share ?? none) : null,
      setAfter,
      by: will?.set ?? [],
    };
  });
}

function noteMirrors(known: Map<string, MirroringRule>, ...forecasts: readonly Forecast[]): void {
  for (const rule of forecasts.flatMap((f) => f.mirrors)) known.set(mirrorKey(rule), rule);
}

const mirrorKey = ({ by, path, hostname, subset, ratio }: MirroringRule): string =>
  [refKey(by), path, hostname, subset ?? "", ratio].join("\n");

const byKey = ([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number =>
  a < b ? -1 : 1;

const none: Interval = { min: 0, max: 0 };

const byNames = (a: PredictedFlow, b: PredictedFlow): number => {
  const [x, y] = [a, b].map((flow) => `${refKey(flow.caller)} ${refKey(flow.service)}`);
  return (x ?? "") < (y ?? "") ? -1 : 1;
};
