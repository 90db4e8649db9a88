import type { Raw } from "../../model/raw/value";
import type { AnalysisContext } from "./context";

/** The mesh configuration of a cluster's default control plane as it is written; `null` for none, which is Istio's defaults. */
export function meshConfigOf({ index, settings }: AnalysisContext, cluster: string): Raw | null {
  return index.find("MeshConfig", cluster, settings.rootNamespace, "istio")?.mesh ?? null;
}
