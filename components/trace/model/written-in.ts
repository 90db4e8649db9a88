import type { MeshIndex } from "@/lib/mesh/model/mesh-index";
import { manifestPath } from "@/lib/mesh/routing/spec/spec-path";
import type { IsWritten } from "./answer-sections";

/** Looks places up in the specs of a mesh's objects. */
export const writtenIn =
  (index: MeshIndex): IsWritten =>
  ({ object, path }) => {
    const { kind, cluster, namespace, name } = object;
    const found = index.find(kind, cluster, namespace, name);
    if (found === null || !("spec" in found)) return false;
    const [, ...steps] = manifestPath(path);
    return steps.reduce<unknown>(stepInto, found.spec) !== undefined;
  };

const stepInto = (value: unknown, step: string | number): unknown =>
  typeof value === "object" && value !== null ? Reflect.get(value, step) : undefined;
