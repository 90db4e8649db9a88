import "server-only";
import { recordAt, textAt } from "@/lib/mesh/model/raw/value";
import type { JsonObject } from "../connect/json";

/** What is told on: raw objects and removals, only where something differs. */
export type KindSink = {
  put(object: JsonObject): void;
  remove(namespace: string, name: string): void;
};

/** Which objects of one kind have been delivered, and in which version: enough to tell only the difference after a new list. */
export type KindStore = {
  /** Delivers the object unless this very version was delivered before. `false` when it has no identity. */
  put(object: JsonObject): boolean;
  remove(object: JsonObject): void;
  /** Removes what lies in `namespace` (`null`: anywhere) and is not among `seen`. */
  sweep(namespace: string | null, seen: ReadonlySet<string>): void;
  /** Removes everything outside these namespaces. */
  keepOnly(namespaces: ReadonlySet<string>): void;
  /** Objects come again under another API version: deliver them anew although nothing else changed. */
  forgetVersions(): void;
  readonly size: number;
};

/** Key of an object inside its kind, or `null` when it has no name. Neither part can hold a slash. */
export function keyOf(object: JsonObject): string | null {
  const metadata = recordAt(object, "metadata");
  const name = textAt(metadata, "name");
  return name === null ? null : `${textAt(metadata, "namespace") ?? ""}/${name}`;
}

export const versionOf = (object: JsonObject): string =>
  textAt(recordAt(object, "metadata"), "resourceVersion") ?? "";

const namespaceOf = (key: string): string => key.slice(0, key.indexOf("/"));

export function createKindStore(sink: KindSink): KindStore {
  const delivered = new Map<string, string>();

  const drop = (key: string) => {
    if (!delivered.delete(key)) return;
    const namespace = namespaceOf(key);
    sink.remove(namespace, key.slice(namespace.length + 1));
  };

  return {
    put(object) {
      const key = keyOf(object);
      if (key === null) return false;
      const version = versionOf(object);
      if (version !== "" && delivered.get(key) === version) return true;
      delivered.set(key, version);
      sink.put(object);
      return true;
    },
    remove(object) {
      const key = keyOf(object);
      if (key !== null) drop(key);
    },
    sweep(namespace, seen) {
      for (const key of [...delivered.keys()]) {
        const inScope = namespace === null || namespaceOf(key) === namespace;
        if (inScope && !seen.has(key)) drop(key);
      }
    },
    keepOnly(namespaces) {
      for (const key of [...delivered.keys()]) {
        if (!namespaces.has(namespaceOf(key))) drop(key);
      }
    },
    forgetVersions() {
      for (const key of delivered.keys()) delivered.set(key, "");
    },
    get size() {
      return delivered.size;
    },
  };
}
