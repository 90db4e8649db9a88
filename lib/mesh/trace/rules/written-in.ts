import type { MeshIndex } from "../../model/mesh-index";
import { manifestPath } from "../../routing/spec/spec-path";
import type { Decided } from "../answer";

/** Whether a place of an object is written out, so that it and not a default decides. */
export type IsWritten = (place: Decided) => boolean;

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

/** Where a rule says what it does: the field of a VirtualService first, then that of a Gateway API route. */
export const RULE_FIELDS = {
  timeout: ["timeout", "timeouts"],
  retries: ["retries", "retry"],
  fault: ["fault"],
  redirect: ["redirect", "filters"],
  directResponse: ["directResponse"],
  rewrite: ["rewrite", "filters"],
  mirror: ["mirror", "mirrors", "filters"],
} as const satisfies Readonly<Record<string, readonly string[]>>;

/** The fields of a rule that are written out. */
export const writtenFields = (
  rule: Decided,
  fields: readonly string[],
  isWritten: IsWritten,
): readonly Decided[] =>
  fields.map((field) => ({ ...rule, path: `${rule.path}.${field}` })).filter(isWritten);
