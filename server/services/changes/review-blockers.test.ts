import { afterEach, describe, expect, it, vi } from "vitest";
import type { ObjectEdit } from "@/lib/mesh/changes/edit";
import { refKey } from "@/lib/mesh/model/resource";
import type { SourceProblem, SourceStatus } from "@/lib/mesh/model/source";
import { err, ok } from "@/lib/result";
import { demoPort } from "@/server/adapters/sim/testing/demo-port";
import type { ClusterPort } from "@/server/ports/cluster";
import { bookinfo, patch, RATINGS, REVIEWS, ratingsToV1, shift } from "./testing/review-desk";
import { blockersIn, reviewsUntil, TAKEN } from "./testing/reviews";

let leave = new AbortController();
afterEach(() => {
  leave.abort();
  leave = new AbortController();
});

const { review, setUp } = reviewsUntil(() => leave.signal, demoPort);

const newRule: ObjectEdit = {
  type: "create",
  ref: bookinfo("VirtualService", "details"),
  value: {
    apiVersion: "networking.istio.io/v1",
    kind: "VirtualService",
    metadata: { name: "details", namespace: "bookinfo" },
    spec: { hosts: ["details"], http: [{ route: [{ destination: { host: "details" } }] }] },
  },
};

const unavailable = { code: "unavailable", retryAfterMs: 2_000 } as const;
const flagger = {
  canaries: [
    {
      kind: "Canary",
      metadata: { name: "reviews", namespace: "bookinfo" },
      spec: { targetRef: { name: "reviews" } },
    },
  ],
  rollouts: [],
  argoLabel: null,
  hidden: [],
};
const badWeight = patch(REVIEWS, {
  op: "set",
  path: ["spec", "http", 0, "route", 0, "weight"],
  was: 90,
  to: "many",
});

type Row = {
  readonly name: string;
  readonly edits: readonly ObjectEdit[];
  readonly over?: Partial<ClusterPort>;
  readonly taken?: false;
  readonly blockers: readonly string[];
  readonly asked: readonly string[];
};

const ROWS: readonly Row[] = [
  { name: "no edits", edits: [], blockers: ["nothing-to-write"], asked: [] },
  {
    name: "an edit that takes itself back",
    edits: [shift(50), shift(10, 50)],
    blockers: ["nothing-to-write"],
    asked: [],
  },
  {
    name: "fields of a person",
    edits: [shift(50)],
    taken: false,
    blockers: ["take-ownership reviews"],
    asked: ["apply reviews"],
  },
  {
    name: "a controller",
    edits: [shift(50)],
    over: { delivery: async () => ok(flagger) },
    blockers: ["owned reviews"],
    asked: [],
  },
  {
    name: "a controller that will make what the draft makes",
    edits: [newRule],
    over: {
      delivery: async () =>
        ok({
          ...flagger,
          canaries: [
            {
              kind: "Canary",
              metadata: { name: "details", namespace: "bookinfo" },
              spec: { targetRef: { name: "details" } },
            },
          ],
        }),
    },
    blockers: ["owned details"],
    asked: [],
  },
  {
    name: "a missing right",
    edits: [shift(50)],
    over: { can: async (questions) => ok(questions.map(() => false)) },
    blockers: ["no-right reviews"],
    asked: [],
  },
  {
    name: "a missing right before anything that consent could help",
    edits: [shift(50)],
    over: { can: async (questions) => ok(questions.map(() => false)) },
    taken: false,
    blockers: ["no-right reviews", "take-ownership reviews"],
    asked: [],
  },
  {
    name: "rights that nobody tells: the dry run asks for them too",
    edits: [shift(50)],
    over: { can: async () => err({ ...unavailable, cause: "down" }) },
    blockers: [],
    asked: ["apply reviews"],
  },
  {
    name: "a schema that says no",
    edits: [badWeight],
    blockers: ["dry-run-refused reviews"],
    asked: ["apply reviews"],
  },
  {
    name: "a webhook that does not answer",
    edits: [shift(50)],
    over: { write: async () => err({ code: "webhook-down", by: "v", message: "no endpoints" }) },
    blockers: ["not-checked reviews"],
    asked: [],
  },
  {
    name: "a cluster that takes no request",
    edits: [shift(50)],
    over: { write: async () => err({ ...unavailable, message: "down" }) },
    blockers: ["not-checked reviews"],
    asked: [],
  },
  {
    name: "an object that cannot be read",
    edits: [shift(50)],
    over: { read: async () => err({ ...unavailable, cause: "down" }) },
    blockers: ["not-checked reviews"],
    asked: [],
  },
  {
    name: "an object that may not be read",
    edits: [shift(50)],
    over: { read: async (ref) => err({ code: "forbidden", ref, verb: "get", detail: "RBAC" }) },
    blockers: ["not-checked reviews"],
    asked: [],
  },
  {
    name: "delivery tools that cannot be asked",
    edits: [shift(50)],
    over: { delivery: async () => err({ ...unavailable, cause: "down" }) },
    blockers: ["not-checked reviews"],
    asked: [],
  },
];

describe("a change is held up by", () => {
  it.each(ROWS)("$name", async ({ edits, over = {}, taken, blockers, asked: expected }) => {
    const { desk, asked } = await setUp(over);
    await desk.draft("d", ...edits.map((edit) => [edit]));
    const answer = await review(desk, taken === false ? {} : TAKEN);
    expect(blockersIn(answer)).toEqual(blockers);
    expect(asked).toEqual(expected);
  });

  it("a mesh that is not followed any more, and never by a part of it that is not seen", async () => {
    const { desk, asked } = await setUp();
    await desk.draft("d", [shift(50)]);
    const hidden: SourceProblem = {
      ...{ code: "kind-forbidden", kind: "Service", resource: "services", verb: "list" },
      ...{ namespace: "bookinfo", detail: "RBAC" },
    };
    const served: SourceProblem = {
      code: "kind-missing",
      kind: "Gateway.networking.istio.io",
      resource: "gateways",
    };
    const seenAs = async (state: SourceStatus["state"]) => {
      const sources = desk.hub
        .sources()
        .map((s) => (s.id === "cluster" ? { ...s, state, problems: [hidden, served] } : s));
      vi.spyOn(desk.hub, "sources").mockReturnValue(sources);
      const answer = await review(desk, TAKEN);
      return { blockers: blockersIn(answer), unseen: answer.unseen };
    };
    expect(await seenAs("stale")).toMatchObject({ blockers: ["not-checked reviews"] });
    expect(asked).toEqual([]);
    expect(await seenAs("partial")).toEqual({ blockers: [], unseen: [hidden] });
  });

  it("a controller that is told to leave the object alone, where the change meets what it manages", async () => {
    const { desk, sim, asked } = await setUp();
    await desk.draft("d", [shift(50)]);
    const name = { apiVersion: "networking.istio.io/v1", kind: "VirtualService" };
    const found = sim.world.find({ ...name, namespace: "bookinfo", name: "reviews" });
    if (!found) throw new Error("the demo has no reviews");
    const labels = { "kustomize.toolkit.fluxcd.io/name": "apps" };
    const annotations = { "kustomize.toolkit.fluxcd.io/reconcile": "disabled" };
    const metadata = { name: "reviews", namespace: "bookinfo", labels, annotations };
    // A controller that has written the routes, and another annotation since.
    sim.control.put({ ...found, metadata, spec: { hosts: ["reviews"], http: [] } }, "x");
    sim.control.put({ ...found, metadata }, "kustomize-controller");
    const answer = await review(desk, TAKEN);
    expect(answer.blockers.filter((b) => b.code !== "moved-on")).toEqual([
      { code: "owned", ref: REVIEWS, owner: "flux-kustomize apps", paused: true },
    ]);
    expect(asked).toEqual([]);
  });

  it("somebody who changed the object, and nobody who only touched its status", async () => {
    const { desk, sim } = await setUp();
    await desk.draft("d", [shift(50)]);
    const name = { apiVersion: "networking.istio.io/v1", kind: "VirtualService" };
    const found = sim.world.find({ ...name, namespace: "bookinfo", name: "reviews" });
    if (!found) throw new Error("the demo has no reviews");
    const before = await review(desk, TAKEN);
    sim.control.put({ ...found, status: { observedGeneration: "9" } }, "pilot-discovery");
    const touched = await review(desk, TAKEN);
    expect([touched.moved, touched.digest]).toEqual([[], before.digest]);
    sim.control.put({ ...found, spec: { hosts: ["reviews"], http: [] } }, "kubectl-edit");
    const moved = await review(desk, TAKEN);
    expect(blockersIn(moved)).toContain("moved-on reviews");
    expect(before.drift).toEqual([]);
    expect(moved.drift).toMatchObject([
      {
        ref: REVIEWS,
        manager: "kubectl-edit",
        gone: false,
        changes: [{ path: ["spec", "http", 0] }],
      },
    ]);
    expect(moved.objects[0]?.dryRun).toEqual({ type: "not-asked" });
  });

  it("edits that do not fit, which can be left out", async () => {
    const { desk } = await setUp();
    const draft = await desk.draft("d", [shift(50)], [ratingsToV1]);
    const [first, second] = draft.edits;
    if (!first || !second) throw new Error("two edits");
    const again = { ...second, id: "again" };
    await desk.store.drafts.save({ ...draft, edits: [first, second, again] }, null, 1, 0);
    const answer = await review(desk, TAKEN);
    expect(answer.conflicts.map((c) => [c.edit, c.reason])).toEqual([["again", "path-gone"]]);
    expect(blockersIn(answer)).toContain("edit-conflict ratings");
    expect(blockersIn(await review(desk, { ...TAKEN, leaveOut: [refKey(RATINGS)] }))).toEqual([]);
  });

  it("managers that the author is asked about by name, in the API server's words too", async () => {
    const { desk } = await setUp();
    await desk.draft("d", [shift(50)]);
    const answer = await review(desk);
    expect(answer.blockers).toEqual([{ code: "take-ownership", ref: REVIEWS, managers: ["ops1"] }]);
    expect(answer.objects[0]?.dryRun).toMatchObject({
      type: "refused",
      error: { code: "field-conflict", message: expect.stringContaining('conflict with "ops1"') },
    });
  });
});
