import type { Finding, Severity } from "../../lib/mesh/analysis/finding";
import type { FieldChange } from "../../lib/mesh/manifest/json";
import { pathText } from "../../lib/mesh/manifest/path-text";
import { bareKind } from "../../lib/mesh/model/kinds";
import { type ResourceRef, refKey } from "../../lib/mesh/model/resource";
import { type OfflineObject, offlineLineOf } from "../../lib/mesh/offline/offline-mesh";
import { findingsText } from "../../lib/messages/findings";
import type { ObjectJson } from "../trace/answer-json";

/** A finding as `heddle analyze -o json` writes it. */
export type FoundJson = {
  readonly code: string;
  readonly severity: Severity;
  readonly message: string;
  readonly object: ObjectJson;
  readonly path: string;
  /** `null` for an object that is in no file. */
  readonly file: string | null;
  readonly line: number | null;
  readonly fix?: { readonly object: ObjectJson; readonly changes: readonly ChangeJson[] };
};

type ChangeJson = Omit<FieldChange, "path"> & { readonly path: string };

/** Finds the object of a file that a finding is about. */
export type Sources = (ref: ResourceRef) => OfflineObject | null;

/**
 * The objects of files by what findings call them. A workload is the Deployment, or whatever its pods belong to, of its name; the first
 * counts where one object comes twice.
 */
export function sourcesOf(objects: readonly OfflineObject[]): Sources {
  const byKey = new Map<string, OfflineObject>();
  const byName = new Map<string, OfflineObject>();
  for (const object of objects) {
    const { kind, name } = object.identity;
    const named = `${kind}/${object.namespace}/${name}`;
    const anyKind = `${object.namespace}/${name}`;
    if (object.ref && !byKey.has(refKey(object.ref))) byKey.set(refKey(object.ref), object);
    if (!byName.has(named)) byName.set(named, object);
    if (WORKLOADS.has(kind) && !byName.has(anyKind)) byName.set(anyKind, object);
  }
  return (ref) =>
    byKey.get(refKey(ref)) ??
    byName.get(`${bareKind(ref.kind)}/${ref.namespace}/${ref.name}`) ??
    (ref.kind === "Workload" ? (byName.get(`${ref.namespace}/${ref.name}`) ?? null) : null);
}

const WORKLOADS = new Set(["Deployment", "StatefulSet", "DaemonSet", "ReplicaSet", "Job", "Pod"]);

export function foundJson(finding: Finding, sources: Sources): FoundJson {
  const source = sources(finding.ref);
  const { fix } = finding;
  return {
    code: finding.code,
    severity: finding.severity,
    message: findingsText.sentence(finding),
    object: objectOf(finding.ref, source),
    path: pathText(finding.path),
    file: source?.file ?? null,
    line: source && offlineLineOf(source, finding.path),
    ...(fix && {
      fix: {
        object: objectOf(fix.ref, sources(fix.ref)),
        changes: fix.changes.map((change) => ({ ...change, path: pathText(change.path) })),
      },
    }),
  };
}

function objectOf(ref: ResourceRef, source: OfflineObject | null): ObjectJson {
  const { apiVersion = "", kind = bareKind(ref.kind) } = source?.identity ?? {};
  return { apiVersion, kind, namespace: ref.namespace, name: ref.name };
}

const RANKS: readonly Severity[] = ["error", "warning", "info"];

/** 0 for errors. */
export const rankOf = (severity: Severity): number => RANKS.indexOf(severity);

/** The worst first, then by code and place. */
export function inOrder(a: FoundJson, b: FoundJson): number {
  const key = (f: FoundJson) =>
    [f.code, f.object.kind, f.object.namespace, f.object.name, f.path].join(" ");
  const [x, y] = [key(a), key(b)];
  return rankOf(a.severity) - rankOf(b.severity) || (x < y ? -1 : x > y ? 1 : 0);
}
