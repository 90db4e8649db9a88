import { valueAt } from "@/lib/mesh/manifest/field-change";
import { isJsonObject } from "@/lib/mesh/manifest/json";
import type { MeshIndex } from "@/lib/mesh/model/mesh-index";
import { manifestPath } from "@/lib/mesh/routing/spec/spec-path";
import type { IsWritten } from "./answer-sections";

/** Looks places up in the specs of a mesh's objects. */
export const writtenIn =
  (index: MeshIndex): IsWritten =>
  ({ object, path }) => {
    const { kind, cluster, namespace, name } = object;
    const found = index.find(kind, cluster, namespace, name);
    if (found === null || !("spec" in found) || !isJsonObject(found.spec)) return false;
    return valueAt(found.spec, manifestPath(path).slice(1)) !== undefined;
  };
