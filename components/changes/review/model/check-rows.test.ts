import { describe, expect, it } from "vitest";
import type { Blocker, DryRun, Review } from "@/lib/delivery/review";
import type { Owner } from "@/lib/mesh/changes/ownership/owner";
import type { WriteError } from "@/lib/mesh/changes/write-error";
import { refKey } from "@/lib/mesh/model/resource";
import type { SourceProblem } from "@/lib/mesh/model/source";
import { checkRows } from "./check-rows";
import { type Choices, NO_CHOICES } from "./choices";
import { byHand, configRef, reviewedObject, reviewWith } from "./review.fixture";

const VS = configRef("reviews");

/** `blocked Dry run refused, VirtualService reviews (An admission policy refuses it) [leave-out]: no` */
const shown = (review: Review, choices: Choices = NO_CHOICES) =>
  checkRows(review, choices).map(({ state, title, note, said, actions }) =>
    [
      state,
      title,
      note === null ? "" : `(${note.replaceAll("\u202f", " ")})`,
      actions.length === 0 ? "" : `[${actions.map((a) => a.type).join(", ")}]`,
      said === null ? "" : `: ${said}`,
    ]
      .filter((part) => part !== "")
      .join(" "),
  );

const refused = (error: WriteError): DryRun => ({ type: "refused", error, tookMs: 3 });
const withBlocker = (blocker: Blocker, dryRun?: DryRun) =>
  reviewWith([reviewedObject("reviews", dryRun === undefined ? {} : { dryRun })], {
    blockers: [blocker],
  });

const PASSED = [
  "passed Dry run, VirtualService reviews (accepted, 41 ms)",
  "passed Schema (1 of 1 match the cluster's)",
  "passed References (hold after every write)",
  "passed No controller owns it (managed by nobody)",
  "passed Your rights (held for 1 kind of write)",
];

describe("checks", () => {
  it("say what of the mesh was not looked at", () => {
    const unseen: readonly SourceProblem[] = [
      {
        code: "kind-forbidden",
        kind: "Service",
        resource: "services",
        namespace: "",
        verb: "list",
        detail: "",
      },
    ];
    const [row] = checkRows(reviewWith([reviewedObject("reviews")], { unseen }), NO_CHOICES);
    expect(row).toMatchObject({ id: "unseen", state: "unknown", actions: [] });
    expect(row?.help).toContain("services");
  });

  it("say what holds where nothing is in the way", () => {
    expect(shown(reviewWith([reviewedObject("reviews")]))).toEqual(PASSED);
  });

  it.each<readonly [string, Review, readonly string[]]>([
    [
      "an owner that takes changes back",
      withBlocker({ code: "owned", ref: VS, owner: "Flagger (reviews)" }, { type: "not-asked" }),
      [
        "blocked VirtualService reviews belongs to Flagger (reviews) [leave-out, export]",
        "unknown Dry run, VirtualService reviews (not asked: it would not be sent either)",
      ],
    ],
    [
      "a manager by hand: its line offers what the refusal cannot",
      withBlocker(
        { code: "take-ownership", ref: VS, managers: ["ops1"] },
        refused({ code: "field-conflict", conflicts: [], message: "conflict" }),
      ),
      [
        "blocked VirtualService reviews belongs to ops1 [take-ownership, leave-out]",
        "blocked Dry run refused, VirtualService reviews (Another manager owns these fields) : conflict",
        "passed No controller owns it (managed by nobody)",
        "unknown Schema (0 of 1 known to match the cluster's)",
      ],
    ],
    [
      "an object that is not valid",
      withBlocker(
        { code: "dry-run-refused", ref: VS },
        refused({ code: "invalid", causes: [], message: "spec.http: required" }),
      ),
      [
        "blocked Dry run refused, VirtualService reviews (The object is not valid) [leave-out] : spec.http: required",
        "blocked Schema (1 of 1 does not match the cluster's)",
      ],
    ],
    [
      "a right that is missing",
      reviewWith(
        [
          reviewedObject("reviews", {
            rights: reviewedObject("reviews").rights.map((r) => ({ ...r, allowed: false })),
            dryRun: { type: "not-asked" },
          }),
        ],
        {
          blockers: [{ code: "no-right", ref: VS, rights: reviewedObject("reviews").rights }],
        },
      ),
      [
        "blocked Missing right: patch virtualservices.networking.istio.io in namespace bookinfo [leave-out, export]",
      ],
    ],
    [
      "an object that has moved on, and an edit that does not fit it",
      reviewWith([reviewedObject("reviews", { dryRun: { type: "not-asked" } })], {
        moved: [VS],
        conflicts: [{ edit: "1", ref: VS, reason: "changed-elsewhere", change: null }],
        blockers: [
          { code: "edit-conflict", ref: VS, edit: "1" },
          { code: "moved-on", ref: VS },
        ],
      }),
      [
        "blocked An edit of VirtualService reviews does not fit (what it replaces says something else now) [leave-out]",
        "blocked VirtualService reviews has moved on [leave-out]",
      ],
    ],
    [
      "a roll-back of what somebody has written over, in two places",
      reviewWith([], {
        subject: { type: "rollback", change: "c1" },
        conflicts: [
          { edit: "1", ref: VS, reason: "changed-elsewhere", change: null },
          { edit: "2", ref: VS, reason: "changed-elsewhere", change: null },
        ],
      }),
      [
        "warned VirtualService reviews is left as it is (what the change wrote there has been written over since)",
      ],
    ],
    [
      "a cluster that could not be asked",
      withBlocker(
        { code: "not-checked", ref: VS, message: "connection refused" },
        { type: "not-asked" },
      ),
      ["blocked VirtualService reviews could not be checked : connection refused"],
    ],
    [
      "a webhook that does not answer, once",
      withBlocker(
        { code: "not-checked", ref: VS, message: "no endpoints" },
        refused({ code: "webhook-down", by: "v", message: "no endpoints" }),
      ),
      [
        "blocked Dry run without an answer, VirtualService reviews (An admission webhook does not answer) [leave-out] : no endpoints",
        "unknown Schema (0 of 1 known to match the cluster's)",
      ],
    ],
    [
      "a gap on the way, a warning of the server, a tool that may not be read",
      reviewWith(
        [
          reviewedObject("reviews", {
            hidden: [{ resource: "canaries.flagger.app", unread: "everywhere" }],
            dryRun: { type: "accepted", text: null, warnings: ["deprecated"], tookMs: 1 },
          }),
        ],
        { gaps: [{ after: 1, ref: VS, need: "subset v2 of reviews" }] },
      ),
      [
        "warned The API server warns of VirtualService reviews : deprecated",
        "warned References",
        "unknown Owner (nobody known)",
        "unknown Owner (not proven)",
      ],
    ],
  ])("tell %s", (_, review, expected) => {
    expect(shown(review)).toEqual(expect.arrayContaining([...expected]));
    expect(shown(review).filter((line) => line.startsWith("blocked"))).toEqual(
      expected.filter((line) => line.startsWith("blocked")),
    );
  });

  it("say of whom nobody knows whether they own an object, and where they were not read", () => {
    const hidden = [
      { resource: "rollouts.argoproj.io", unread: "outside", namespace: "bookinfo" },
      { resource: "canaries.flagger.app", unread: "everywhere" },
    ] as const;
    const objects = [reviewedObject("reviews", { hidden }), reviewedObject("ratings", { hidden })];
    const row = checkRows(reviewWith(objects), NO_CHOICES).find((r) => r.id === "hidden");
    expect(row).toMatchObject({
      state: "unknown",
      note: "not proven",
      help: "That nobody else owns VirtualService reviews and VirtualService ratings is not proven: canaries.flagger.app may not be read and rollouts.argoproj.io may not be read outside namespace bookinfo.",
    });
  });

  it("say which routes a Rollout steers that are not there", () => {
    const owner: Owner = {
      tool: "argo-rollouts",
      class: "automated",
      name: "web",
      part: [],
      missing: ["primary"],
      signals: [],
    };
    const object = reviewedObject("reviews", { ownership: { ...byHand, owners: [owner] } });
    const rows = checkRows(reviewWith([object]), NO_CHOICES);
    expect(rows.find((r) => r.id.startsWith("missing"))).toMatchObject({
      state: "warned",
      title: "Owner, VirtualService reviews",
      help: "Argo Rollouts (web) steers the route primary, which is not there: which of the others it means is not known, and it takes over as soon as a route has that name.",
    });
  });

  it("let ownership that was taken be left again", () => {
    const object = reviewedObject("reviews", { ownership: { ...byHand, takeFrom: ["ops1"] } });
    const taken = { object: refKey(object.ref), managers: ["ops1"] };
    const choices = { ...NO_CHOICES, takeOwnership: [taken] };
    expect(shown(reviewWith([object]), choices)).toContain(
      "warned Ownership is taken from ops1 (VirtualService reviews) [give-back]",
    );
  });

  it("ask again about ownership that has gone to somebody else since", () => {
    const object = reviewedObject("reviews", { ownership: { ...byHand, takeFrom: ["ops2"] } });
    const taken = { object: refKey(object.ref), managers: ["ops1"] };
    const lines = shown(reviewWith([object]), { ...NO_CHOICES, takeOwnership: [taken] });
    expect(lines.filter((line) => line.includes("ops"))).toEqual([
      "blocked VirtualService reviews belongs to ops2 [take-ownership, leave-out]",
    ]);
  });
});
