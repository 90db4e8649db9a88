import "server-only";
import type { RawObject } from "@/lib/mesh/model/inventory";
import {
  at,
  nameKey,
  numberOf,
  type ObjectName,
  objectKey,
  text,
  withMetadata,
} from "../cluster/api-object";
import type { Identity } from "../cluster/store";
import { entriesIn, type ManagedEntry } from "./managed";

/** Something that was written to the mesh: the object as the API gives it, or that it was removed. */
export type OverlayChange =
  | { readonly type: "put"; readonly object: RawObject }
  | { readonly type: "remove"; readonly name: ObjectName };

/** What is written survives the process where its owner keeps it: `onWritten` tells each change, `initial` gives them back, oldest first. */
export type Overlay = {
  readonly initial: readonly OverlayChange[];
  onWritten(change: OverlayChange): void;
};

const SERVER_METADATA = [
  "uid",
  "resourceVersion",
  "generation",
  "creationTimestamp",
  "managedFields",
];

type Laid = {
  readonly authored: ReadonlyMap<string, RawObject>;
  readonly entries: ReadonlyMap<string, readonly ManagedEntry[]>;
  readonly identities: ReadonlyMap<string, Identity>;
};

/** The mesh with what was written to it. Objects keep who wrote them, their uid and their version. */
export function layOver(objects: readonly RawObject[], overlay: readonly OverlayChange[]): Laid {
  const authored = new Map(objects.map((o) => [objectKey(o), o]));
  const written = new Map<string, RawObject>();
  for (const change of overlay) {
    const key = change.type === "put" ? objectKey(change.object) : nameKey(change.name);
    if (change.type === "remove") {
      authored.delete(key);
      written.delete(key);
    } else {
      authored.set(key, withoutServerFields(change.object));
      written.set(key, change.object);
    }
  }
  return {
    authored,
    entries: new Map([...written].map(([key, object]) => [key, entriesIn(object)])),
    identities: new Map([...written].map(([key, object]) => [key, identityOf(object)])),
  };
}

function withoutServerFields(object: RawObject): RawObject {
  const metadata = Object.entries(at(object, "metadata"));
  const authored = metadata.filter(([key]) => !SERVER_METADATA.includes(key));
  return { ...withMetadata(object, {}), metadata: Object.fromEntries(authored) };
}

function identityOf(object: RawObject): Identity {
  const metadata = at(object, "metadata");
  return {
    uid: text(metadata, "uid"),
    resourceVersion: Number(text(metadata, "resourceVersion")),
    generation: numberOf(metadata, "generation") ?? 1,
    createdAt: text(metadata, "creationTimestamp"),
  };
}
