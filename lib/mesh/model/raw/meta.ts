import type { ResourceMeta } from "../resource";
import { booleanAt, type Raw, recordAt, recordsAt, stringsAt, textAt } from "./value";

/** Copies of the object inside the object, and a time that changes with every endpoint: they say nothing about the mesh. */
const DROPPED_ANNOTATIONS: ReadonlySet<string> = new Set([
  "kubectl.kubernetes.io/last-applied-configuration",
  "endpoints.kubernetes.io/last-change-trigger-time",
]);

const isPathSegment = (text: string) => !text.includes("/");

/** Namespace and name of an object, or `null` when it has none that an identity can be made of. */
export function identityOf(
  object: Raw,
  scope: "namespaced" | "cluster",
): { readonly namespace: string; readonly name: string } | null {
  const metadata = recordAt(object, "metadata");
  const name = textAt(metadata, "name");
  if (name === null || !isPathSegment(name)) return null;
  if (scope === "cluster") return { namespace: "", name };
  const namespace = textAt(metadata, "namespace");
  return namespace === null || !isPathSegment(namespace) ? null : { namespace, name };
}

export const labelsOf = (object: Raw) => stringsAt(recordAt(object, "metadata"), "labels");

export const annotationsOf = (object: Raw) =>
  stringsAt(recordAt(object, "metadata"), "annotations", DROPPED_ANNOTATIONS);

export function readMeta(
  cluster: string,
  identity: { readonly namespace: string; readonly name: string },
  object: Raw,
): ResourceMeta {
  const metadata = recordAt(object, "metadata");
  return {
    cluster,
    namespace: identity.namespace,
    name: identity.name,
    uid: textAt(metadata, "uid") ?? "",
    resourceVersion: textAt(metadata, "resourceVersion") ?? "",
    createdAt: textAt(metadata, "creationTimestamp"),
    labels: labelsOf(object),
    annotations: annotationsOf(object),
  };
}

/** Whether deletion has been asked for. */
export const isTerminating = (object: Raw): boolean =>
  textAt(recordAt(object, "metadata"), "deletionTimestamp") !== null;

export type Owner = { readonly apiVersion: string; readonly kind: string; readonly name: string };

/** The owner that manages the object (`controller: true`), or `null`. */
export function controllerOf(object: Raw): Owner | null {
  for (const owner of recordsAt(recordAt(object, "metadata"), "ownerReferences")) {
    const kind = textAt(owner, "kind");
    const name = textAt(owner, "name");
    if (booleanAt(owner, "controller") !== true || kind === null || name === null) continue;
    return { apiVersion: textAt(owner, "apiVersion") ?? "", kind, name };
  }
  return null;
}

/** Field managers by the time of their last write, newest last; managers of the status do not own the object. */
export function managersOf(object: Raw): readonly string[] {
  const entries = recordsAt(recordAt(object, "metadata"), "managedFields")
    .filter((entry) => textAt(entry, "subresource") === null)
    .map((entry) => ({ manager: textAt(entry, "manager"), time: textAt(entry, "time") ?? "" }))
    .sort((a, b) => (a.time < b.time ? -1 : a.time > b.time ? 1 : 0));
  const newestLast = new Set<string>();
  for (const { manager } of entries) {
    if (manager === null) continue;
    newestLast.delete(manager);
    newestLast.add(manager);
  }
  return [...newestLast];
}
