import type { MeshIndex } from "../../model/mesh-index";
import type { Labels, ServiceResource, WorkloadResource } from "../../model/resource";

/** One version of a service that exists: the workloads whose pods share the label that tells versions apart. */
export type Version = {
  /** The label's value. */
  readonly name: string;
  /** What a subset must ask for. */
  readonly labels: Labels;
  readonly workloads: readonly WorkloadResource[];
  readonly readyPods: number;
};

/** Why a service cannot be split by versions. */
export type NoVersions =
  | { readonly code: "no-workload" }
  /** No label is on all workloads behind the service with more than one value. */
  | { readonly code: "no-version-label"; readonly workloads: readonly string[] };

export type Versions = {
  readonly versions: readonly Version[];
  readonly problem: NoVersions | null;
};

/** Labels that name a version, in the order in which they are looked for. */
const USUAL = ["version", "app.kubernetes.io/version", "service.istio.io/canonical-revision"];

/** Labels that controllers write: they tell pods apart, and never mean the same tomorrow. */
const GENERATED =
  /(^|[./-])(pod-template-hash|controller-revision-hash|pod-template-generation|job-name|pod-name|pod-index)$/;

/**
 * The versions of a service that run or could: one for each value of the label that tells its workloads apart.
 *
 * With one workload the version is that workload, by the usual label where it has one.
 */
export function versionsOf(index: MeshIndex, service: ServiceResource): Versions {
  const workloads = index.workloadsBehind(service);
  if (workloads.length === 0) return { versions: [], problem: { code: "no-workload" } };
  const key = versionLabel(workloads);
  if (key === null) {
    const names = workloads.map((w) => w.meta.name);
    return { versions: [], problem: { code: "no-version-label", workloads: names } };
  }
  const names = [...new Set(workloads.map((w) => w.podLabels[key] ?? ""))];
  const versions = names.map((name) => {
    const group = workloads.filter((w) => w.podLabels[key] === name);
    const readyPods = group.reduce((sum, w) => sum + w.replicas.ready, 0);
    return { name, labels: { [key]: name }, workloads: group, readyPods };
  });
  return { versions: versions.toSorted(byNumber), problem: null };
}

function versionLabel(workloads: readonly WorkloadResource[]): string | null {
  const [first] = workloads;
  const onAll = Object.keys(first?.podLabels ?? {}).filter((key) =>
    workloads.every((w) => (w.podLabels[key] ?? "") !== ""),
  );
  const differs = (key: string) =>
    workloads.length === 1 || new Set(workloads.map((w) => w.podLabels[key])).size > 1;
  const candidates = [
    ...USUAL,
    ...onAll.filter((key) => !USUAL.includes(key) && !GENERATED.test(key)).toSorted(),
  ];
  const usable = workloads.length === 1 ? USUAL : candidates;
  return usable.find((key) => onAll.includes(key) && differs(key)) ?? null;
}

/** `v2` before `v10`. */
const byNumber = (a: Version, b: Version): number =>
  a.name.localeCompare(b.name, "en", { numeric: true });
