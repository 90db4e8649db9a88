import { describe, expect, it } from "vitest";
import type { Watch } from "@/lib/delivery/change";
import type { Blocker, NotBegun } from "@/lib/delivery/review";
import type { StepStand } from "@/lib/mesh/changes/apply/phase";
import type { ApplyPhase, JournalEvent } from "@/lib/mesh/changes/journal";
import { refOfText } from "@/lib/mesh/changes/testing/objects";
import type { WriteError } from "@/lib/mesh/changes/write-error";
import type { Kind } from "@/lib/mesh/model/kinds";
import type { ResourceRef } from "@/lib/mesh/model/resource";
import type { Doubt } from "@/lib/mesh/prediction/forecast";
import type { ShareCause } from "@/lib/mesh/prediction/why-differs";
import { blockerText } from "./blockers";
import { causeText } from "./causes";
import { journalText } from "./journal";
import { phasesText } from "./phases";
import { reviewText } from "./review";
import { trafficText } from "./traffic";
import { writeErrorText } from "./write-errors";

const VS = refOfText("VS bookinfo/reviews");
const right = {
  verb: "patch",
  group: "networking.istio.io",
  resource: "virtualservices",
  namespace: "bookinfo",
  allowed: false,
} as const;

/** One of each code: a new one fails to compile until it stands here. */
const BLOCKERS: {
  readonly [C in Blocker["code"]]: readonly [
    Extract<Blocker, { code: C }>,
    sentence: string,
    beside: string,
  ];
} = {
  "nothing-to-write": [
    { code: "nothing-to-write" },
    "There is nothing to write: every object is left out, or as the cluster has it.",
    "Nothing to write",
  ],
  "edit-conflict": [
    { code: "edit-conflict", ref: VS, edit: "1" },
    "An edit of VirtualService bookinfo/reviews does not fit what the draft stands on. Go back to the draft and resolve it.",
    "An edit of VirtualService reviews does not fit",
  ],
  "moved-on": [
    { code: "moved-on", ref: VS },
    "VirtualService bookinfo/reviews has changed in the cluster since the draft began. Go back to the draft and rebase it.",
    "VirtualService reviews has moved on",
  ],
  owned: [
    { code: "owned", ref: VS, owner: "argo-cd shop" },
    "VirtualService bookinfo/reviews belongs to Argo CD (shop), which would take the change back. Leave it out, or export the change for where Argo CD (shop) gets it from.",
    "VirtualService reviews belongs to Argo CD (shop)",
  ],
  "take-ownership": [
    { code: "take-ownership", ref: VS, managers: ["kubectl-edit", "ops"] },
    "Fields of VirtualService bookinfo/reviews belong to kubectl-edit and ops. Take ownership of them, or leave it out.",
    "kubectl-edit and ops own fields of VirtualService reviews",
  ],
  "no-right": [
    { code: "no-right", ref: VS, rights: [right] },
    "Missing right: patch virtualservices.networking.istio.io in namespace bookinfo. VirtualService bookinfo/reviews cannot be written without it.",
    "Missing right: patch virtualservices.networking.istio.io in namespace bookinfo",
  ],
  "dry-run-refused": [
    { code: "dry-run-refused", ref: VS },
    "The cluster refuses VirtualService bookinfo/reviews. Correct it, or leave it out.",
    "The cluster refuses VirtualService reviews",
  ],
  "not-checked": [
    { code: "not-checked", ref: VS, message: "connection refused." },
    "VirtualService bookinfo/reviews could not be checked: connection refused.",
    "VirtualService reviews could not be checked",
  ],
  "accept-findings": [
    { code: "accept-findings", codes: ["IST0101", "HED105"] },
    "The change brings errors: IST0101 and HED105. Correct them, or accept them.",
    "2 errors not accepted",
  ],
};

describe("blockers", () => {
  it.each(Object.values(BLOCKERS))("%o", (blocker, sentence, beside) => {
    expect(blockerText.sentence(blocker)).toBe(sentence);
    expect(blockerText.short(blocker)).toBe(beside);
  });

  it("say of a paused controller that it would take nothing back, and is not written over", () => {
    const paused = { code: "owned", ref: VS, owner: "flux-kustomize apps", paused: true } as const;
    expect(blockerText.sentence(paused)).toContain("would not take the change back now, but");
    expect(blockerText.short(paused)).toBe("VirtualService reviews belongs to Flux (apps)");
  });

  it("say rights of one resource together", () => {
    const two = [{ ...right, verb: "create" as const }, right];
    expect(blockerText.short({ code: "no-right", ref: VS, rights: two })).toBe(
      "Missing rights: create and patch virtualservices.networking.istio.io in namespace bookinfo",
    );
    const apart = [right, { ...right, namespace: "shop" }];
    expect(blockerText.short({ code: "no-right", ref: VS, rights: apart })).toBe(
      "Missing rights: patch virtualservices.networking.istio.io in namespace bookinfo and patch virtualservices.networking.istio.io in namespace shop",
    );
  });
});

const PHASES: Readonly<Record<ApplyPhase, true>> = {
  writing: true,
  unsettled: true,
  confirming: true,
  applied: true,
  reverting: true,
  reverted: true,
  "part-standing": true,
};
const STANDS: Readonly<Record<StepStand, true>> = {
  "not-written": true,
  written: true,
  "taken-back": true,
  "in-doubt": true,
  left: true,
};
const VERDICTS: Readonly<Record<Watch["verdict"], true>> = {
  waiting: true,
  agrees: true,
  differs: true,
  "too-few": true,
  "no-traffic": true,
  "not-predicted": true,
  reverted: true,
  "no-metrics": true,
};
const ERRORS: Readonly<Record<WriteError["code"], true>> = {
  "field-conflict": true,
  "moved-on": true,
  "exists-already": true,
  "not-found": true,
  forbidden: true,
  invalid: true,
  refused: true,
  "webhook-down": true,
  unauthorized: true,
  unavailable: true,
  unknown: true,
};
const NOT_BEGUN: Readonly<Record<NotBegun["code"], true>> = {
  blocked: true,
  "not-as-reviewed": true,
  "no-such-draft": true,
  "no-such-change": true,
  "nothing-stands": true,
  "not-over": true,
};

const at = (kind: Kind, name: string): ResourceRef => ({
  cluster: "lab",
  kind,
  namespace: "shop",
  name,
});

// The keys of a record of a closed set are that set.
const keys = <K extends string>(of: Readonly<Record<K, true>>) => Object.keys(of) as K[];

const ends = { caller: at("Workload", "web"), service: at("Service", "reviews") };
const CAUSES: readonly ShareCause[] = [
  { ...ends, code: "no-proxy" },
  { ...ends, code: "as-before" },
  { ...ends, code: "as-pods" },
  { ...ends, code: "not-known" },
  { ...ends, code: "now-ends", reason: "no-endpoint", hostname: "reviews.shop", subset: "v2" },
  { ...ends, code: "now-set", by: [at("VirtualService.networking.istio.io", "reviews")] },
  { ...ends, code: "now-set", by: [] },
  { ...ends, code: "elsewhere", to: [at("Workload", "reviews-v3")], share: 0.2 },
  { ...ends, code: "elsewhere", to: [], share: 0.2 },
  { ...ends, code: "unanswered", share: 0.2 },
];

describe("why shares differ", () => {
  it.each(CAUSES.map((cause) => [cause.code, cause] as const))(
    "%s is a sentence that names the caller",
    (_, cause) => {
      const text = causeText(cause);
      expect(text).toContain("web");
      expect(text).toMatch(/^\S.*\.$/);
      expect(text).not.toMatch(/undefined|null|NaN|\[object/);
    },
  );
});

describe("states", () => {
  const said = [
    ...keys(PHASES).map(phasesText.phase),
    ...keys(STANDS).map(phasesText.stand),
    ...keys(VERDICTS).map(phasesText.verdict),
  ];

  it("are each told apart by word, and by a whole sentence", () => {
    for (const { word, sentence } of said) {
      expect(word).toMatch(/^[a-z][a-z ]+$/);
      expect(sentence).toMatch(/^[A-Z].*\.$/);
    }
    const phases = keys(PHASES).map((p) => phasesText.phase(p).word);
    expect(new Set(phases).size).toBe(phases.length);
    const verdicts = keys(VERDICTS).map((v) => phasesText.verdict(v).word);
    expect(new Set(verdicts).size).toBe(verdicts.length);
  });

  it("never call good what is not: ok is for what stands and agrees", () => {
    const good = [
      ...keys(PHASES).filter((p) => phasesText.phase(p).tone === "ok"),
      ...keys(STANDS).filter((s) => phasesText.stand(s).tone === "ok"),
      ...keys(VERDICTS).filter((v) => phasesText.verdict(v).tone === "ok"),
    ];
    expect(good).toEqual(["applied", "written", "agrees"]);
  });
});

describe("refusals", () => {
  it("say what it means and what helps", () => {
    for (const code of keys(ERRORS)) {
      expect(writeErrorText.title(code)).toMatch(/^[A-Z][^.]+$/);
      expect(writeErrorText.help(code)).toMatch(/^[A-Z].*\.$/);
      expect(writeErrorText.titleOf(code)).toBe(writeErrorText.title(code));
    }
    expect(writeErrorText.titleOf("toString")).toBe("toString");
    for (const code of keys(NOT_BEGUN)) expect(reviewText.notBegun(code)).toMatch(/^[A-Z].*\.$/);
  });

  it("name managers and their fields", () => {
    const conflict = (manager: string, field: string) => ({ manager, operation: null, field });
    expect(
      writeErrorText.conflicts([
        conflict("kubectl-edit", ".spec.http"),
        conflict("flagger", ".spec.hosts"),
        conflict("kubectl-edit", ".spec.tls"),
      ]),
    ).toBe("kubectl-edit owns .spec.http and .spec.tls. flagger owns .spec.hosts.");
  });
});

describe("the journal", () => {
  const nameOf = () => "VirtualService reviews";
  const version = { uid: "u", resourceVersion: "9", generation: 1 };
  it.each<readonly [JournalEvent, string]>([
    [{ type: "intended", step: 0, way: "forward" }, "1: begins to write VirtualService reviews."],
    [
      { type: "written", step: 0, way: "forward", ...version, warnings: [] },
      "1: wrote VirtualService reviews, now at version 9.",
    ],
    [
      { type: "written", step: 1, way: "back", ...version, resourceVersion: "", warnings: [] },
      "2: took back VirtualService reviews.",
    ],
    [
      { type: "not-written", step: 0, way: "forward", code: "forbidden", message: "no" },
      "1: VirtualService reviews was not written. The connected user may not write this: no",
    ],
    [
      { type: "not-written", step: 0, way: "back", code: "refused", message: "no" },
      "1: VirtualService reviews was not taken back. An admission policy refuses it: no",
    ],
    [
      { type: "not-written", step: 0, way: "forward", code: "owned", message: "argo-cd shop" },
      "1: VirtualService reviews was not written. Argo CD (shop) owns it by now: a controller is not written over",
    ],
    [
      { type: "settled", step: 0, way: "forward", found: "other", ...version, manager: "flagger" },
      "1: read VirtualService reviews: somebody else has written it, by flagger.",
    ],
    [
      { type: "left-alone", step: 0, why: "changed", manager: "ops", message: "" },
      "1: VirtualService reviews is left as it is: somebody else has changed it since, by ops.",
    ],
    [
      { type: "turned-back", reason: "not-kept", by: null },
      "Nobody kept it in time: it is taken back.",
    ],
    [
      { type: "turned-back", reason: "asked", by: "ops1" },
      "It was asked to be taken back. By ops1.",
    ],
    [{ type: "kept", by: null }, "Kept."],
    [{ type: "kept", by: "ops1" }, "Kept by ops1."],
    [{ type: "watched", verdict: "agrees", detail: "" }, "Watch: as set."],
    [{ type: "watched", verdict: "later-one", detail: "x" }, "Watch: later-one: x."],
    [
      { type: "watched", verdict: "agrees", detail: "0.04603015075376887" },
      "Watch: as set, 4.6\u202f% of the predicted requests went elsewhere.",
    ],
  ])("%o", (event, expected) => {
    expect(journalText(event, nameOf)).toBe(expected);
  });
});

describe("the button", () => {
  const reach = {
    objects: 2,
    removed: 0,
    leftOut: 0,
    namespaces: ["bookinfo"],
    rate: 42,
    staying: 0,
    rollback: false,
  };
  it.each([
    [{}, "Apply 2 objects to bookinfo, ≈ 42 rps affected"],
    [{ leftOut: 1 }, "Apply 2 of 3 objects to bookinfo, ≈ 42 rps affected"],
    [{ objects: 1, rate: null }, "Apply 1 object to bookinfo, traffic unknown"],
    [{ rate: 0 }, "Apply 2 objects to bookinfo, no traffic seen"],
    [{ rate: 0, staying: 40 }, "Apply 2 objects to bookinfo, no request takes another way"],
    [{ objects: 0, leftOut: 1, rollback: true }, "Nothing to roll back"],
    [{ removed: 2 }, "Remove 2 objects from bookinfo, ≈ 42 rps affected"],
    [{ namespaces: ["a", "b"] }, "Apply 2 objects to a and b, ≈ 42 rps affected"],
    [{ namespaces: ["a", "b", "c"] }, "Apply 2 objects to 3 namespaces, ≈ 42 rps affected"],
    [{ namespaces: [""] }, "Apply 2 objects to the cluster, ≈ 42 rps affected"],
    [{ rollback: true }, "Roll back 2 objects in bookinfo, ≈ 42 rps affected"],
  ])("with %o", (over, expected) => {
    expect(reviewText.foot.apply({ ...reach, ...over }).replaceAll("\u202f", " ")).toBe(expected);
  });
});

describe("predicted rates", () => {
  const to = (min: number, max: number) => ({ min, max });
  it.each([
    [37.9, to(21, 21), "≈ 21.0", "−16.9"],
    [37.9, to(0, 21), "≤ 21.0", "at least −16.9"],
    [4.1, to(0, 21), "≤ 21.0", "at most +16.9"],
    [0, to(0, 42), "0 to 42.0", "uncertain"],
    [1, to(10.5, 42), "10.5 to 42.0", "at least +9.5"],
    [21, to(21, 21), "≈ 21.0", "as now"],
    [5, to(0, 0), "0", "−5.0"],
    [0.17, to(0, 0.67), "≤ 0.67", "at most +0.50"],
  ])("%d becomes %o of 42", (now, after, text, change) => {
    expect(trafficText.after(after, 42).replaceAll("\u202f", " ")).toBe(text);
    expect(trafficText.difference(now, after, 42)).toBe(change);
  });

  it.each([
    [12.4, to(12.36, 33), 41.2, 1.1, "at most +20.6"],
    [24.7, to(0, 24.69), 41.2, 1.6, "uncertain"],
    [4.1, to(4.09, 8.2), 41.2, 0.7, "at most +4.1"],
    [24.7, to(0, 12), 41.2, 1.6, "at least −12.7"],
  ])(
    "promise nothing within what chance alone does: %d becomes %o",
    (now, after, most, noise, change) => {
      expect(trafficText.difference(now, after, most, noise)).toBe(change);
    },
  );

  it("name an end without a workload in words", () => {
    expect(trafficText.endNamed("no-subset, no-host")).toBe("503, no such subset, no such host");
    expect(trafficText.endNamed("toString")).toBe("toString");
  });

  it("are doubted for reasons that are said once", () => {
    const match: Doubt = { code: "match", by: VS, path: "http[0]" };
    const engine: Doubt = { code: "engine", uncertainty: { code: "regex", ref: VS, path: "" } };
    expect(trafficText.because([match, match, { code: "port" }, engine])).toBe(
      "metrics do not say which requests http[0] of VirtualService reviews takes; the service's ports have different rules, and metrics do not say which was called; a regular expression decides that is not evaluated (VirtualService reviews)",
    );
    expect(
      trafficText.because([{ code: "load-balancing", by: VS, path: "http[0].route[1]" }]),
    ).toBe("several workloads stand behind http[0].route[1] of VirtualService reviews");
  });
});
