import type { JsonPath } from "../../lib/mesh/manifest/json";
import { pathText } from "../../lib/mesh/manifest/path-text";
import {
  type OfflineObject,
  type OfflineProblem,
  offlineLineOf,
} from "../../lib/mesh/offline/offline-mesh";
import type { Remark, VerdictOf } from "../../lib/mesh/validation/verdict";
import type { ObjectJson } from "../trace/answer-json";

/** A remark as `heddle validate -o json` writes it. */
export type RemarkJson = { readonly path: string; readonly message: string };

/** An object as `heddle validate -o json` writes it. */
export type VerdictJson = {
  readonly object: ObjectJson;
  readonly file: string;
  /** Of the object's first line. */
  readonly line: number;
  readonly valid: boolean;
  readonly errors: readonly RemarkJson[];
  readonly warnings: readonly RemarkJson[];
};

export type JudgedObject = {
  readonly json: VerdictJson;
  readonly known: boolean;
  /** The line of a place in it. */
  readonly lineOf: (path: JsonPath) => number;
  readonly errors: readonly Remark[];
  readonly warnings: readonly Remark[];
};

/** What would be said of an object of a file. */
export function judgeObject(object: OfflineObject, verdictOf: VerdictOf): JudgedObject {
  const { apiVersion, kind, name } = object.identity;
  const { namespace, file } = object;
  const { known, errors, warnings } = verdictOf(object.value, { namespace, name });
  return {
    known,
    errors,
    warnings,
    lineOf: (path) => offlineLineOf(object, path),
    json: {
      object: { apiVersion, kind, namespace, name },
      file,
      line: offlineLineOf(object, []),
      valid: errors.length === 0,
      errors: errors.map(remarkJson),
      warnings: warnings.map(remarkJson),
    },
  };
}

const remarkJson = ({ path, message }: Remark): RemarkJson => ({ path: pathText(path), message });

/** Whether a problem of a file leaves something out. */
export const isUnread = ({ code }: OfflineProblem): boolean =>
  code !== "kind-not-used" && code !== "repeated" && code !== "mesh-config";
