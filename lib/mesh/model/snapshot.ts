import { type MeshResource, type ResourceRef, refKey, refOf } from "./resource";

/** Position in the live event sequence: increases by one for each event. */
export type Revision = number & { readonly __brand: "Revision" };

/** The one place where a plain number becomes a revision. */
export const toRevision = (n: number): Revision => n as Revision;

/** Everything observed in the clusters that the mesh depends on, at one point in the event order. */
export type MeshSnapshot = {
  readonly revision: Revision;
  /** By `refKey`. */
  readonly resources: ReadonlyMap<string, MeshResource>;
};

export type MeshEvent =
  | { readonly type: "put"; readonly resource: MeshResource }
  | { readonly type: "delete"; readonly ref: ResourceRef };

/** Consecutive events. `revision` is the snapshot's revision after the last of them. */
export type MeshFrame = { readonly revision: Revision; readonly events: readonly MeshEvent[] };

export const emptySnapshot: MeshSnapshot = { revision: toRevision(0), resources: new Map() };

/** The snapshot after `events`, one revision per event. */
export function advance(snapshot: MeshSnapshot, events: readonly MeshEvent[]): MeshSnapshot {
  const resources = new Map(snapshot.resources);
  for (const event of events) {
    if (event.type === "put") resources.set(refKey(refOf(event.resource)), event.resource);
    else resources.delete(refKey(event.ref));
  }
  return { revision: toRevision(snapshot.revision + events.length), resources };
}

/**
 * The snapshot after `frame`, or `null` when frames were missed and a new snapshot must be fetched.
 *
 * Total: every frame gives an answer. A frame that the snapshot already includes changes nothing; one that overlaps it in part
 * cannot come from the same sequence and counts as a gap. Server and browser share this code, so they cannot disagree.
 */
export function applyFrame(snapshot: MeshSnapshot, frame: MeshFrame): MeshSnapshot | null {
  if (frame.revision <= snapshot.revision) return snapshot;
  const isNext = frame.revision === snapshot.revision + frame.events.length;
  return isNext ? advance(snapshot, frame.events) : null;
}
