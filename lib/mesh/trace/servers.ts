import type { WorkloadResource } from "../model/resource";
import type { AuthorizationRequest } from "../policy/authorization-request";
import { principalOf } from "../policy/authorize";
import type { MtlsOutcome } from "../policy/connection/connection";
import { normalizePath } from "../policy/normalize-path";
import type { Uncertainty } from "../routing/spec/uncertainty";
import type { Decided, TraceAnswer, TraceHop } from "./answer";
import { checkedAt } from "./checked";
import type { TraceMesh } from "./mesh";
import { type ConnectionEnd, metConnection } from "./met-connection";

/** One server that a request may reach. */
export type Server = ConnectionEnd & { readonly request: Arriving };

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

type Standing = "broken" | "allowed" | "denied" | "uncertain";

type Judged = {
  readonly way: Way;
  readonly tlsBy: readonly Decided[];
  readonly standing: Standing;
  readonly status: number | null;
  readonly by: readonly Decided[];
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
  const kinds = new Set(judged.map((j) => j.standing));
  const only = (standing: Standing) => kinds.size === 1 && kinds.has(standing);
  const broken = only("broken");
  const denied = only("denied");
  const outcome = broken ? "tls-error" : denied ? "denied" : "forward";
  const [first] = judged;
  return {
    mtls: mtlsOf(judged),
    authorization: {
      verdict: denied ? "denied" : broken || only("allowed") ? "allowed" : "depends",
      by: unique(judged.flatMap((j) => j.by)),
    },
    outcome,
    status: broken ? 503 : denied ? (first?.status ?? null) : null,
    hops: judged.flatMap((j) => j.hops),
    uncertain: judged.flatMap((j) => j.uncertain),
  };
}

function judge(mesh: TraceMesh, caller: WorkloadResource, server: Server): Judged {
  const { endpoint, request } = server;
  const { workload } = endpoint;
  const { http, sni } = request;
  const met = metConnection(mesh, caller, server, { http, ownTls: sni !== null && !http });
  const { tls, by: tlsBy, hop: tlsHop } = met;
  const way = wayOf(tls, request);
  const base = { way, tlsBy, status: null, by: [], hops: [tlsHop], uncertain: tls.uncertain };
  if (way === "broken") return { ...base, standing: "broken" };
  if (workload === null) return { ...base, standing: "allowed" };
  const checked = checkedAt(
    mesh,
    workload,
    {
      source: {
        principal: principalIn(tls, caller, mesh),
        ...addressesOf(caller, request, tls.layer),
      },
      ip: endpoint.address,
      port: endpoint.port,
      protocol: tls.layer,
      method: request.method,
      path: pathRead(request, tls.layer, mesh),
      host: request.authority,
      headers: request.headers,
      sni: serverName(tls, server),
    },
    request.claims,
  );
  const { standing, status, by } = checked;
  return {
    way,
    tlsBy,
    standing,
    status,
    by,
    hops: [tlsHop, ...checked.hops],
    uncertain: [...tls.uncertain, ...checked.uncertain],
  };
}

/** Each proxy that reads HTTP normalizes the path: no other may have done so, or its rules have rewritten it. */
const pathRead = (
  { path }: Arriving,
  layer: MtlsOutcome["layer"],
  { settings }: TraceMesh,
): string => (layer === "http" ? normalizePath(path, settings.pathNormalization) : path);

/** The client's own TLS stays what it is where no proxy opens it. */
function wayOf({ result, sni: sent }: MtlsOutcome, { sni, http }: Arriving): Way {
  if (result === "refused") return "broken";
  const passedOn = result === "plaintext" && (sent === null || sent === undefined);
  return passedOn && sni !== null && !http ? "tls" : result;
}

/** The server name that the server sees: Istio's own for mTLS, the client's where its TLS travels on. */
function serverName(
  { result }: MtlsOutcome,
  { service, port, subset, request }: Server,
): string | null {
  if (result === "mtls") return `outbound_.${port}_.${subset ?? ""}_.${service.written}`;
  return request.http ? null : request.sni;
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

/**
 * The caller's address, which is one of its pods', and the client's as `X-Forwarded-For` tells it to a server that reads HTTP: of a
 * connection the two are one. Source: Envoy `source/extensions/filters/common/rbac/matchers.cc` IPMatcher.
 */
function addressesOf(
  caller: WorkloadResource,
  { headers }: Arriving,
  layer: MtlsOutcome["layer"],
): Pick<AuthorizationRequest["source"], "ip" | "remoteIp"> {
  const addresses = caller.pods.flatMap((pod) => pod.ip ?? []);
  const isKnown = caller.podsOmitted === 0 && addresses.length === caller.pods.length;
  const own = isKnown && addresses.length > 0 ? addresses : null;
  const ip = own === null ? {} : { ip: own };
  // A gateway adds its client's address, which is not known here.
  if (caller.proxy === "gateway") return ip;
  const told = layer === "http" ? headers["x-forwarded-for"]?.split(",").at(-1)?.trim() : undefined;
  const remoteIp = told ?? own;
  return remoteIp === null ? ip : { ...ip, remoteIp };
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

function unique(decided: readonly Decided[]): readonly Decided[] {
  return [...new Map(decided.map((d) => [JSON.stringify([d.object, d.path]), d])).values()];
}
