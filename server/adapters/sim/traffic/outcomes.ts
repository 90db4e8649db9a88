import "server-only";
import type { MeshIndex } from "@/lib/mesh/model/mesh-index";
import type { WorkloadResource } from "@/lib/mesh/model/resource";
import { type ResolvedHost, resolveHost, workloadsBehindHost } from "@/lib/mesh/routing/hosts";
import type { Route, RouteDestination, RouteFault } from "@/lib/mesh/routing/route";
import { destinationsOf, selectRoute } from "@/lib/mesh/routing/select-route";
import { subsetWorkloads } from "@/lib/mesh/routing/subsets";
import { routesFor } from "@/lib/mesh/routing/virtual-services";
import { faultsOf } from "./faults";
import {
  answer,
  byOwnProxy,
  type CallEnds,
  grpcStatusOf,
  type NamedService,
  namedByHostHeader,
  type Outcome,
} from "./outcome";
import { arrive } from "./server-side";

/** A part of a call's requests that look alike to the routes. */
type Variant = { readonly share: number; readonly headers: Readonly<Record<string, string>> };

/** What a route does to a request before it leaves. */
type Sent = {
  readonly share: number;
  readonly variant: Variant;
  readonly delayMs: number;
  readonly flags: string;
};

/**
 * All ways in which a call's requests end in this mesh. Shares sum to at most 1; what is missing left no trace
 * (a client without a proxy whose connection was not taken).
 */
export function outcomesOf(index: MeshIndex, ends: CallEnds): readonly Outcome[] {
  if (!ends.proxied) return withoutProxy(index, ends);
  return variantsOf(ends).flatMap((variant) => throughProxy(index, ends, variant));
}

function variantsOf({ call }: CallEnds): readonly Variant[] {
  const marked = call.headers.map((h) => ({ share: h.share, headers: h.set }));
  const rest = 1 - marked.reduce((sum, v) => sum + v.share, 0);
  return [...marked, { share: rest, headers: {} }].filter((v) => v.share > 1e-9);
}

/** kube-proxy picks any ready pod of the service; no route is asked. */
function withoutProxy(index: MeshIndex, ends: CallEnds): readonly Outcome[] {
  const { cluster, namespace } = ends.caller.meta;
  const host = resolveHost(index, cluster, ends.call.host, namespace);
  if (host.type !== "service") return [];
  const sent = { share: 1, variant: { share: 1, headers: {} }, delayMs: 0, flags: "-" };
  return spread(index, ends, sent, {
    host,
    subset: null,
    port: ends.call.port,
    workloads: index.workloadsBehind(host.service),
  });
}

function throughProxy(index: MeshIndex, ends: CallEnds, variant: Variant): readonly Outcome[] {
  const { call, caller } = ends;
  const { routes } = routesFor(index, caller, call.host, call.port);
  if (routes.length === 0) return [unknownHost(ends, variant)];
  const choice = selectRoute(routes, {
    path: call.path,
    method: call.method,
    authority: call.host,
    headers: variant.headers,
  });
  if (choice.type === "no-route") {
    return [byOwnProxy(ends, { code: 404, flags: "NR" }, namedByHostHeader(call), variant.share)];
  }
  if (choice.type === "uncertain") return withDefaultRoute(index, ends, variant);
  return alongRoute(index, ends, variant, choice.route);
}

/** A gateway knows no other hosts; a sidecar lets them pass (outboundTrafficPolicy ALLOW_ANY, Istio's default). */
function unknownHost(ends: CallEnds, variant: Variant): Outcome {
  const named = namedByHostHeader(ends.call);
  if (ends.caller.proxy === "gateway") {
    return byOwnProxy(ends, { code: 404, flags: "NR" }, named, variant.share);
  }
  return outside(ends, { ...named, name: "PassthroughCluster" }, variant.share, 0, "-");
}

function outside(
  ends: CallEnds,
  service: NamedService,
  share: number,
  delayMs: number,
  flags: string,
): Outcome {
  return {
    ...byOwnProxy(ends, { code: 200, flags }, service, share),
    ...answer(ends.call, "200", "0"),
    latency: { ...ends.call.latency, fixed: delayMs },
    answered: true,
  };
}

/** The routing engine could not tell: the request goes where it would without any route. */
function withDefaultRoute(index: MeshIndex, ends: CallEnds, variant: Variant): readonly Outcome[] {
  const { cluster, namespace } = ends.caller.meta;
  const host = resolveHost(index, cluster, ends.call.host, namespace);
  const sent = { share: variant.share, variant, delayMs: 0, flags: "-" };
  return toHost(index, ends, sent, { host, subset: null, port: ends.call.port });
}

function alongRoute(
  index: MeshIndex,
  ends: CallEnds,
  variant: Variant,
  route: Route,
): readonly Outcome[] {
  const { action } = route;
  const { call } = ends;
  if (action.type === "redirect" || action.type === "direct-response") {
    const status = { code: action.status, flags: "-" };
    return [byOwnProxy(ends, status, namedByHostHeader(call), variant.share)];
  }
  const destinations = destinationsOf(route);
  const outcomes = faultsOf(route.fault).flatMap((fault) =>
    destinations.flatMap((destination) => {
      const share = variant.share * fault.share * destination.share;
      const sent = { share, variant, delayMs: fault.delayMs, flags: fault.flags };
      return fault.abort
        ? [aborted(index, ends, sent, destination, fault.abort)]
        : toDestination(index, ends, sent, destination);
    }),
  );
  return mirrored(index, ends, outcomes, route);
}

function aborted(
  index: MeshIndex,
  ends: CallEnds,
  sent: Sent,
  to: RouteDestination,
  abort: NonNullable<RouteFault["abort"]>,
): Outcome {
  const host = resolveHost(
    index,
    ends.caller.meta.cluster,
    to.hostname,
    ends.caller.meta.namespace,
  );
  const http = abort.httpStatus ?? 200;
  const outcome = byOwnProxy(
    ends,
    { code: http, flags: sent.flags },
    nameOf(host, ends),
    sent.share,
  );
  const grpc = abort.grpcStatus ?? grpcStatusOf(http);
  return {
    ...outcome,
    ...answer(ends.call, String(http), grpc),
    latency: { ...outcome.latency, fixed: sent.delayMs },
  };
}

function toDestination(
  index: MeshIndex,
  ends: CallEnds,
  sent: Sent,
  to: RouteDestination,
): readonly Outcome[] {
  const { cluster, namespace } = ends.caller.meta;
  const host = resolveHost(index, cluster, to.hostname, namespace);
  if (to.fails !== null) {
    return [
      byOwnProxy(
        ends,
        { code: to.fails, flags: sent.flags },
        namedByHostHeader(ends.call),
        sent.share,
      ),
    ];
  }
  return toHost(index, ends, sent, { host, subset: to.subset, port: to.port ?? ends.call.port });
}

type Target = {
  readonly host: ResolvedHost;
  readonly subset: string | null;
  readonly port: number;
};

function toHost(index: MeshIndex, ends: CallEnds, sent: Sent, to: Target): readonly Outcome[] {
  const workloads =
    to.subset === null
      ? workloadsBehindHost(index, to.host)
      : subsetWorkloads(index, ends.caller, to.host, to.subset);
  if (workloads === null || to.host.type === "none") {
    const flags = sent.flags === "-" ? "NC" : `${sent.flags},NC`;
    return [byOwnProxy(ends, { code: 503, flags }, namedByHostHeader(ends.call), sent.share)];
  }
  if (to.host.type === "service-entry") {
    return [outside(ends, nameOf(to.host, ends), sent.share, sent.delayMs, sent.flags)];
  }
  return spread(index, ends, sent, { ...to, host: to.host, workloads });
}

type ServiceHost = Extract<ResolvedHost, { readonly type: "service" }>;

/** Evenly over all ready pods; 503 `UH` when there is none. */
function spread(
  index: MeshIndex,
  ends: CallEnds,
  sent: Sent,
  to: {
    readonly host: ServiceHost;
    readonly subset: string | null;
    readonly port: number;
    readonly workloads: readonly WorkloadResource[];
  },
): readonly Outcome[] {
  const ready = to.workloads.reduce((sum, w) => sum + w.replicas.ready, 0);
  const named = nameOf(to.host, ends);
  if (ready === 0) {
    const flags = sent.flags === "-" ? "UH" : `${sent.flags},UH`;
    return ends.proxied ? [byOwnProxy(ends, { code: 503, flags }, named, sent.share)] : [];
  }
  return to.workloads
    .filter((workload) => workload.replicas.ready > 0)
    .flatMap(
      (workload) =>
        arrive(index, ends, {
          service: to.host.service,
          named,
          port: to.port,
          workload,
          subset: to.subset,
          share: (sent.share * workload.replicas.ready) / ready,
          headers: sent.variant.headers,
          delayMs: sent.delayMs,
          flags: sent.flags,
        }) ?? [],
    );
}

function nameOf(host: ResolvedHost, ends: CallEnds): NamedService {
  if (host.type === "service") {
    const { name, namespace } = host.service.meta;
    return { host: host.hostname, name, namespace };
  }
  if (host.type === "service-entry") {
    return { host: host.hostname, name: host.hostname, namespace: host.entry.meta.namespace };
  }
  return namedByHostHeader(ends.call);
}

/** Copies reach their destination without the caller's proxy reporting them. */
function mirrored(
  index: MeshIndex,
  ends: CallEnds,
  outcomes: readonly Outcome[],
  route: Route,
): readonly Outcome[] {
  if (route.mirrors.length === 0) return outcomes;
  const { cluster, namespace } = ends.caller.meta;
  const sent = { share: 1, variant: { share: 1, headers: {} }, delayMs: 0, flags: "-" };
  const mirrors = route.mirrors.map((mirror) => {
    const host = resolveHost(index, cluster, mirror.hostname, namespace);
    const reached = toHost(index, ends, sent, {
      host,
      subset: mirror.subset,
      port: ends.call.port,
    });
    return {
      ratio: mirror.ratio,
      outcomes: reached.map((o) => ({ ...o, reports: { ...o.reports, source: false } })),
    };
  });
  // A request that the fault filter ended is not copied: mirroring happens where it is forwarded.
  return outcomes.map((o) => (o.flags.includes("FI") ? o : { ...o, mirrors }));
}
