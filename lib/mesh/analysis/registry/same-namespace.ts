import type { ConfigResource } from "../../model/resource";
import type { AnalysisContext } from "./context";

/** Objects of the changed one's own kind in its namespace. */
export const sameNamespace = (
  { kind, meta }: ConfigResource,
  { index }: AnalysisContext,
): readonly ConfigResource[] => index.inNamespace(kind, meta.cluster, meta.namespace);

export const nameOf = ({ meta }: ConfigResource): string => `${meta.namespace}/${meta.name}`;
