import "server-only";
import { CONFIG_KINDS, type Kind } from "@/lib/mesh/model/kinds";

/** One kind of the API that is listed and watched. */
export type WatchedKind = {
  /** Resource and group as `kubectl` spells them: `pods`, `deployments.apps`. Unique. */
  readonly id: string;
  /** The kind of the model that it feeds; `null` for what is watched for the adapter's own use. */
  readonly feeds: Kind | null;
  readonly group: string;
  readonly kind: string;
  readonly plural: string;
  /** Versions that are understood, best first. */
  readonly versions: readonly string[];
  readonly namespaced: boolean;
  /** `metadata`: labels and names are all that is needed, and all that the server is asked for. */
  readonly form: "whole" | "metadata";
  readonly fieldSelector: string | null;
  /** Objects per page of a list. */
  readonly page: number;
  /** A user without the right to read it has not lost anything that the mesh needs. */
  readonly optional: boolean;
};

type Core = readonly [feeds: Kind, group: string, kind: string, plural: string];

const CORE: readonly Core[] = [
  ["Namespace", "", "Namespace", "namespaces"],
  ["Service", "", "Service", "services"],
  ["EndpointSlice", "discovery.k8s.io", "EndpointSlice", "endpointslices"],
  ["Workload", "", "Pod", "pods"],
  ["Workload", "apps", "Deployment", "deployments"],
  ["Workload", "apps", "StatefulSet", "statefulsets"],
  ["Workload", "apps", "DaemonSet", "daemonsets"],
  // Whole, although those of Deployments are not kept: one of a Rollout says how many pods there should be.
  ["Workload", "apps", "ReplicaSet", "replicasets"],
  ["Workload", "batch", "Job", "jobs"],
  ["Workload", "batch", "CronJob", "cronjobs"],
  ["ServiceAccount", "", "ServiceAccount", "serviceaccounts"],
  ["Secret", "", "Secret", "secrets"],
];

const PAGE = 500;
/**
 * Objects with a pod's specification in them take kilobytes each. Fewer at a time keep 40 MB off the process for good (measured
 * with 1,000 pods): memory that a large page needed once is not given back.
 */
const BULKY_PAGE = 100;

const idOf = (plural: string, group: string) => (group === "" ? plural : `${plural}.${group}`);

/** Types of Secrets that hold no certificate, and are many or large. */
const NO_CERTIFICATES = ["helm.sh/release.v1", "kubernetes.io/service-account-token"];

/**
 * What is asked for of a kind of which not all objects matter: of the others there is nothing to show. A Gateway takes its certificate
 * from a Secret of any type that has the keys (Istio's tasks make generic ones for mutual TLS).
 */
const SELECTED: Readonly<Record<string, string>> = {
  Secret: NO_CERTIFICATES.map((type) => `type!=${type}`).join(),
  ConfigMap: "metadata.name=istio",
};

const core = ([feeds, group, kind, plural]: Core): WatchedKind => ({
  id: idOf(plural, group),
  feeds,
  group,
  kind,
  plural,
  versions: ["v1"],
  namespaced: kind !== "Namespace",
  form: kind === "ServiceAccount" ? "metadata" : "whole",
  fieldSelector: SELECTED[kind] ?? null,
  page: feeds === "Workload" ? BULKY_PAGE : PAGE,
  optional: kind === "Secret",
});

/** The ConfigMap that holds the mesh configuration of the default revision. */
export const MESH_CONFIG_KIND = core(["MeshConfig", "", "ConfigMap", "configmaps"]);

/** All that the mesh is made of. */
export const WATCHED_KINDS: readonly WatchedKind[] = [
  ...CORE.map(core),
  MESH_CONFIG_KIND,
  ...CONFIG_KINDS.map((k) => ({
    id: idOf(k.plural, k.group),
    feeds: k.id,
    group: k.group,
    kind: k.kind,
    plural: k.plural,
    versions: k.versions,
    namespaced: k.namespaced,
    form: "whole" as const,
    fieldSelector: null,
    page: PAGE,
    optional: false,
  })),
];

/** Watched to learn at once when a CRD comes or goes; without the right to, discovery is asked now and then. */
export const CRD_KIND: WatchedKind = {
  id: "customresourcedefinitions.apiextensions.k8s.io",
  feeds: null,
  group: "apiextensions.k8s.io",
  kind: "CustomResourceDefinition",
  plural: "customresourcedefinitions",
  versions: ["v1"],
  namespaced: false,
  form: "metadata",
  fieldSelector: null,
  page: PAGE,
  optional: true,
};

/** Path of a collection, or of one object in it. `namespace` empty is the whole cluster. */
export function resourcePath(
  place: { readonly group: string; readonly version: string; readonly plural: string },
  namespace: string,
  name: string | null = null,
): string {
  const root =
    place.group === "" ? `/api/${place.version}` : `/apis/${place.group}/${place.version}`;
  const scope = namespace === "" ? "" : `/namespaces/${encodeURIComponent(namespace)}`;
  const object = name === null ? "" : `/${encodeURIComponent(name)}`;
  return `${root}${scope}/${place.plural}${object}`;
}
