import "server-only";
import type { ObjectChange } from "@/lib/mesh/changes/change-set";
import type { Owner } from "@/lib/mesh/changes/ownership/owner";
import { ownershipOf } from "@/lib/mesh/changes/ownership/ownership";
import { touchedPaths } from "@/lib/mesh/changes/ownership/touched-paths";
import type { JsonPath } from "@/lib/mesh/manifest/json";
import type { ClusterPort, DeliveryObjects } from "@/server/ports/cluster";

/** Why a write is not sent: for the line `not-written`. */
export type WriteRefusal = { readonly code: "owned" | "unavailable"; readonly message: string };

const WHOLE: readonly JsonPath[] = [[]];

const touchedBy = (change: ObjectChange): readonly JsonPath[] =>
  change.type === "update" ? touchedPaths(change.changes) : WHOLE;

/** Who may not be asked says nothing: what the object itself says is left. */
const UNTOLD: DeliveryObjects = { canaries: [], rollouts: [], argoLabel: null, hidden: [] };

/**
 * Whether a controller would take a write back, asked right before it: it may have come since the review. `null` when none would.
 *
 * Of an object that is gone, or may not be read, the cluster's own refusal of the write says more. `owned` names tool and owner.
 */
export async function ownerRefusal(
  port: ClusterPort,
  change: ObjectChange,
  signal: AbortSignal,
): Promise<WriteRefusal | null> {
  if (change.type === "create") return null;
  const [live, told] = await Promise.all([
    port.read(change.ref, signal),
    port.delivery(change.ref.namespace, signal),
  ]);
  for (const answer of [live, told]) {
    if (!answer.ok && answer.error.code === "unavailable") {
      return { code: "unavailable", message: answer.error.cause };
    }
  }
  if (!live.ok) return null;
  const context = told.ok ? told.value : UNTOLD;
  const ownership = ownershipOf(live.value, { touched: touchedBy(change), ...context });
  if (ownership.class !== "automated") return null;
  const owner = ownership.owners.find((o) => o.class === "automated");
  return { code: "owned", message: owner === undefined ? "" : nameOf(owner) };
}

/** `argo-cd shop` */
const nameOf = ({ tool, name }: Owner): string => (name === null ? tool : `${tool} ${name}`);
