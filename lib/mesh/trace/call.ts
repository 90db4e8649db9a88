import type { WorkloadResource } from "../model/resource";
import { refOf } from "../model/resource";
import { normalizePath } from "../policy/normalize-path";
import { dialledName, fullNames } from "../routing/outbound/dns";
import { type Scope, scopeOf } from "../routing/outbound/scope";
import type { MeshService } from "../routing/registry/mesh-service";
import type { TraceMesh } from "./mesh";
import type { TraceRequest } from "./request";
import type { WireRequest } from "./wire";

/** A request as the caller's proxy meets it. */
export type Call = {
  readonly request: TraceRequest;
  /** The workload that calls; without a proxy where the request leaves it out. */
  readonly caller: WorkloadResource;
  /** `null`: no proxy takes part at the caller's. */
  readonly proxy: ReturnType<typeof refOf> | null;
  readonly scope: Scope;
  readonly wire: WireRequest;
  /** Of a token that the caller's own proxy has accepted: a gateway's. */
  readonly claims: Readonly<Record<string, unknown>> | null;
  /** Names in lower case, without the authority. */
  readonly headers: Readonly<Record<string, string>>;
};

export function callOf(mesh: TraceMesh, request: TraceRequest, caller: WorkloadResource): Call {
  const { index, settings } = mesh;
  const own = request.plaintext ? { ...caller, proxy: "none" as const } : caller;
  const scope = scopeOf(index, caller, settings);
  const named = Object.entries(request.headers).map(([k, v]) => [k.toLowerCase(), v] as const);
  const { host, ":authority": pseudo, ...headers } = Object.fromEntries(named);
  const { name } = dialledName(request.host);
  const hasProxy = own.proxy !== "none";
  const path = request.path === "" ? "/" : request.path;
  return {
    request,
    caller: own,
    proxy: hasProxy ? refOf(caller) : null,
    scope,
    claims: null,
    headers,
    wire: {
      scheme: "http",
      authority: pseudo ?? host ?? request.host,
      path: hasProxy ? normalizePath(path, settings.pathNormalization) : path,
      port: request.port ?? onlyPort(scope, name) ?? (request.sni === null ? 80 : 443),
    },
  };
}

/** The only port of the service that a name means to the caller. */
function onlyPort(scope: Scope, name: string): number | null {
  const { domainSuffix } = scope.settings;
  const names = [
    name,
    `${name}.${scope.namespace}.svc.${domainSuffix}`,
    `${name}.svc.${domainSuffix}`,
    `${name}.${domainSuffix}`,
  ];
  const found = names.flatMap((n) => scope.cluster(n.replace(/\.$/, "")) ?? [])[0];
  return found?.ports.size === 1 ? ([...found.ports][0] ?? null) : null;
}

export const nameOf = (host: string): string => host.toLowerCase().replace(/\.$/, "");

/** What the dialled name may mean; the best first. */
export function servicesNamed({ scope, request }: Call): readonly MeshService[] {
  const names = fullNames(nameOf(request.host), scope.namespace, scope.settings.domainSuffix);
  return names.flatMap((n) => scope.registry.named(n));
}
