import { type Ownership, ownershipOf } from "@/lib/mesh/changes/ownership/ownership";
import type { ConfigResource } from "@/lib/mesh/model/resource";
import { ownerTerms, ownerText } from "@/lib/messages/changes/owners";

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

/** Who keeps an object: as a text, and as the words by which it is found. */
export type OwnerSeen = { readonly text: string; readonly terms: readonly string[] };

const known = new WeakMap<ConfigResource, OwnerSeen>();

/** `kubectl by hand`, `Argo CD (shop)`, `nobody known`. */
export function ownerSeen(object: ConfigResource): OwnerSeen {
  const before = known.get(object);
  if (before !== undefined) return before;
  const ownership = ownershipSeen(object);
  const text = ownerText(ownership, false);
  const seen = { text, terms: [...new Set([text, ...ownerTerms(ownership)])] };
  known.set(object, seen);
  return seen;
}
