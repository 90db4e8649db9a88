import type { Blocker, DryRun, Review, ReviewedObject } from "@/lib/delivery/review";
import type { ChangeSet } from "@/lib/mesh/changes/change-set";
import type { DraftObject } from "@/lib/mesh/changes/draft";
import type { Ownership } from "@/lib/mesh/changes/ownership/ownership";
import { changeSetOf } from "@/lib/mesh/changes/plan/change-set-of";
import { diffJson } from "@/lib/mesh/manifest/diff-json";
import { formatManifest } from "@/lib/mesh/manifest/format-manifest";
import type { JsonObject } from "@/lib/mesh/manifest/json";
import { refKey } from "@/lib/mesh/model/resource";
import {
  AUTHORIZATION_POLICY,
  base,
  CLUSTER,
  callers,
  DESTINATION_RULE,
  NOW,
  ref,
  reviews,
  subsets,
  VIRTUAL_SERVICE,
} from "./sample-objects";
import { PREDICTION } from "./sample-prediction";

const VS = ref(VIRTUAL_SERVICE, "reviews");
const DR = ref(DESTINATION_RULE, "reviews");
const AP = ref(AUTHORIZATION_POLICY, "ratings-callers");

const drafted = (
  of: typeof VS,
  before: JsonObject | null,
  after: JsonObject,
  version: string,
): readonly [string, DraftObject] => [
  refKey(of),
  {
    ref: of,
    before: before === null ? null : base(of, before, version),
    after,
    text: formatManifest(after),
    edits: ["1"],
  },
];

const OBJECTS: readonly (readonly [string, DraftObject])[] = [
  drafted(VS, reviews(90, 10), reviews(50, 50), "48213077"),
  drafted(DR, subsets("v1", "v3"), subsets("v1", "v3", "v2"), "48190452"),
  drafted(AP, null, callers, ""),
];

const changeSet = (leftOut: readonly string[]): ChangeSet =>
  changeSetOf(CLUSTER, {
    objects: new Map(OBJECTS.filter(([key]) => !leftOut.includes(key))),
    conflicts: [],
  });

const byHand: Ownership = {
  class: "manual",
  owners: [
    {
      tool: "kubectl",
      class: "manual",
      name: null,
      part: "object",
      signals: [{ type: "manager", manager: "kubectl-edit", operation: "Update" }],
    },
  ],
  fields: [],
  takeFrom: [],
};

const byFlagger: Ownership = {
  class: "automated",
  owners: [{ tool: "flagger", class: "automated", name: "reviews", part: "object", signals: [] }],
  fields: [],
  takeFrom: [],
};

function reviewed([, object]: readonly [string, DraftObject], dryRun: DryRun): ReviewedObject {
  const { ref: of, before, after } = object;
  return {
    ref: of,
    verb: before === null ? "create" : "update",
    before: before === null ? null : formatManifest(before.value),
    after: after === null ? null : formatManifest(after),
    changes: before === null || after === null ? [] : diffJson(before.value, after),
    hidden: [],
    ownership: before === null ? null : byHand,
    rights: [
      {
        verb: before === null ? "create" : "patch",
        group: of.kind.slice(of.kind.indexOf(".") + 1),
        resource: `${of.kind.split(".", 1)[0]?.toLowerCase()}s`,
        namespace: of.namespace,
        allowed: true,
      },
    ],
    dryRun,
  };
}

const accepted = (i: number, warnings: readonly string[] = []): DryRun => ({
  type: "accepted",
  text: formatManifest(OBJECTS[i]?.[1].after ?? {}),
  warnings,
  tookMs: 41 + 11 * i,
});

const WEBHOOK =
  'admission webhook "validate.kyverno.svc-fail" denied the request: require-shadow-first: a new ALLOW policy needs istio.io/dry-run: "true" for its first 24 h';

const refused: DryRun = {
  type: "refused",
  error: { code: "refused", by: "validate.kyverno.svc-fail", message: WEBHOOK },
  tookMs: 38,
};

function review(
  leftOut: readonly string[],
  runs: readonly DryRun[],
  over: Partial<Review> = {},
): Review {
  const kept = OBJECTS.map((entry, i) => ({ entry, run: runs[i] ?? accepted(i) })).filter(
    ({ entry: [key] }) => !leftOut.includes(key),
  );
  return {
    subject: { type: "draft", id: "draft-1", version: 4 },
    digest: "sample",
    checkedAt: NOW - 2_000,
    changeSet: changeSet(leftOut),
    objects: kept.map(({ entry, run }) => reviewed(entry, run)),
    leftOut,
    conflicts: [],
    moved: [],
    gaps: [],
    findings: [
      {
        code: "HED204",
        severity: "warning",
        ref: VS,
        path: ["spec", "http", 1, "route", 1, "weight"],
        facts: { version: "v3", errorRatio: 0.031, moreFailures: 0.52 },
        fix: null,
      },
      {
        code: "IST0173",
        severity: "warning",
        ref: DR,
        path: [],
        facts: { labels: ["version=v9"], subset: "v9" },
        fix: null,
      },
    ],
    standing: [1],
    prediction: PREDICTION,
    blockers: [],
    drift: [],
    ...over,
  };
}

const withOwner = (of: Review, ownership: Ownership, dryRun: DryRun): Review => ({
  ...of,
  objects: of.objects.map((o) => (refKey(o.ref) === refKey(VS) ? { ...o, ownership, dryRun } : o)),
});

const blockedBy = (...blockers: readonly Blocker[]) => ({ blockers });
const OUT = [refKey(AP)];
const right = {
  verb: "patch",
  group: "networking.istio.io",
  resource: "virtualservices",
  namespace: "bookinfo",
  allowed: false,
} as const;

/** Every state of a review, by name. */
export const REVIEWS: Readonly<Record<string, Review>> = {
  refused: review(
    [],
    [accepted(0), accepted(1), refused],
    blockedBy({ code: "dry-run-refused", ref: AP }),
  ),
  accepted: review(OUT, [accepted(0, ["networking.istio.io/v1: field x is deprecated"])]),
  owned: withOwner(
    review(OUT, [], blockedBy({ code: "owned", ref: VS, owner: "Flagger (reviews)" })),
    byFlagger,
    { type: "not-asked" },
  ),
  "take-ownership": withOwner(
    review(
      OUT,
      [],
      blockedBy(
        { code: "take-ownership", ref: VS, managers: ["kubectl-edit"] },
        { code: "dry-run-refused", ref: VS },
      ),
    ),
    { ...byHand, takeFrom: ["kubectl-edit"] },
    {
      type: "refused",
      error: {
        code: "field-conflict",
        conflicts: [{ manager: "kubectl-edit", operation: "Update", field: ".spec.http" }],
        message:
          'Apply failed with 1 conflict: conflict with "kubectl-edit" using networking.istio.io/v1: .spec.http',
      },
      tookMs: 20,
    },
  ),
  moved: review(OUT, [{ type: "not-asked" }], {
    moved: [VS],
    ...blockedBy({ code: "moved-on", ref: VS }),
  }),
  "no-right": review(
    OUT,
    [{ type: "not-asked" }],
    blockedBy({ code: "no-right", ref: VS, rights: [right] }),
  ),
  "accept-findings": review(OUT, [], {
    findings: [
      {
        code: "IST0101",
        severity: "error",
        ref: VS,
        path: ["spec", "http", 1, "route", 1, "destination", "subset"],
        facts: { reference: "subset", host: "reviews", subset: "v3", kind: "subset" },
        fix: null,
      },
    ],
    standing: [],
    ...blockedBy({ code: "accept-findings", codes: ["IST0101"] }),
  }),
  unpredicted: review(OUT, [], { prediction: null }),
  rollback: review(OUT, [], {
    subject: { type: "rollback", change: "c1" },
    drift: [
      {
        ref: VS,
        manager: "kubectl-edit",
        at: NOW - 600_000,
        changes: [{ op: "set", path: ["spec", "http", 1, "timeout"], was: "2s", to: "5s" }],
        gone: false,
      },
    ],
  }),
};
