import type { ResourceRef, WorkloadResource } from "../model/resource";
import { refOf } from "../model/resource";
import type { AuthorizationRequest } from "../policy/authorization-request";
import { type AuthorizationVerdict, authorize, principalOf } from "../policy/authorize";
import { type MtlsOutcome, mtlsOutcome, workloadPort } from "../policy/mtls";
import type { ResolvedHost } from "../routing/hosts";
import type { Uncertainty } from "../routing/spec/uncertainty";
import type { Decided, TraceAnswer, TraceHop } from "./answer";
import type { TraceMesh } from "./mesh";

/** One workload that a request may reach. */
export type Server = {
  readonly host: ResolvedHost;
  readonly port: number;
  readonly subset: string | null;
  readonly workload: WorkloadResource;
};

/** The request as it arrives, after the caller's proxy changed it. */
export type Arriving = {
  readonly method: string;
  readonly path: string;
  readonly authority: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly http: boolean;
};

/** What the servers make of a request. */
export type ServerSide = {
  readonly mtls: TraceAnswer["mtls"];
  readonly authorization: TraceAnswer["authorization"];
  readonly outcome: "forward" | "denied" | "tls-error";
  readonly status: number | null;
  readonly hops: readonly TraceHop[];
  readonly uncertain: readonly Uncertainty[];
};

type Judged = {
  readonly server: Server;
  readonly tls: MtlsOutcome | null;
  /** `null`: the connection does not come about. */
  readonly verdict: AuthorizationVerdict | null;
};

/** Every server that a request may reach, with how the connection travels and what the server's policies say. */
export function serverSide(
  mesh: TraceMesh,
  caller: WorkloadResource,
  servers: readonly Server[],
  arriving: Arriving,
): ServerSide {
  const judged = servers.map((server) => judge(mesh, caller, server, arriving));
  const refused = judged.filter((j) => j.verdict === null);
  const denied = judged.filter((j) => j.verdict?.verdict === "deny");
  const doubtful = judged.filter((j) => j.verdict?.verdict === "uncertain");
  const all = (part: readonly Judged[]) => judged.length > 0 && part.length === judged.length;
  const outcome = all(refused) ? "tls-error" : all(denied) ? "denied" : "forward";
  const verdict = all(denied)
    ? ("denied" as const)
    : denied.length > 0 || doubtful.length > 0
      ? ("depends" as const)
      : ("allowed" as const);
  return {
    mtls: mtlsOf(judged),
    authorization: { verdict, by: unique(judged.flatMap((j) => decidedBy(j.verdict))) },
    outcome,
    status: outcome === "denied" ? 403 : outcome === "tls-error" ? 503 : null,
    hops: judged.flatMap(hopsOf),
    uncertain: judged.flatMap((j) => [
      ...(j.tls?.uncertain ?? []),
      ...(j.verdict?.uncertain ?? []),
    ]),
  };
}

function judge(
  mesh: TraceMesh,
  caller: WorkloadResource,
  server: Server,
  arriving: Arriving,
): Judged {
  const { index, settings } = mesh;
  const { host, port, subset, workload } = server;
  if (host.type !== "service") return { server, tls: null, verdict: null };
  const tls = mtlsOutcome(
    index,
    { caller, service: host.service, port, workload, subset },
    settings,
  );
  if (tls.result === "refused") return { server, tls, verdict: null };
  const target = workloadPort(host.service, port, workload);
  const request: AuthorizationRequest = {
    source: {
      principal: tls.result === "mtls" ? principalOf(caller, settings) : null,
      ...addressOf(caller),
      requestPrincipal: null,
    },
    port: target ?? undefined,
    protocol: arriving.http ? "http" : "tcp",
    method: arriving.method,
    path: arriving.path,
    host: arriving.authority,
    headers: arriving.headers,
  };
  return { server, tls, verdict: authorize(index, workload, request, settings) };
}

/** The caller's address, where its pods have one and the same. */
function addressOf(caller: WorkloadResource): { readonly ip?: string; readonly remoteIp?: string } {
  const [pod] = caller.pods;
  return caller.pods.length === 1 && pod?.ip ? { ip: pod.ip, remoteIp: pod.ip } : {};
}

const MODES = { mtls: "mtls", plaintext: "plaintext", tls: "tls", refused: "broken" } as const;

/** The worst of the ways in which the connections travel. */
function mtlsOf(judged: readonly Judged[]): TraceAnswer["mtls"] {
  const worst = (["refused", "plaintext", "tls", "mtls"] as const).find((result) =>
    judged.some((j) => j.tls?.result === result),
  );
  if (!worst) return null;
  const deciding = judged.filter((j) => j.tls?.result === worst);
  return { mode: MODES[worst], by: unique(deciding.flatMap((j) => tlsBy(j.tls))) };
}

function tlsBy(tls: MtlsOutcome | null): readonly Decided[] {
  if (tls === null) return [];
  const client = tls.client ? [{ object: tls.client.by, path: tls.client.path }] : [];
  const server = tls.server.by ? [{ object: tls.server.by, path: tls.server.path }] : [];
  return [...client, ...server];
}

function decidedBy(verdict: AuthorizationVerdict | null): readonly Decided[] {
  if (verdict === null) return [];
  if (verdict.by) return [{ object: verdict.by, path: verdict.path }];
  return verdict.unmatched.map((object) => ({ object, path: "" }));
}

function hopsOf({ server, tls, verdict }: Judged): readonly TraceHop[] {
  const proxy = proxyOf(server.workload);
  const facts = { workload: server.workload.meta.name, namespace: server.workload.meta.namespace };
  return [
    ...(tls
      ? [
          {
            at: "mtls" as const,
            proxy,
            by: tlsBy(tls),
            code: tls.result === "refused" ? (tls.reason ?? "refused") : tls.result,
            facts: { ...facts, mode: tls.server.mode },
          },
        ]
      : []),
    ...(verdict
      ? [
          {
            at: "authorization" as const,
            proxy,
            by: decidedBy(verdict),
            code: verdict.verdict,
            facts,
          },
        ]
      : []),
  ];
}

const proxyOf = (workload: WorkloadResource): ResourceRef | null =>
  workload.proxy === "none" ? null : refOf(workload);

function unique(decided: readonly Decided[]): readonly Decided[] {
  return [...new Map(decided.map((d) => [JSON.stringify([d.object, d.path]), d])).values()];
}
