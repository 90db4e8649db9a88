import { CONFIG_KINDS, type ConfigKind } from "../../model/kinds";
import type { MeshIndex } from "../../model/mesh-index";
import type { ConfigResource } from "../../model/resource";
import type { AnyAnalyzer } from "../analyzer";
import type { Subject } from "../inputs/subject";
import type { AnalysisContext } from "./context";
import { subjectKey, subjectsOf } from "./subjects";

/** The objects of a draft's keys, in one index. */
export function objectsAt(
  index: MeshIndex,
  touched: ReadonlySet<string>,
): readonly ConfigResource[] {
  return [...touched].flatMap((key) => {
    const ref = refOfKey(key);
    return ref === null ? [] : (index.find(ref.kind, ref.cluster, ref.namespace, ref.name) ?? []);
  });
}

/**
 * Follows a change to the objects whose findings may depend on it: the touched ones, and those that an analyzer names that reads a
 * touched kind.
 *
 * @param before the touched objects as they were
 * @param put as they are, without those that are gone
 * @param context of the mesh after the change
 */
export function affectedBy(
  before: readonly ConfigResource[],
  put: readonly ConfigResource[],
  analyzers: readonly AnyAnalyzer[],
  context: AnalysisContext,
): readonly Subject[] {
  const judged = new Map<string, Subject>(put.map((r) => [subjectKey(r), r]));
  for (const near of [...before, ...put].flatMap((r) => nearTo(r, analyzers, context))) {
    judged.set(subjectKey(near), near);
  }
  const changed = new Set<string>([...before, ...put].map((r) => r.kind));
  const whole = analyzers.filter(
    (a) => a.follow === undefined && a.reads.some((kind) => changed.has(kind)),
  );
  for (const kind of new Set(whole.flatMap((a) => a.judges))) {
    for (const near of subjectsOf(kind, context)) judged.set(subjectKey(near), near);
  }
  return [...judged.values()];
}

/** What the analyzers that read the changed object's kind name; several follow by one function, which is asked once. */
function nearTo(
  changed: ConfigResource,
  analyzers: readonly AnyAnalyzer[],
  context: AnalysisContext,
): readonly Subject[] {
  const ways = analyzers.flatMap((a) => (a.reads.includes(changed.kind) && a.follow) || []);
  return [...new Set(ways)].flatMap((follow) => follow(changed, context));
}

type ConfigRef = {
  readonly cluster: string;
  readonly kind: ConfigKind;
  readonly namespace: string;
  readonly name: string;
};

const KINDS = new Map<string, ConfigKind>(CONFIG_KINDS.map((k) => [k.id, k.id]));

/** A key read back; a cluster's name may hold slashes, the rest does not. */
function refOfKey(key: string): ConfigRef | null {
  const [name = "", namespace = "", id = "", ...cluster] = key.split("/").reverse();
  const kind = KINDS.get(id);
  return kind === undefined
    ? null
    : { cluster: cluster.reverse().join("/"), kind, namespace, name };
}
