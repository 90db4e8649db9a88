import "server-only";
import type { ObjectChange } from "@/lib/mesh/changes/change-set";
import { type Ownership, ownershipOf } from "@/lib/mesh/changes/ownership/ownership";
import { touchedPaths } from "@/lib/mesh/changes/ownership/touched-paths";
import type { JsonPath } from "@/lib/mesh/manifest/json";
import { refKey } from "@/lib/mesh/model/resource";
import type { DeliveryObjects } from "@/server/ports/cluster";
import type { Standing } from "./standing";

const WHOLE: readonly JsonPath[] = [[]];
const NOTHING_TOLD: DeliveryObjects = { canaries: [], rollouts: [], argoLabel: null, hidden: [] };

/**
 * Who owns the object, and whether they would take the change back.
 *
 * An object that does not exist yet may have an owner too: a Canary or a Rollout that names it, or marks that its author gave it. `null` where nobody
 * has, and where the object could not be read.
 */
export function ownershipFor(change: ObjectChange, standing: Standing): Ownership | null {
  const { ref } = change;
  const told = standing.delivery.get(ref.namespace);
  const context = told?.ok ? told.value : NOTHING_TOLD;
  if (change.type === "create") {
    const future = ownershipOf(change.after, { touched: WHOLE, ...context });
    return future.owners.length === 0 ? null : future;
  }
  const answer = standing.objects.get(refKey(ref));
  if (!answer?.ok || answer.value === null) return null;
  const touched = change.type === "update" ? touchedPaths(change.changes) : WHOLE;
  return ownershipOf(answer.value.manifest, { touched, ...context });
}

/** Manual managers that the author has to name. Automated ones are not asked: they would take the change back. */
export const takersOf = (ownership: Ownership | null): readonly string[] =>
  ownership === null || ownership.class === "automated" ? [] : ownership.takeFrom;

/** What an automated owner is called, `argo-cd shop`, and whether it is paused. `null` where the change meets none. */
export function automatedOwner(
  ownership: Ownership | null,
): { readonly owner: string; readonly paused?: true } | null {
  if (ownership?.class !== "automated") return null;
  const owners = ownership.owners.filter((o) => o.class === "automated");
  const owner = owners.find((o) => o.paused !== true) ?? owners[0];
  if (owner === undefined) {
    return { owner: ownership.fields.find((f) => f.class === "automated")?.manager ?? "" };
  }
  const name = [owner.tool, owner.name].filter(Boolean).join(" ");
  return owner.paused === true ? { owner: name, paused: true } : { owner: name };
}
