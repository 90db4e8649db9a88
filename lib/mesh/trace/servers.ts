import { type ResourceRef, refOf, type WorkloadResource } from "../model/resource";
import type { AuthorizationRequest } from "../policy/authorization-request";
import { type AuthorizationVerdict, authorize, principalOf } from "../policy/authorize";
import { connectionTo, type MtlsOutcome } from "../policy/connection/connection";
import type { MeshEndpoint } from "../routing/registry/endpoints";
import type { MeshService } from "../routing/registry/mesh-service";
import type { Uncertainty } from "../routing/spec/uncertainty";
import type { DestinationPolicy } from "../routing/subsets";
import type { Decided, TraceAnswer, TraceHop } from "./answer";
import { hop } from "./hop";
import type { TraceMesh } from "./mesh";

/** One server that a request may reach. */
export type Server = {
  readonly service: MeshService;
  readonly port: number;
  readonly subset: string | null;
  readonly policy: DestinationPolicy | null;
  readonly endpoint: MeshEndpoint;
  readonly request: Arriving;
};

/** The request as it arrives, after the caller's proxy changed it. */
export type Arriving = {
  readonly method: string;
  readonly path: string;
  readonly authority: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly http: boolean;
  readonly sni: string | null;
  readonly claims: Readonly<Record<string, unknown>> | null;
};

/** What the servers make of a request. */
export type ServerSide = Pick<
  TraceAnswer,
  "mtls" | "authorization" | "outcome" | "status" | "hops" | "uncertain"
>;

type Way = "mtls" | "plaintext" | "tls" | "broken" | "unknown";

type Judged = {
  readonly way: Way;
  readonly tlsBy: readonly Decided[];
  /** `null`: the connection does not come about. */
  readonly verdict: AuthorizationVerdict | null;
  readonly hops: readonly TraceHop[];
  readonly uncertain: readonly Uncertainty[];
};

/** Every server that a request may reach, with how the connection travels and what the server's policies say. */
export function serverSide(
  mesh: TraceMesh,
  caller: WorkloadResource,
  servers: readonly Server[],
): ServerSide {
  const judged = servers.map((server) => judge(mesh, caller, server));
  const all = (holds: (j: Judged) => boolean) => judged.every(holds);
  const some = (holds: (j: Judged) => boolean) => judged.some(holds);
  const denies = (j: Judged) => j.verdict?.verdict === "deny";
  const broken = all((j) => j.way === "broken");
  const denied = all((j) => j.verdict === null || denies(j)) && some(denies);
  const depends = some(denies) || some((j) => j.verdict?.verdict === "uncertain");
  const outcome = broken ? "tls-error" : denied ? "denied" : "forward";
  const verdict = denied ? "denied" : depends ? "depends" : "allowed";
  return {
    mtls: mtlsOf(judged),
    authorization: { verdict, by: unique(judged.flatMap((j) => decidedBy(j.verdict))) },
    outcome,
    status: outcome === "denied" ? 403 : outcome === "tls-error" ? 503 : null,
    hops: judged.flatMap((j) => j.hops),
    uncertain: judged.flatMap((j) => j.uncertain),
  };
}

function judge(mesh: TraceMesh, caller: WorkloadResource, server: Server): Judged {
  const { index, settings } = mesh;
  const { service, port, subset, policy, endpoint, request } = server;
  const { workload } = endpoint;
  const destination = { service, port, subset, policy };
  const connection = { caller, destination, endpoint, http: request.http };
  const tls = connectionTo(index, connection, settings);
  const way = wayOf(tls, request);
  const proxy = workload === null || workload.proxy === "none" ? null : refOf(workload);
  const facts = workload
    ? { workload: workload.meta.name, namespace: workload.meta.namespace }
    : { address: endpoint.address };
  const code = tls.result === "refused" ? (tls.reason ?? "refused") : tls.result;
  const tlsBy = decidedTls(tls);
  const tlsHop = hop("mtls", code, proxy, tlsBy, { ...facts, mode: tls.server.mode });
  if (way === "broken" || workload === null) {
    return { way, tlsBy, verdict: null, hops: [tlsHop], uncertain: tls.uncertain };
  }
  const asked: AuthorizationRequest = {
    source: {
      principal: principalIn(tls, caller, mesh),
      ...addressOf(caller),
      claims: null,
    },
    port: endpoint.port,
    protocol: tls.layer,
    method: request.method,
    path: request.path,
    host: request.authority,
    headers: request.headers,
    ...(request.sni !== null && { sni: request.sni }),
  };
  const verdict = authorize(index, workload, asked, settings);
  const authorized = hop("authorization", verdict.verdict, proxy, decidedBy(verdict), facts);
  const uncertain = [...tls.uncertain, ...verdict.uncertain];
  return { way, tlsBy, verdict, hops: [tlsHop, authorized], uncertain };
}

/** The client's own TLS stays what it is where no proxy opens it. */
function wayOf({ result }: MtlsOutcome, { sni, http }: Arriving): Way {
  if (result === "refused") return "broken";
  return result === "plaintext" && sni !== null && !http ? "tls" : result;
}

/** Who the server takes the caller for: nobody without mTLS. */
function principalIn(
  { result }: MtlsOutcome,
  caller: WorkloadResource,
  { settings }: TraceMesh,
): string | null | undefined {
  if (result === "unknown") return undefined;
  return result === "mtls" ? principalOf(caller, settings) : null;
}

/** The caller's address, where its pods have one and the same. */
function addressOf(caller: WorkloadResource): { readonly ip?: string; readonly remoteIp?: string } {
  const [pod] = caller.pods;
  return caller.pods.length === 1 && pod?.ip ? { ip: pod.ip, remoteIp: pod.ip } : {};
}

/** The worst of the ways in which the connections travel. */
function mtlsOf(judged: readonly Judged[]): TraceAnswer["mtls"] {
  const worst = (["broken", "plaintext", "tls", "mtls"] as const).find((way) =>
    judged.some((j) => j.way === way),
  );
  if (!worst) return null;
  const deciding = judged.filter((j) => j.way === worst);
  return { mode: worst, by: unique(deciding.flatMap((j) => j.tlsBy)) };
}

function decidedTls(tls: MtlsOutcome): readonly Decided[] {
  const client = tls.client ? [{ object: tls.client.by, path: tls.client.path }] : [];
  const off = tls.off?.by ? [{ object: tls.off.by, path: tls.off.path }] : [];
  const server = tls.server.by ? [{ object: tls.server.by, path: tls.server.path }] : [];
  return [...client, ...off, ...server];
}

function decidedBy(verdict: AuthorizationVerdict | null): readonly Decided[] {
  if (verdict === null) return [];
  if (verdict.by) return [{ object: verdict.by, path: verdict.path }];
  return verdict.unmatched.map((object: ResourceRef) => ({ object, path: "" }));
}

function unique(decided: readonly Decided[]): readonly Decided[] {
  return [...new Map(decided.map((d) => [JSON.stringify([d.object, d.path]), d])).values()];
}
