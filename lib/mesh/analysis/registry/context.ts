import { memoPerIndex } from "../../model/memo-per-index";
import type { MeshIndex } from "../../model/mesh-index";
import type { ConfigResource, WorkloadResource } from "../../model/resource";
import { serviceParents } from "../../routing/gateway-api/service-parents";
import { virtualServiceGateways, virtualServiceHosts } from "../../routing/rules/claims";
import { qualifyHost, serviceHostname } from "../../routing/spec/host-names";
import type { MeshSettings } from "../../routing/spec/mesh-settings";
import { text, texts } from "../../routing/spec/read-spec";
import { DESTINATION_RULE, GRPC_ROUTE, HTTP_ROUTE, SERVICE_ENTRY, VIRTUAL_SERVICE } from "../codes";
import type { AnalysisInputs } from "../inputs/analysis-inputs";
import type { KubeObject, PodObject } from "../inputs/kube-objects";
import { isObservedKind, type SubjectKind, type SubjectOf } from "../inputs/subject";
import { createHostTable, type HostTable, type Overlaid } from "./host-table";
import { type PodTable, podsOf } from "./mesh-pods";
import { observedOf, podsByPlace } from "./observed";
import { destinationsIn } from "./spec-parts";

/** The mesh as it is to be judged, and the look-ups that analyzers share. */
export type AnalysisContext = {
  readonly index: MeshIndex;
  readonly settings: MeshSettings;
  /** VirtualServices by their hosts, and by the hosts that they send to. */
  readonly claims: HostTable;
  readonly senders: HostTable;
  readonly destinationRules: HostTable;
  readonly serviceEntries: HostTable;
  /** HTTPRoutes and GRPCRoutes by the services that they name as parents. */
  readonly serviceRoutes: HostTable;
  /** All workloads of a cluster by each label of their pods, `key=value`. */
  readonly byLabel: (cluster: string, label: string) => readonly WorkloadResource[];
  /** Namespaces with a workload that has a sidecar. */
  readonly sidecarNamespaces: (cluster: string) => ReadonlySet<string>;
  /** VirtualServices by the gateways that they name, `namespace/name`. */
  readonly gatewayUsers: HostTable;
  readonly inputs: AnalysisInputs;
  /** Whether somebody looked for objects of a kind, in a namespace or anywhere, so that the absence of one is a fact. */
  readonly knows: (kind: SubjectKind, namespace?: string) => boolean;
  readonly pods: (cluster: string) => PodTable;
  /** Objects beside the snapshot, of one kind; empty where none are known. */
  readonly observed: <K extends KubeObject["kind"]>(kind: K) => readonly SubjectOf<K>[];
  readonly podsIn: (cluster: string, namespace: string) => readonly PodObject[];
};

/** Full, in lower case, as istiod reads a DestinationRule's host. */
export const ruleHost = (dr: ConfigResource, settings: MeshSettings): string =>
  qualifyHost(text(dr.spec, "host") ?? "", dr.meta.namespace, settings).toLowerCase();

/** Full, in lower case, as istiod reads a destination of an object. */
export const fullHost = (host: string, from: ConfigResource, settings: MeshSettings): string =>
  qualifyHost(host, from.meta.namespace, settings).toLowerCase();

const ofKind =
  (
    ...kinds: readonly (
      | typeof VIRTUAL_SERVICE
      | typeof DESTINATION_RULE
      | typeof HTTP_ROUTE
      | typeof GRPC_ROUTE
      | typeof SERVICE_ENTRY
    )[]
  ) =>
  (index: MeshIndex): readonly ConfigResource[] =>
    kinds.flatMap((kind) => index.all(kind));

/** One set of tables per settings: hosts are qualified with the mesh's domain. */
function createTables(settings: MeshSettings) {
  const table = createHostTable;
  return {
    claims: table(ofKind(VIRTUAL_SERVICE), (vs) => virtualServiceHosts(vs, settings)),
    senders: table(ofKind(VIRTUAL_SERVICE), (vs) =>
      destinationsIn(vs).map((d) => fullHost(d.host, vs, settings)),
    ),
    destinationRules: table(ofKind(DESTINATION_RULE), (dr) => [ruleHost(dr, settings)]),
    serviceEntries: table(ofKind(SERVICE_ENTRY), (se) =>
      texts(se.spec, "hosts").map((h) => h.toLowerCase()),
    ),
    gatewayUsers: table(ofKind(VIRTUAL_SERVICE), virtualServiceGateways),
    serviceRoutes: table(ofKind(HTTP_ROUTE, GRPC_ROUTE), (route) =>
      serviceParents(route).map((p) => serviceHostname(p.name, p.namespace, settings)),
    ),
  };
}

const tablesKnown = new WeakMap<MeshSettings, ReturnType<typeof createTables>>();

function tablesOf(settings: MeshSettings) {
  const known = tablesKnown.get(settings) ?? createTables(settings);
  tablesKnown.set(settings, known);
  return known;
}

const labelsOf = memoPerIndex((index) => {
  const byLabel = new Map<string, WorkloadResource[]>();
  for (const workload of index.all("Workload")) {
    for (const [key, value] of Object.entries(workload.podLabels)) {
      const at = `${workload.meta.cluster} ${key}=${value}`;
      const known = byLabel.get(at);
      if (known) known.push(workload);
      else byLabel.set(at, [workload]);
    }
  }
  return byLabel;
});

const sidecarsOf = memoPerIndex((index) => {
  const byCluster = new Map<string, Set<string>>();
  for (const { meta, proxy } of index.all("Workload")) {
    if (proxy !== "sidecar" && proxy !== "mixed") continue;
    const known = byCluster.get(meta.cluster) ?? new Set<string>();
    byCluster.set(meta.cluster, known.add(meta.namespace));
  }
  return byCluster;
});

const NONE: ReadonlySet<string> = new Set();

/**
 * @param base an index whose tables may be kept; `index` differs from it in the touched objects alone
 */
export function createContext(
  base: MeshIndex,
  index: MeshIndex,
  overlaid: Overlaid,
  settings: MeshSettings,
  inputs: AnalysisInputs,
): AnalysisContext {
  const tables = tablesOf(settings);
  const only = (...kinds: readonly string[]): Overlaid => ({
    touched: overlaid.touched,
    put: overlaid.put.filter((r) => kinds.includes(r.kind)),
  });
  return {
    index,
    settings,
    claims: tables.claims(base, only(VIRTUAL_SERVICE)),
    senders: tables.senders(base, only(VIRTUAL_SERVICE)),
    destinationRules: tables.destinationRules(base, only(DESTINATION_RULE)),
    serviceEntries: tables.serviceEntries(base, only(SERVICE_ENTRY)),
    serviceRoutes: tables.serviceRoutes(base, only(HTTP_ROUTE, GRPC_ROUTE)),
    // Workloads are no configuration: a draft has those of its base.
    byLabel: (cluster, label) => labelsOf(base).get(`${cluster} ${label}`) ?? [],
    sidecarNamespaces: (cluster) => sidecarsOf(base).get(cluster) ?? NONE,
    gatewayUsers: tables.gatewayUsers(base, only(VIRTUAL_SERVICE)),
    inputs,
    knows: (kind, namespace) =>
      isKnown(kind, base, inputs) &&
      (namespace === undefined || (inputs.within?.get(kind)?.has(namespace) ?? true)),
    pods: (cluster) => podsOf(base, cluster, inputs),
    observed: (kind) => observedOf(kind, inputs),
    podsIn: (cluster, namespace) => podsByPlace(inputs).get(`${cluster}/${namespace}`) ?? [],
  };
}

function isKnown(kind: SubjectKind, index: MeshIndex, inputs: AnalysisInputs): boolean {
  if (!inputs.absent.has(kind)) return inputs.objects !== null || !isObservedKind(kind);
  return !isObservedKind(kind) && index.all(kind).length > 0;
}
