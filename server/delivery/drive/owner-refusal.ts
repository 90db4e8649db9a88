import "server-only";
import type { ObjectChange } from "@/lib/mesh/changes/change-set";
import type { Owner } from "@/lib/mesh/changes/ownership/owner";
import { ownershipOf } from "@/lib/mesh/changes/ownership/ownership";
import { touchedPaths } from "@/lib/mesh/changes/ownership/touched-paths";
import type { JsonPath } from "@/lib/mesh/manifest/json";
import type { ClusterPort, DeliveryObjects, Manifest } from "@/server/ports/cluster";

/** Why a write is not sent: for the line `not-written`. */
export type WriteRefusal = { readonly code: "owned" | "unavailable"; readonly message: string };

const WHOLE: readonly JsonPath[] = [[]];

const touchedBy = (change: ObjectChange): readonly JsonPath[] =>
  change.type === "update" ? touchedPaths(change.changes) : WHOLE;

/** Who may not be asked says nothing: what the object itself says is left. */
const UNTOLD: DeliveryObjects = { canaries: [], rollouts: [], argoLabel: null, hidden: [] };

/** What was found right before a write. */
export type BeforeWrite = {
  /** Why it is not sent; `null` when it is. */
  readonly refusal: WriteRefusal | null;
  /** The object as it stands; `null` where there is none, or it cannot be read. */
  readonly live: Manifest | null;
};

/**
 * Whether a controller would take a write back, asked right before it: it may have come since the review.
 *
 * Of an object that is gone, or may not be read, the cluster's own refusal of the write says more. `owned` names tool and owner.
 */
export async function lookBeforeWrite(
  port: ClusterPort,
  change: ObjectChange,
  signal: AbortSignal,
): Promise<BeforeWrite> {
  if (change.type === "create") return { refusal: null, live: null };
  const [live, told] = await Promise.all([
    port.read(change.ref, signal),
    port.delivery(change.ref.namespace, signal),
  ]);
  for (const answer of [live, told]) {
    if (!answer.ok && answer.error.code === "unavailable") {
      return { refusal: { code: "unavailable", message: answer.error.cause }, live: null };
    }
  }
  if (!live.ok) return { refusal: null, live: null };
  const context = told.ok ? told.value : UNTOLD;
  const ownership = ownershipOf(live.value, { touched: touchedBy(change), ...context });
  if (ownership.class !== "automated") return { refusal: null, live: live.value };
  const owner = ownership.owners.find((o) => o.class === "automated");
  const message = owner === undefined ? "" : nameOf(owner);
  return { refusal: { code: "owned", message }, live: live.value };
}

/** `argo-cd shop` */
const nameOf = ({ tool, name }: Owner): string => (name === null ? tool : `${tool} ${name}`);
