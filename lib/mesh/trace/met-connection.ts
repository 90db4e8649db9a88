import { memoPerIndex } from "../model/memo-per-index";
import { refOf, type WorkloadResource } from "../model/resource";
import { connectionTo, type MtlsOutcome } from "../policy/connection/connection";
import type { MeshEndpoint } from "../routing/registry/endpoints";
import type { MeshService } from "../routing/registry/mesh-service";
import type { DestinationPolicy } from "../routing/subsets";
import type { Decided, TraceHop } from "./answer";
import { hop } from "./hop";
import type { TraceMesh } from "./mesh";

/** Where a connection goes. */
export type ConnectionEnd = {
  readonly service: MeshService;
  readonly port: number;
  readonly subset: string | null;
  readonly policy: DestinationPolicy | null;
  readonly endpoint: MeshEndpoint;
};

/** How a connection meets one server, and the hop that says so. */
export type MetConnection = {
  readonly tls: MtlsOutcome;
  readonly by: readonly Decided[];
  readonly hop: TraceHop;
};

type Known = MetConnection &
  Pick<ConnectionEnd, "service" | "policy"> &
  Pick<TraceMesh, "settings">;

const known = memoPerIndex(() => new WeakMap<MeshEndpoint, Map<string, Known>>());

/**
 * How a caller's connection meets a server. Callers with the same kind of proxy that follow the same DestinationRule are met alike, so that
 * it is worked out once for them; where a tunnel is in question, or pods differ among themselves, for each on its own.
 *
 * @param ownTls the bytes are the client's own TLS
 */
export function metConnection(
  mesh: TraceMesh,
  caller: WorkloadResource,
  end: ConnectionEnd,
  { http, ownTls }: { readonly http: boolean; readonly ownTls: boolean },
): MetConnection {
  const { endpoint, service, policy } = end;
  const isAlone =
    OF_ITS_OWN.has(caller.proxy) || OF_ITS_OWN.has(endpoint.workload?.proxy ?? "none");
  if (isAlone) return meet(mesh, caller, end, http, ownTls);
  const { index, settings } = mesh;
  const all = known(index);
  const memo = all.get(endpoint) ?? new Map<string, Known>();
  all.set(endpoint, memo);
  const key = `${caller.proxy}/${end.port}/${end.subset ?? ""}/${http}${ownTls}`;
  const hit = memo.get(key);
  if (hit?.service === service && hit.policy === policy && hit.settings === settings) return hit;
  const made = { ...meet(mesh, caller, end, http, ownTls), service, policy, settings };
  memo.set(key, made);
  return made;
}

/** Whether these speak the mesh's tunnel is a matter of both ends' labels; of a mixture it is said which workload is one. */
const OF_ITS_OWN: ReadonlySet<WorkloadResource["proxy"]> = new Set([
  "ambient",
  "waypoint",
  "mixed",
]);

function meet(
  { index, settings }: TraceMesh,
  caller: WorkloadResource,
  { service, port, subset, policy, endpoint }: ConnectionEnd,
  http: boolean,
  ownTls: boolean,
): MetConnection {
  const destination = { service, port, subset, policy };
  const tls = connectionTo(index, { caller, destination, endpoint, http, ownTls }, settings);
  const { workload } = endpoint;
  const proxy = workload === null || workload.proxy === "none" ? null : refOf(workload);
  const facts = workload
    ? { workload: workload.meta.name, namespace: workload.meta.namespace }
    : { address: endpoint.address };
  const code = tls.result === "refused" ? (tls.reason ?? "refused") : tls.result;
  const by = decidedTls(tls);
  return { tls, by, hop: hop("mtls", code, proxy, by, { ...facts, mode: tls.server.mode }) };
}

function decidedTls(tls: MtlsOutcome): readonly Decided[] {
  const client = tls.client ? [{ object: tls.client.by, path: tls.client.path }] : [];
  const off = tls.off?.by ? [{ object: tls.off.by, path: tls.off.path }] : [];
  const server = tls.server.by ? [{ object: tls.server.by, path: tls.server.path }] : [];
  return [...client, ...off, ...server];
}
