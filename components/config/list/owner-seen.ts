import { type Ownership, ownershipOf } from "@/lib/mesh/changes/ownership/ownership";
import type { ConfigResource } from "@/lib/mesh/model/resource";
import { ownerText } from "@/lib/messages/changes/owners";

/**
 * Who keeps an object, as far as the snapshot tells: labels, annotations and the names of field managers. Owner references, Canaries and
 * Rollouts are asked for only when a change is reviewed.
 */
export function ownershipSeen({ meta, managers }: ConfigResource): Ownership {
  const object = {
    metadata: {
      labels: meta.labels,
      annotations: meta.annotations,
      managedFields: managers.map((manager) => ({ manager, operation: "Update", fieldsV1: {} })),
    },
  };
  return ownershipOf(object, { touched: [], canaries: [], rollouts: [], argoLabel: null });
}

const words = new WeakMap<ConfigResource, string>();

/** `kubectl by hand`, `Argo CD (shop)`, `nobody known`. */
export function ownerSeen(object: ConfigResource): string {
  const known = words.get(object);
  if (known !== undefined) return known;
  const text = ownerText(ownershipSeen(object), false);
  words.set(object, text);
  return text;
}
