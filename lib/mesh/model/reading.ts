import { bareKind, type Kind } from "./kinds";
import type { SourceStatus } from "./source";

/** What of a cluster is not read, so that nothing may be concluded from its absence. */
export type ClusterReading = {
  readonly cluster: string;
  /** The first lists are complete and changes arrive. */
  readonly current: boolean;
  readonly unread: readonly UnreadResource[];
};

export type UnreadResource = {
  readonly kind: Kind;
  /** As `kubectl` spells it: `services`, `deployments.apps`. */
  readonly resource: string;
  /** Where it is not read; empty for everywhere but in `readIn`. */
  readonly namespace: string;
  readonly readIn: readonly string[];
};

/** Whether what is not read could decide about a request: who made a pod (`jobs.batch`) names its workload and does nothing else. */
export const couldDecide = ({ kind, resource }: UnreadResource): boolean =>
  kind !== "Workload" || resource === "pods";

/** Why an object that is not in the snapshot may exist all the same. */
export type WhyUnread =
  /** No source reads this cluster. */
  | { readonly code: "not-watched"; readonly cluster: string }
  /** The kind is not read here, or not completely. `resources` is empty where the whole cluster is out of reach for the moment. */
  | { readonly code: "not-readable"; readonly kind: Kind; readonly resources: readonly string[] };

/** What the sources say of the completeness of each cluster. */
export const readingOf = (sources: readonly SourceStatus[]): readonly ClusterReading[] =>
  sources
    .filter((source) => source.id === "cluster")
    .map(({ cluster, problems, state }) => ({
      cluster,
      current: state === "ready" || state === "partial",
      unread: problems.flatMap((problem) => {
        switch (problem.code) {
          case "kind-forbidden":
            return [unread(problem, problem.namespace, problem.readIn)];
          case "kind-failing":
            return [unread(problem)];
          case "kind-missing":
            // A kind of Istio's that is not installed has no objects; a cluster without Services is none that Heddle understands.
            return problem.kind === bareKind(problem.kind) ? [unread(problem)] : [];
          default:
            return [];
        }
      }),
    }));

const unread = (
  { kind, resource }: Pick<UnreadResource, "kind" | "resource">,
  namespace = "",
  readIn: readonly string[] = [],
): UnreadResource => ({ kind, resource, namespace, readIn });

const isUnreadIn = (one: UnreadResource, namespace: string | null): boolean => {
  if (namespace === null) return true;
  return one.namespace === "" ? !one.readIn.includes(namespace) : one.namespace === namespace;
};

/**
 * Why an object of this kind may exist although the snapshot does not have it; `null` when its absence is a fact.
 *
 * @param namespace `null` for anywhere
 */
export function whyUnread(
  readings: readonly ClusterReading[],
  {
    cluster,
    kind,
    namespace,
  }: {
    readonly cluster: string;
    readonly kind: Kind;
    readonly namespace: string | null;
  },
): WhyUnread | null {
  const reading = readings.find((candidate) => candidate.cluster === cluster);
  if (!reading) return { code: "not-watched", cluster };
  const missing = reading.unread.filter((one) => one.kind === kind && isUnreadIn(one, namespace));
  if (reading.current && missing.length === 0) return null;
  const resources = [...new Set(missing.map((one) => one.resource))].sort();
  return { code: "not-readable", kind, resources };
}
