import { type ResourceRef, refKey, refOf } from "../model/resource";
import { clusterOf } from "../routing/outbound/cluster";
import type { MeshService } from "../routing/registry/mesh-service";
import type { TraceAnswer, TraceHop } from "./answer";
import { type Call, callOf } from "./call";
import { callerOf } from "./caller";
import type { TraceMesh } from "./mesh";
import type { TraceRequest } from "./request";

/** How a share of a request ends: taken by a server, turned away by each one, or without one that could take it. */
export type BranchEnd = "arrives" | "refused" | "lost";

/** Where one share of a request goes. */
export type TraceBranch = {
  readonly host: string;
  readonly subset: string | null;
  /** What the host is in the caller's registry; `null` where it is not in it. */
  readonly entry: ResourceRef | null;
  /** Those that take it. Empty where none does, and where it leaves for addresses that are no workload's. */
  readonly workloads: readonly ResourceRef[];
  /** 0..1; of a mirror the share of the requests that it copies. */
  readonly share: number;
  readonly mirror: boolean;
  readonly ends: BranchEnd;
  /** A host that is in no registry goes past all rules, or is blocked. */
  readonly outside: "passthrough" | "blackhole" | null;
};

/** The way of a request through the mesh: who sends it, what it passes, and where its shares go. */
export type TraceCourse = {
  /** The workload that sends it; of a Gateway the one that it runs on. `null` where there is none. */
  readonly caller: ResourceRef | null;
  /** The waypoint that it passes before it parts. */
  readonly waypoint: ResourceRef | null;
  /** Empty where the caller's proxy sends nothing on. */
  readonly branches: readonly TraceBranch[];
};

/**
 * The way of a request, as its answer has it.
 *
 * @param answer what `traceRequest` says of the same request
 */
export function courseOf(mesh: TraceMesh, request: TraceRequest, answer: TraceAnswer): TraceCourse {
  const caller = callerOf(mesh, request.from);
  if (caller === null) return { caller: null, waypoint: null, branches: [] };
  const call = callOf(mesh, request, caller);
  const waypoint = answer.hops.find(({ code }) => code === "waypoint")?.proxy ?? null;
  return { caller: refOf(caller), waypoint, branches: branchesOf(mesh, call, answer) };
}

function branchesOf(mesh: TraceMesh, call: Call, answer: TraceAnswer): readonly TraceBranch[] {
  const { outcome, destinations, mirror, fault } = answer;
  // An injected answer to all of them: nothing is sent.
  if (fault?.abort?.percent === 100) return [];
  if (outcome === "passthrough" || outcome === "blackhole") {
    return [outsideBranch(call.request.host, outcome)];
  }
  const forwarded = destinations.map(
    (d): TraceBranch => branchTo(mesh, call, answer, { ...d, mirror: false }),
  );
  const copies = mirror.map(
    ({ percent, ...d }): TraceBranch =>
      branchTo(mesh, call, answer, { ...d, share: percent / 100, endpoints: null, mirror: true }),
  );
  return [...forwarded, ...copies];
}

const outsideBranch = (host: string, outside: "passthrough" | "blackhole"): TraceBranch => ({
  ...{ host, subset: null, entry: null, workloads: [], share: 1, mirror: false },
  ends: outside === "passthrough" ? "arrives" : "refused",
  outside,
});

type End = TraceAnswer["destinations"][number] & { readonly mirror: boolean };

function branchTo(mesh: TraceMesh, call: Call, answer: TraceAnswer, end: End): TraceBranch {
  const { host, subset, share, mirror } = end;
  const { service, workloads } = behind(mesh, call, end);
  const isLost = end.endpoints === 0;
  return {
    ...{ host, subset, share, mirror, outside: null },
    entry: service === null ? null : refOf(service.resource),
    workloads: isLost ? [] : workloads,
    ends: isLost ? "lost" : isRefused(answer.hops, workloads) ? "refused" : "arrives",
  };
}

type Behind = { readonly service: MeshService | null; readonly workloads: readonly ResourceRef[] };

function behind({ index }: TraceMesh, call: Call, { host, subset, port }: End): Behind {
  const { scope, caller } = call;
  const cluster = clusterOf(index, scope, caller, { hostname: host.toLowerCase(), port, subset });
  if ("missing" in cluster) {
    const [named = null] = scope.registry.named(host.toLowerCase());
    return { service: named, workloads: [] };
  }
  const { service, endpoints } = cluster;
  const { resource } = service;
  const all =
    endpoints?.map(({ workload }) => workload) ??
    (resource.kind === "Service" ? index.workloadsBehind(resource) : []);
  const refs = all.flatMap((workload) => (workload === null ? [] : [refOf(workload)]));
  return { service, workloads: [...new Map(refs.map((ref) => [refKey(ref), ref])).values()] };
}

/** Every one of the workloads turns it away. */
const isRefused = (hops: readonly TraceHop[], workloads: readonly ResourceRef[]): boolean =>
  workloads.length > 0 &&
  workloads.every((ref) =>
    hops.some(
      (hop) =>
        hop.facts["workload"] === ref.name &&
        hop.facts["namespace"] === ref.namespace &&
        turnsAway(hop),
    ),
  );

const TRAVELS: ReadonlySet<string> = new Set(["mtls", "plaintext", "tls", "unknown"]);

function turnsAway({ at, code }: TraceHop): boolean {
  if (at === "mtls") return !TRAVELS.has(code);
  if (at === "token") return code === "token-invalid";
  return at === "authorization" && code.startsWith("denied");
}
