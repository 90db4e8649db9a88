import type { JsonPath } from "../manifest/json";
import type { Kind } from "../model/kinds";
import type { MeshIndex } from "../model/mesh-index";
import type { ConfigResource, ResourceRef } from "../model/resource";
import type { MeshSettings } from "../routing/spec/mesh-settings";

/** What one object is to the other. */
export type ReferenceRole =
  /** The host whose requests it is about. */
  | "host"
  | "destination"
  | "subset"
  | "mirror"
  | "gateway"
  | "delegate"
  | "parent"
  | "backend"
  | "class"
  | "credential"
  /** Lets a reference into another namespace through. */
  | "grant"
  /** Named in `targetRefs`. */
  | "target"
  /** Found by labels. */
  | "selected"
  | "principal"
  | "namespace"
  | "service-account"
  /** A host that a Sidecar imports. */
  | "egress";

/** One place in an object that names others, or finds them by labels. */
export type Reference = {
  readonly from: ResourceRef;
  /** From the top of the object. */
  readonly path: JsonPath;
  readonly role: ReferenceRole;
  /** As it is written there: `reviews`, `istio-system/gateway`, `app=web`. */
  readonly named: string;
  /** What has the name; several for labels, and for a pattern. */
  readonly to: readonly ResourceRef[];
  /** Kinds of which what is named could be. A kind that is not read makes its absence no fact. */
  readonly kinds: readonly Kind[];
  /** Where it would be. */
  readonly namespace: string | null;
  /** Without it this part of the object does nothing, or requests fail. */
  readonly needed: boolean;
};

/** What is looked up in, and for which object. */
export type Around = {
  readonly index: MeshIndex;
  readonly object: ConfigResource;
  readonly from: ResourceRef;
  readonly settings: MeshSettings;
};

export type Named = Omit<Reference, "from">;
