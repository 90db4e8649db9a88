import type { Call, Deployment, Service, World } from "./world";

/** Requests (or TCP connections) of one kind, from one workload to one place. Per second. */
export type Flow = {
  readonly caller: string;
  /** `null` for what leaves the mesh. */
  readonly service: string | null;
  /** `null` where no workload answers. */
  readonly workload: string | null;
  readonly outside: string | null;
  readonly protocol: Call["protocol"];
  readonly rate: number;
  readonly failed: number;
  readonly refused: number;
  readonly secured: "mutual" | "plain" | null;
  readonly latency: { readonly p50: number; readonly sigma: number };
  readonly bytes: Call["bytes"];
  readonly missingSubset: string | null;
  readonly deniedBy: string | null;
};

type Share = {
  readonly deployment: Deployment | null;
  readonly share: number;
  readonly missingSubset: string | null;
};

export const keyOf = ({ metadata }: Deployment | Service): string =>
  `${metadata.namespace}/${metadata.name}`;

const matches = (selector: Record<string, string>, found: Record<string, string>): boolean =>
  Object.entries(selector).every(([key, value]) => found[key] === value);

const podLabels = (deployment: Deployment) => deployment.spec.template.metadata.labels;

/** A pod that waits for its container never becomes ready. */
const isReady = ({ spec }: Deployment): boolean =>
  spec.template.metadata.annotations["lab/waiting"] === undefined;

export const isInjected = (world: World, deployment: Deployment): boolean =>
  world.namespaces.some(
    ({ metadata }) =>
      metadata.name === deployment.metadata.namespace &&
      metadata.labels["istio-injection"] === "enabled",
  );

/** The node that stands for a workload; a caller without a proxy has none that metrics could name. */
export function workloadNode(world: World, deployment: Deployment): string {
  const { app = "", version } = podLabels(deployment);
  return isInjected(world, deployment)
    ? `${deployment.metadata.namespace}/${app} ${version ?? "latest"}`
    : "unknown";
}

export const behind = (world: World, service: Service): readonly Deployment[] =>
  world.deployments.filter(
    (d) =>
      d.metadata.namespace === service.metadata.namespace &&
      matches(service.spec.selector, podLabels(d)),
  );

function evenly(deployments: readonly Deployment[]): readonly Share[] {
  const ready = deployments.filter(isReady);
  if (ready.length === 0) return [{ deployment: null, share: 1, missingSubset: null }];
  return ready.map((deployment) => ({ deployment, share: 1 / ready.length, missingSubset: null }));
}

/** By the weights of the first rule without a match, where a VirtualService routes the service; else evenly. */
function sharesOf(world: World, service: Service, virtualService: string | null): readonly Share[] {
  const route = world.virtualServices
    .find(({ metadata }) => `${metadata.namespace}/${metadata.name}` === virtualService)
    ?.spec.http.find((rule) => rule.match.length === 0)?.route;
  if (route === undefined) return evenly(behind(world, service));
  const total = route.reduce((sum, { weight = 100 }) => sum + weight, 0);
  return route.flatMap(({ destination: { subset }, weight = 100 }) =>
    subsetOf(world, service, subset).map((s) => ({ ...s, share: (s.share * weight) / total })),
  );
}

function subsetOf(world: World, service: Service, subset: string | undefined): readonly Share[] {
  const all = behind(world, service);
  if (subset === undefined) return evenly(all);
  const declared = world.destinationRules
    .find(
      ({ metadata, spec }) =>
        metadata.namespace === service.metadata.namespace && spec.host === service.metadata.name,
    )
    ?.spec.subsets.find(({ name }) => name === subset);
  if (!declared) return [{ deployment: null, share: 1, missingSubset: subset }];
  return evenly(all.filter((d) => matches(declared.labels, podLabels(d))));
}

function deniedBy(world: World, caller: Deployment, callee: Deployment): string | null {
  const { namespace } = caller.metadata;
  const principal = `cluster.local/ns/${namespace}/sa/${caller.spec.template.spec.serviceAccountName}`;
  const found = world.policies.find(
    ({ metadata, spec }) =>
      spec.action === "DENY" &&
      metadata.namespace === callee.metadata.namespace &&
      matches(spec.selector.matchLabels, podLabels(callee)) &&
      spec.rules.some((r) => r.from.some(({ source }) => source.principals.includes(principal))),
  );
  return found?.metadata.name ?? null;
}

/** How a workload answers the requests of a call. */
function behaviour(call: Call, { deployment }: Share) {
  const own = deployment ? call.per[deployment.metadata.name] : undefined;
  return { latency: own?.latency ?? call.latency, errors: own?.errors ?? call.errors };
}

function serviceNamed(world: World, key: string): Service {
  const service = world.services.find((s) => keyOf(s) === key);
  if (!service) throw new Error(`no service ${key}`);
  return service;
}

export function callerOf(world: World, call: Call): Deployment {
  const caller = world.deployments.find((d) => keyOf(d) === call.from);
  if (!caller) throw new Error(`no caller ${call.from}`);
  return caller;
}

type Making = {
  /** Requests per second of a call. */
  readonly rateOf: (call: Call) => number;
  /** The VirtualService that divides a call's requests: `namespace/name`. */
  readonly dividedBy: (call: Call, service: Service) => string | null;
  /** Share of failing answers at their source, from the share at which the workload fails. */
  readonly failing: (call: Call, share: number, caller: Deployment) => number;
};

function outsideFlow(world: World, call: Call, making: Making): Flow {
  const caller = callerOf(world, call);
  const rate = making.rateOf(call);
  const host = call.outside === "Passthrough" ? "passthrough" : `external ${call.to}`;
  return {
    caller: workloadNode(world, caller),
    service: null,
    workload: null,
    outside: host,
    protocol: call.protocol,
    rate,
    failed: rate * making.failing(call, call.errors, caller),
    refused: 0,
    secured: null,
    latency: call.latency,
    bytes: call.bytes,
    missingSubset: null,
    deniedBy: null,
  };
}

function insideFlow(world: World, call: Call, making: Making, part: Share): Flow {
  const caller = callerOf(world, call);
  const { deployment, missingSubset } = part;
  const rate = making.rateOf(call) * part.share;
  const { errors, latency } = behaviour(call, part);
  const denied = deployment ? deniedBy(world, caller, deployment) : null;
  const named = isInjected(world, caller);
  const failing = deployment ? making.failing(call, errors, caller) : 1;
  // A caller without a proxy is known from its callee alone, which does not see the way: a tenth less.
  const p50 = named ? latency.p50 : latency.p50 * 0.9;
  return {
    caller: workloadNode(world, caller),
    service: call.to,
    workload: deployment ? workloadNode(world, deployment) : null,
    outside: null,
    protocol: call.protocol,
    rate,
    failed: denied === null ? rate * failing : 0,
    refused: denied === null ? 0 : rate,
    secured: deployment ? (named ? "mutual" : "plain") : null,
    latency: { ...latency, p50 },
    bytes: call.bytes,
    missingSubset,
    deniedBy: denied,
  };
}

const flowsOf = (world: World, making: Making): readonly Flow[] =>
  world.calls.flatMap((call) => {
    if (call.outside !== undefined) return [outsideFlow(world, call, making)];
    const service = serviceNamed(world, call.to);
    const shares = sharesOf(world, service, making.dividedBy(call, service));
    return shares
      .filter(({ share }) => share > 0)
      .map((share) => insideFlow(world, call, making, share));
  });

/** Traffic as computed in ghost mode: rates as written, routes only where a call says that it follows one. */
export const computedFlows = (world: World): readonly Flow[] =>
  flowsOf(world, {
    rateOf: (call) => call.rps,
    dividedBy: ({ split }) => split?.replace("VirtualService ", "") ?? null,
    failing: (_, share) => share,
  });

const INGRESS = "istio-system/istio-ingressgateway";

/**
 * Traffic as real proxies move it: what enters through the gateway is divided among its calls, every answered request causes the
 * calls of its workload, and workloads without callers call by themselves.
 *
 * 503 and gRPC status 14 are tried again by the caller's proxy (Istio's default policy, and that of `ratings`), so that next to none of
 * the few per mille is left. Hosts outside never fail.
 *
 * @param rps requests per second into the gateway
 */
export function movedFlows(world: World, rps: number): readonly Flow[] {
  const entering = world.calls.filter((call) => call.from === INGRESS);
  const offered = entering.reduce((sum, call) => sum + call.rps, 0);
  const called = new Set(
    world.calls
      .filter((call) => call.outside === undefined)
      .flatMap((call) => behind(world, serviceNamed(world, call.to)).map(keyOf)),
  );
  const making: Making = {
    rateOf(call) {
      if (call.from === INGRESS) return (call.rps / offered) * rps;
      const caller = callerOf(world, call);
      return called.has(keyOf(caller)) ? answeredBy(caller) * call.calls : call.rps;
    },
    dividedBy: (_, { metadata }) => `${metadata.namespace}/${metadata.name}`,
    failing: (call, share, caller) =>
      call.outside !== undefined || (isInjected(world, caller) && isRetried(call)) ? 0 : share,
  };
  /** Requests per second that a workload answers well. */
  const answeredBy = (deployment: Deployment): number => {
    const flows = flowsOf({ ...world, calls: callsTo(world, deployment) }, making);
    return flows
      .filter((flow) => flow.workload === workloadNode(world, deployment))
      .reduce((sum, flow) => sum + flow.rate - flow.failed - flow.refused, 0);
  };
  return flowsOf(world, making);
}

const isRetried = ({ protocol, code, grpc }: Call): boolean =>
  protocol === "grpc" ? grpc === "14" : code === "503";

const callsTo = (world: World, deployment: Deployment): readonly Call[] =>
  world.calls.filter(
    (call) =>
      call.outside === undefined &&
      behind(world, serviceNamed(world, call.to)).includes(deployment),
  );
