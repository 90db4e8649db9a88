import { equalJson } from "../manifest/field-change";
import type { JsonObject } from "../manifest/json";
import { configKindInfo } from "../model/kinds";
import { type ConfigResource, type Labels, refKey } from "../model/resource";
import type { MeshSnapshot } from "../model/snapshot";
import type { BaseObject, Draft } from "./draft";
import type { ConfigRef, Edit } from "./edit";

/** The object of a ref as it is now, `null` where there is none. */
export type CurrentBases = (ref: ConfigRef) => BaseObject | null;

/**
 * Kubectl's copy of what it applied last. An author does not see it and no write of ours names it: server-side apply leaves fields that
 * it does not name to their owner, so that the next `kubectl apply` still knows which fields are its own.
 */
const LAST_APPLIED = "kubectl.kubernetes.io/last-applied-configuration";

const known = new WeakMap<ConfigResource, BaseObject>();

/** The part of an object that an author may write, and what guards it. One object for one resource, however often it is asked for. */
export function baseOf(resource: ConfigResource): BaseObject {
  const hit = known.get(resource);
  if (hit) return hit;
  const { cluster, namespace, name, uid, resourceVersion } = resource.meta;
  const base: BaseObject = {
    ref: { cluster, kind: resource.kind, namespace, name },
    value: writableOf(resource),
    uid,
    resourceVersion,
    ...(resource.generation !== null && { generation: resource.generation }),
  };
  known.set(resource, base);
  return base;
}

function writableOf({ apiVersion, kind, meta, spec }: ConfigResource): JsonObject {
  const { [LAST_APPLIED]: _, ...annotations } = meta.annotations;
  return {
    apiVersion,
    kind: configKindInfo(kind)?.kind ?? kind,
    metadata: {
      name: meta.name,
      ...(meta.namespace !== "" && { namespace: meta.namespace }),
      ...present("labels", meta.labels),
      ...present("annotations", annotations),
    },
    // A spec is read from JSON, or from YAML of the JSON schema: nothing but JSON is in it.
    spec: spec as JsonObject,
  };
}

const present = (key: string, entries: Labels): JsonObject =>
  Object.keys(entries).length === 0 ? {} : { [key]: entries };

/** The configuration objects of a snapshot. What the snapshot does not hold counts as absent: ask once its kinds are read. */
export const basesIn =
  (snapshot: MeshSnapshot): CurrentBases =>
  (ref) => {
    const resource = snapshot.resources.get(refKey(ref));
    return resource !== undefined && "managers" in resource ? baseOf(resource) : null;
  };

/** Every object that an edit of the draft touches, undone edits included, by `refKey`. */
export function touchedRefs(
  edits: readonly Edit[],
  undone: Draft["undone"],
): ReadonlyMap<string, ConfigRef> {
  const all = [...edits, ...undone.flat().map(({ edit }) => edit)];
  return new Map(all.flatMap((e) => e.objects.map(({ ref }) => [refKey(ref), ref] as const)));
}

/**
 * The objects of a draft that are not any more what its author found: what an author may write has changed, or the object came or went.
 * A new version of the same value (a status, managed fields, an owner, the same object made anew) is none of that.
 */
export function movedOn(draft: Draft, current: CurrentBases): readonly ConfigRef[] {
  return [...touchedRefs(draft.edits, draft.undone)].flatMap(([key, ref]) =>
    sameValue(draft.base[key] ?? null, current(ref)) ? [] : [ref],
  );
}

/** Whether what an author may write is the same in both. */
export function sameValue(was: BaseObject | null, now: BaseObject | null): boolean {
  if (was === null || now === null) return was === now;
  return sameVersion(was, now) || equalJson(was.value, now.value);
}

/** One version of one object has one value; versions that nobody knows are compared by what they say. */
export const sameVersion = (was: BaseObject, now: BaseObject): boolean =>
  was.uid === now.uid &&
  was.resourceVersion === now.resourceVersion &&
  was.resourceVersion !== "" &&
  was.uid !== "";
