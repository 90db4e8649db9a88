import { memoPerIndex } from "../../model/memo-per-index";
import type { WorkloadResource } from "../../model/resource";
import { type ClientTls, clientTls } from "../../policy/client-tls";
import { hasCertificates } from "../../policy/connection/client-side";
import type { DestinationSetting } from "../../routing/destination/destination-setting";
import { destinationSettings } from "../../routing/destination/destination-settings";
import type { Placed } from "../../routing/destination/locality-match";
import {
  type LocalityRule,
  localityShares,
  preferredServers,
} from "../../routing/destination/locality-shares";
import type { Cluster } from "../../routing/outbound/cluster";
import { localityOf, type MeshEndpoint } from "../../routing/registry/endpoints";
import type { MeshService } from "../../routing/registry/mesh-service";
import type { Route, RouteDestination } from "../../routing/route";
import { manifestPath } from "../../routing/spec/spec-path";
import { isSince } from "../../routing/spec/versions";
import type { TraceHop } from "../answer";
import { hop } from "../hop";
import type { TraceMesh } from "../mesh";

/** A destination that a rule sends to, as the caller's proxy has it. */
export type AtDestination = {
  readonly route: Route;
  readonly destination: RouteDestination;
  readonly cluster: Cluster;
  readonly http: boolean;
};

/** What holds at a destination beside where it is: one hop for each setting of the DestinationRule in force, or of the mesh. */
export function settingHops(
  mesh: TraceMesh,
  caller: WorkloadResource,
  proxy: TraceHop["proxy"],
  at: AtDestination,
): readonly TraceHop[] {
  const { found, tls, facts } = settingsAt(mesh, at);
  const own = found.map(({ spec, ...s }): TraceHop => {
    const shares =
      spec && !mayFlowOver(mesh, s.code, at.cluster.service)
        ? sharesFacts({ code: s.code, spec }, caller, at.cluster.endpoints ?? [])
        : null;
    return { ...s, proxy, facts: shares ? { ...s.facts, ...shares } : s.facts };
  });
  if (tls === null) return own;
  const code = hasCertificates(mesh.index, caller, tls)
    ? MODES[tls.mode]
    : "tls-without-certificates";
  const named = tls.sni === null ? facts : { ...facts, sni: tls.sni };
  return [...own, hop("tls", code, proxy, [{ object: tls.by, path: tls.path }], named)];
}

/**
 * Whether some requests go past the first priority though all that are ready answer: Envoy counts servers that it knows to be unready, and
 * sends on what more than a third of them leaves over.
 *
 * Source: https://www.envoyproxy.io/docs/envoy/latest/intro/arch_overview/upstream/load_balancing/priority
 */
function mayFlowOver({ index, settings }: TraceMesh, code: string, service: MeshService): boolean {
  const { resource } = service;
  if (code === "distribute" || resource.kind !== "Service") return false;
  if (!isSince(settings, "unready-endpoints-sent")) return false;
  return index.slicesOf(resource).some((slice) => slice.endpoints.some((e) => !e.ready));
}

/** `region/zone 25 %`: what each locality gets of this caller's requests; else how many servers get all, where that is certain. */
function sharesFacts(
  rule: LocalityRule,
  caller: WorkloadResource,
  servers: readonly MeshEndpoint[],
): TraceHop["facts"] {
  const from = standingOf(caller);
  const shares = localityShares(rule, from, servers);
  if (shares) {
    return {
      localities: shares.map((s) => `${s.locality || "no locality"} ${percent(s.share)} %`),
    };
  }
  const first = preferredServers(rule, from, servers);
  return first ? { preferred: first.length } : {};
}

const standings = new WeakMap<WorkloadResource, Placed>();

/** Where a workload stands; not known where its pods stand in several places. */
export function standingOf(caller: WorkloadResource): Placed {
  const known = standings.get(caller);
  if (known) return known;
  const { podLabels, pods } = caller;
  const places = pods.map(({ ownLabels }) => localityOf({ ...podLabels, ...ownLabels }));
  const [place = localityOf(podLabels), ...others] = new Set(places);
  const made = { locality: others.length > 0 ? null : place, labels: podLabels };
  standings.set(caller, made);
  return made;
}

const percent = (share: number): string => String(Math.round(share * 1000) / 10);

/** Of all callers that follow the same DestinationRule. */
type Settings = {
  readonly policy: Cluster["policy"];
  readonly mesh: TraceMesh["settings"];
  /** With the destination among the facts. */
  readonly found: readonly DestinationSetting[];
  readonly tls: ClientTls | null;
  readonly facts: TraceHop["facts"];
};

const known = memoPerIndex(() => new WeakMap<MeshService, Map<string, Settings>>());

/** What holds at a destination before anything of one caller is asked. */
export function settingsAt(
  { index, settings: mesh }: TraceMesh,
  { route, destination, cluster, http }: AtDestination,
): Settings {
  const { service, policy, port } = cluster;
  const { subset } = destination;
  const portWritten = policy === null || isPortWritten(index, route, destination);
  const direct = cluster.endpoints === null;
  const all = known(index);
  const memo = all.get(service) ?? new Map<string, Settings>();
  all.set(service, memo);
  const key = `${port}/${subset ?? ""}/${http}${direct}${portWritten}`;
  const hit = memo.get(key);
  if (hit && hit.policy === policy && hit.mesh === mesh) return hit;
  const facts = { host: service.written, port, ...(subset !== null && { subset }) };
  const asked = { service, policy, port, subset, http, direct, portWritten };
  const found = destinationSettings(index, asked, mesh).map((s) => ({
    ...s,
    facts: { ...facts, ...s.facts },
  }));
  const tls = policy && clientTls(policy, port, subset, mesh);
  const explicit = tls?.endpointsOnly === true ? null : tls;
  const made: Settings = { policy, mesh, found, tls: explicit, facts };
  memo.set(key, made);
  return made;
}

const MODES: Readonly<Record<ClientTls["mode"], string>> = {
  DISABLE: "plain-text",
  SIMPLE: "simple",
  MUTUAL: "mutual",
  ISTIO_MUTUAL: "istio-mutual",
};

const written = new WeakMap<RouteDestination, boolean>();

/** The service's own route and those of the Gateway API name the port always; in a VirtualService it may be left out. */
function isPortWritten(
  index: TraceMesh["index"],
  { by, path }: Route,
  destination: RouteDestination,
): boolean {
  if (path === "" || by.kind !== VIRTUAL_SERVICE) return true;
  const hit = written.get(destination);
  if (hit !== undefined) return hit;
  const vs = index.find(VIRTUAL_SERVICE, by.cluster, by.namespace, by.name);
  const [, ...steps] = manifestPath(`${destination.path}.destination.port`);
  const found = steps.reduce<unknown>(stepInto, vs?.spec) !== undefined;
  written.set(destination, found);
  return found;
}

const VIRTUAL_SERVICE = "VirtualService.networking.istio.io";

const stepInto = (value: unknown, step: string | number): unknown =>
  typeof value === "object" && value !== null ? Reflect.get(value, step) : undefined;
