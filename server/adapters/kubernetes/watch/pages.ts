import "server-only";
import { reduceConfigMap } from "@/lib/mesh/manifest/mesh-config";
import { recordAt, textAt } from "@/lib/mesh/model/raw/value";
import { err, ok, type Result } from "@/lib/result";
import type { ApiFailure } from "../connect/failure";
import { isRecord, type JsonObject } from "../connect/json";
import type { Rest } from "../connect/rest";
import { type KindStore, keyOf } from "./kind-store";
import { reduceSecret } from "./secrets";
import { resourcePath, type WatchedKind } from "./watched-kinds";

/** One collection: a kind in a served version, in the whole cluster (`namespace` null) or in one namespace. */
export type Collection = {
  readonly kind: WatchedKind;
  readonly version: string;
  readonly namespace: string | null;
};

/** What to ask for; `List` for a list, nothing for a watch. */
export const acceptFor = ({ form }: WatchedKind, suffix: "List" | ""): string =>
  form === "whole"
    ? "application/json"
    : `application/json;as=PartialObjectMetadata${suffix};g=meta.k8s.io;v=v1,application/json`;

export function collectionPath(
  { kind, version, namespace }: Collection,
  query: Readonly<Record<string, string>>,
): string {
  const path = resourcePath({ ...kind, version }, namespace ?? "");
  const selector = kind.fieldSelector === null ? {} : { fieldSelector: kind.fieldSelector };
  const parameters = new URLSearchParams({ ...query, ...selector }).toString();
  return parameters === "" ? path : `${path}?${parameters}`;
}

/** An object as everything above sees it: with its own `apiVersion` and `kind`, a Secret without its secrets, a ConfigMap with the mesh configuration alone. */
export function objectOf({ kind, version }: Collection, raw: JsonObject): JsonObject {
  if (kind.group === "" && kind.kind === "Secret") return reduceSecret(raw);
  if (kind.group === "" && kind.kind === "ConfigMap") return reduceConfigMap(raw);
  // Items of a list have neither, objects that come as metadata have those of the wrapping.
  const apiVersion = kind.group === "" ? version : `${kind.group}/${version}`;
  return { ...raw, apiVersion, kind: kind.kind };
}

type Page = {
  readonly items: readonly JsonObject[];
  readonly resourceVersion: string;
  readonly next: string;
};

function pageOf(body: JsonObject): Result<Page, ApiFailure> {
  const metadata = recordAt(body, "metadata");
  const resourceVersion = textAt(metadata, "resourceVersion");
  const { items = [] } = body;
  if (!Array.isArray(items) || !items.every(isRecord) || !resourceVersion) {
    return err({ code: "bad-answer", detail: "the answer is no Kubernetes list" });
  }
  return ok({ items, resourceVersion, next: textAt(metadata, "continue") ?? "" });
}

async function readPage(
  rest: Rest,
  collection: Collection,
  query: Readonly<Record<string, string>>,
  signal: AbortSignal,
): Promise<Result<Page, ApiFailure>> {
  const path = collectionPath(collection, query);
  const answer = await rest.json({ path, accept: acceptFor(collection.kind, "List") }, signal);
  return answer.ok ? pageOf(answer.value?.body ?? {}) : answer;
}

async function readAll(
  rest: Rest,
  collection: Collection,
  store: KindStore,
  { paged, read }: { readonly paged: boolean; readonly read: typeof objectOf },
  signal: AbortSignal,
): Promise<Result<string, ApiFailure>> {
  const seen = new Set<string>();
  let next = "";
  do {
    const query = {
      ...(paged ? { limit: String(collection.kind.page) } : {}),
      ...(next === "" ? {} : { continue: next }),
    };
    const page = await readPage(rest, collection, query, signal);
    if (!page.ok) return page;
    for (const item of page.value.items) {
      const object = read(collection, item);
      const key = keyOf(object);
      if (key !== null) seen.add(key);
      store.put(object);
    }
    next = page.value.next;
    if (next === "") {
      store.sweep(collection.namespace, seen);
      return ok(page.value.resourceVersion);
    }
  } while (!signal.aborted);
  return err({ code: "aborted" });
}

/**
 * Brings the store to what the collection holds: changed objects as pages arrive, removals once the list is complete.
 *
 * A continuation that has expired means that the pages were too slow for the server's history; the list is then taken in one
 * piece (as client-go `tools/pager` does).
 *
 * @param read what is kept of an item
 * @returns the version to watch from
 */
export async function listCollection(
  rest: Rest,
  collection: Collection,
  store: KindStore,
  signal: AbortSignal,
  read: typeof objectOf = objectOf,
): Promise<Result<string, ApiFailure>> {
  const paged = await readAll(rest, collection, store, { paged: true, read }, signal);
  if (paged.ok || paged.error.code !== "expired") return paged;
  return readAll(rest, collection, store, { paged: false, read }, signal);
}
