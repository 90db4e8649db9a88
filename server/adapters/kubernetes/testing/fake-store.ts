/** A Kubernetes object in the making: what a manifest has. */
export type RawManifest = Readonly<Record<string, unknown>>;

export type Meta = {
  readonly name: string;
  readonly namespace: string;
  readonly [key: string]: unknown;
};

export type StoredObject = RawManifest & { readonly metadata: Meta };

export type StoredEvent = {
  readonly type: "ADDED" | "MODIFIED" | "DELETED";
  readonly collection: string;
  readonly version: number;
  readonly object: StoredObject;
};

/** Objects with one common history, as etcd keeps it. */
export type FakeStore = ReturnType<typeof createFakeStore>;

const asMeta = (object: RawManifest): Meta => {
  const { metadata } = object;
  const meta = typeof metadata === "object" && metadata !== null ? metadata : {};
  const { name, namespace } = meta as { name?: unknown; namespace?: unknown };
  if (typeof name !== "string") throw new Error("a manifest without a name");
  return { ...meta, name, namespace: typeof namespace === "string" ? namespace : "" };
};

/** @param firstVersion where the history begins; a restored backup begins lower */
export function createFakeStore(firstVersion = 100) {
  let version = firstVersion;
  /** Versions up to this one are forgotten. */
  let compacted = 0;
  const objects = new Map<string, { readonly collection: string; readonly object: StoredObject }>();
  let history: StoredEvent[] = [];
  const listeners = new Set<(event: StoredEvent) => void>();

  const keyOf = (collection: string, { namespace, name }: Meta) =>
    `${collection}/${namespace}/${name}`;

  const record = (type: StoredEvent["type"], collection: string, object: StoredObject) => {
    const event = { type, collection, version, object };
    history.push(event);
    for (const listener of [...listeners]) listener(event);
  };

  return {
    version: () => version,
    put(collection: string, manifest: RawManifest) {
      version += 1;
      const meta = asMeta(manifest);
      const key = keyOf(collection, meta);
      const before = objects.get(key)?.object.metadata;
      const object: StoredObject = {
        ...manifest,
        metadata: {
          ...meta,
          uid: before?.["uid"] ?? `uid-${version}`,
          creationTimestamp: "2026-01-01T00:00:00Z",
          resourceVersion: String(version),
        },
      };
      objects.set(key, { collection, object });
      record(before ? "MODIFIED" : "ADDED", collection, object);
    },
    remove(collection: string, manifest: RawManifest) {
      const key = keyOf(collection, asMeta(manifest));
      const found = objects.get(key);
      if (!found) return;
      version += 1;
      objects.delete(key);
      const { object } = found;
      const metadata = { ...object.metadata, resourceVersion: String(version) };
      record("DELETED", collection, { ...object, metadata });
    },
    get: (collection: string, namespace: string, name: string) =>
      objects.get(`${collection}/${namespace}/${name}`)?.object ?? null,
    list: (collection: string, namespace: string | null): readonly StoredObject[] =>
      [...objects.entries()]
        .filter(([, o]) => o.collection === collection)
        .filter(([, o]) => namespace === null || o.object.metadata.namespace === namespace)
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([, o]) => o.object),
    /** Events of a collection after a version; `null` when the history does not go back so far. */
    since: (collection: string, from: number): readonly StoredEvent[] | null =>
      from < compacted
        ? null
        : history.filter((e) => e.collection === collection && e.version > from),
    /** Forgets the past: no earlier version can be resumed. */
    compact() {
      version += 1;
      compacted = version;
      history = [];
    },
    listen(listener: (event: StoredEvent) => void) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
