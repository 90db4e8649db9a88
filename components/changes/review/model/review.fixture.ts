import type { Review, ReviewedObject } from "@/lib/delivery/review";
import type { ConfigRef } from "@/lib/mesh/changes/edit";
import type { Ownership } from "@/lib/mesh/changes/ownership/ownership";

export const configRef = (name: string, namespace = "bookinfo"): ConfigRef => ({
  cluster: "c",
  kind: "VirtualService.networking.istio.io",
  namespace,
  name,
});

export const byHand: Ownership = { class: "none", owners: [], fields: [], takeFrom: [] };

/** An object that changes, taken by the dry run; nobody owns it and all rights are held. */
export const reviewedObject = (
  name: string,
  over: Partial<ReviewedObject> = {},
): ReviewedObject => ({
  ref: configRef(name),
  verb: "update",
  before: `name: ${name}\n`,
  after: `name: ${name}\nweight: 50\n`,
  changes: [],
  ownership: byHand,
  hidden: [],
  rights: [
    {
      verb: "patch",
      group: "networking.istio.io",
      resource: "virtualservices",
      namespace: "bookinfo",
      allowed: true,
    },
  ],
  dryRun: { type: "accepted", text: `name: ${name}\nweight: 50\n`, warnings: [], tookMs: 41 },
  ...over,
});

/** A review of a draft with nothing in its way. */
export const reviewWith = (
  objects: readonly ReviewedObject[],
  over: Partial<Review> = {},
): Review => ({
  subject: { type: "draft", id: "d", version: 1 },
  digest: "digest",
  checkedAt: 0,
  changeSet: { cluster: "c", changes: [] },
  objects,
  leftOut: [],
  conflicts: [],
  moved: [],
  gaps: [],
  findings: [],
  standing: [],
  prediction: null,
  blockers: [],
  drift: [],
  ...over,
});
