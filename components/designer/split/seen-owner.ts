import { type Ownership, ownershipOf } from "@/lib/mesh/changes/ownership/ownership";
import type { JsonPath } from "@/lib/mesh/manifest/json";
import type { ConfigResource } from "@/lib/mesh/model/resource";

/**
 * Whose object it is, as far as the picture of the mesh tells: it has names of managers, labels and annotations, not which fields each
 * manager holds nor who refers to the object. The review asks the cluster itself.
 */
export function ownershipSeen(
  { meta, managers }: ConfigResource,
  touched: readonly JsonPath[],
): Ownership {
  const object = {
    metadata: {
      name: meta.name,
      namespace: meta.namespace,
      labels: meta.labels,
      annotations: meta.annotations,
      managedFields: managers.map((manager) => ({
        manager,
        operation: "Update",
        // Which fields are not told, so each manager counts for the whole spec.
        fieldsV1: { "f:spec": {} },
      })),
    },
  };
  return ownershipOf(object, { touched, canaries: [], rollouts: [], argoLabel: null });
}

/** The ownership of the controllers alone that would take a change back; `null` where none is seen. */
export function controllerSeen(
  resource: ConfigResource,
  touched: readonly JsonPath[],
): Ownership | null {
  const seen = ownershipSeen(resource, touched);
  if (seen.class !== "automated") return null;
  return { ...seen, owners: seen.owners.filter((owner) => owner.class === "automated") };
}
