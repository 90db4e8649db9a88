import { type MeshResource, refKey } from "../../model/resource";
import { isObservedKind, type Subject, type SubjectKind } from "../inputs/subject";
import type { AnalysisContext } from "./context";
import { isSystemNamespace } from "./system-namespaces";

/** All objects of a kind but those of the cluster's own namespaces. */
export function subjectsOf(kind: SubjectKind, context: AnalysisContext): readonly Subject[] {
  const all: readonly Subject[] = isObservedKind(kind)
    ? context.observed(kind)
    : (context.index.all(kind) satisfies readonly MeshResource[]);
  return all.filter(isJudged);
}

const isJudged = ({ kind, meta }: Subject): boolean =>
  !isSystemNamespace(kind === "Namespace" ? meta.name : meta.namespace);

export const subjectKey = ({ kind, meta }: Subject): string =>
  refKey({ kind, cluster: meta.cluster, namespace: meta.namespace, name: meta.name });
