import type { Finding, Severity } from "../../lib/mesh/analysis/finding";
import type { FieldChange } from "../../lib/mesh/manifest/json";
import { pathText } from "../../lib/mesh/manifest/path-text";
import type { RawObject } from "../../lib/mesh/model/inventory";
import { bareKind } from "../../lib/mesh/model/kinds";
import { recordAt, textAt } from "../../lib/mesh/model/raw/value";
import type { ResourceRef } from "../../lib/mesh/model/resource";
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

/** Where the objects that findings are about come from. */
export type Sources = {
  /** The object of a file; `null` for one that is in none. */
  readonly objectOf: (ref: ResourceRef) => OfflineObject | null;
  /** `null` for an object that nobody read. */
  readonly identityOf: (ref: ResourceRef) => Pick<Named, "apiVersion" | "kind"> | null;
};

/** The objects of files, and those of a cluster beside them, by what findings call them. The last counts where one comes twice, as in the mesh. */
export function sourcesOf(
  objects: readonly OfflineObject[],
  standing: readonly RawObject[] = [],
): Sources {
  const written = byName(objects, ({ identity, namespace }) => ({ ...identity, namespace }));
  const stands = byName(standing, nameOf);
  return {
    objectOf: written,
    identityOf: (ref) => {
      const raw = stands(ref);
      return written(ref)?.identity ?? (raw && nameOf(raw));
    },
  };
}

type Named = {
  readonly apiVersion: string;
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
};

function nameOf(object: RawObject): Named {
  const metadata = recordAt(object, "metadata");
  return {
    apiVersion: textAt(object, "apiVersion") ?? "",
    kind: textAt(object, "kind") ?? "",
    namespace: textAt(metadata, "namespace") ?? "",
    name: textAt(metadata, "name") ?? "",
  };
}

/**
 * Objects by the kind in full (`Gateway.networking.istio.io`), else by the bare kind; those that make pods by any kind, since a workload is
 * the Deployment, or whatever its pods belong to, of its name.
 */
function byName<T>(all: readonly T[], named: (one: T) => Named): (ref: ResourceRef) => T | null {
  let places: ReadonlyMap<string, readonly T[]> | null = null;
  return ({ kind, namespace, name }) => {
    places ??= grouped(all, named);
    const there = places.get(`${namespace}/${name}`) ?? [];
    const like = (isLike: (object: Named) => boolean) =>
      there.findLast((one) => isLike(named(one)));
    const bare = bareKind(kind);
    return (
      like((o) => `${o.kind}.${o.apiVersion.split("/", 1)[0]}` === kind) ??
      like((o) => o.kind === bare) ??
      (kind === "Workload" ? like((o) => WORKLOADS.has(o.kind)) : null) ??
      null
    );
  };
}

function grouped<T>(
  all: readonly T[],
  named: (one: T) => Named,
): ReadonlyMap<string, readonly T[]> {
  const places = new Map<string, T[]>();
  for (const one of all) {
    const { namespace, name } = named(one);
    const place = `${namespace}/${name}`;
    const known = places.get(place);
    if (known) known.push(one);
    else places.set(place, [one]);
  }
  return places;
}

const WORKLOADS = new Set(["Deployment", "StatefulSet", "DaemonSet", "ReplicaSet", "Job", "Pod"]);

export function foundJson(finding: Finding, sources: Sources): FoundJson {
  const source = sources.objectOf(finding.ref);
  const { fix } = finding;
  return {
    code: finding.code,
    severity: finding.severity,
    message: findingsText.sentence(finding),
    object: objectJson(finding.ref, sources),
    path: pathText(finding.path),
    file: source?.file ?? null,
    line: source && offlineLineOf(source, finding.path),
    ...(fix && {
      fix: {
        object: objectJson(fix.ref, sources),
        changes: fix.changes.map((change) => ({ ...change, path: pathText(change.path) })),
      },
    }),
  };
}

function objectJson(ref: ResourceRef, { identityOf }: Sources): ObjectJson {
  const { apiVersion = "", kind = bareKind(ref.kind) } = identityOf(ref) ?? {};
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
