import { afterEach, describe, expect, it } from "vitest";
import { refKey } from "@/lib/mesh/model/resource";
import { demoPort } from "@/server/adapters/sim/testing/demo-port";
import { createSteppedClock } from "@/server/live/live.fixture";
import { openDesk, REVIEWS, shift } from "@/server/services/changes/testing/review-desk";
import { contextOf } from "@/server/trpc/context.fixture";
import { appRouter } from "@/server/trpc/root";

let leave = new AbortController();
afterEach(() => {
  leave.abort();
  leave = new AbortController();
});

async function setUp() {
  const clock = createSteppedClock(Date.parse("2026-03-02T16:42:00Z"));
  const { sim, port } = await demoPort(clock);
  const { signal } = leave;
  const metrics = sim.metrics;
  const desk = await openDesk({ clock, cluster: port, metrics, signal });
  const { hub, store, runner } = desk;
  const context = contextOf({ clock, cluster: port, metrics, signal, store, runner });
  return { desk, clock, caller: appRouter.createCaller({ ...context, hub }) };
}

const TAKE = [refKey(REVIEWS)];

async function applied(keepWithinMs: number | null) {
  const world = await setUp();
  const { caller, clock, desk } = world;
  await desk.draft("d", [shift(50)]);
  const review = await caller.changes.review({ draft: "d", takeOwnership: TAKE });
  if (!review.ok) throw new Error(review.error.code);
  const { digest } = review.value;
  const consent = { digest, why: "", keepWithinMs, takeOwnership: TAKE, acceptFindings: [] };
  const begun = await caller.changes.applyDraft({ draft: "d", consent });
  if (!begun.ok) throw new Error(begun.error.code);
  await clock.step(10_000);
  return { ...world, id: begun.value.id };
}

describe("changes", () => {
  it("are reviewed, applied, and found again", async () => {
    const { caller, id } = await applied(null);
    const view = await caller.changes.get({ id });
    expect(view).toMatchObject({ id, phase: "applied", draft: "d", rollbackOf: null });
    const page = await caller.changes.list({ cluster: "test" });
    expect([page.changes.map((c) => c.id), page.next]).toEqual([[id], null]);
    const review = await caller.changes.reviewRollback({ change: id });
    expect(review).toMatchObject({ ok: true, value: { drift: [], blockers: [] } });
  });

  it("that are not kept yet are kept, or reverted", async () => {
    const one = await applied(60_000);
    expect(await one.caller.changes.keep({ id: one.id })).toMatchObject({ keepUntil: null });
    const two = await applied(60_000);
    await two.caller.changes.revert({ id: two.id });
    await two.clock.step(30_000);
    expect(await two.caller.changes.get({ id: two.id })).toMatchObject({ phase: "reverted" });
  });

  it("that are not begun are an answer; ones that are not there an error", async () => {
    const { caller } = await setUp();
    expect(await caller.changes.review({ draft: "none" })).toEqual({
      ok: false,
      error: { code: "no-such-draft", id: "none" },
    });
    expect(await caller.changes.reviewRollback({ change: "none" })).toEqual({
      ok: false,
      error: { code: "no-such-change", id: "none" },
    });
    expect(await caller.changes.get({ id: "none" })).toBeNull();
    await expect(caller.changes.keep({ id: "none" })).rejects.toMatchObject({
      code: "NOT_FOUND",
      message: "There is no change none.",
    });
  });

  it("of a cluster that is not watched any more cannot be reviewed", async () => {
    const { caller, desk } = await setUp();
    const draft = { id: "old", name: "", cluster: "gone", base: {}, edits: [], undone: [] };
    await desk.store.drafts.save(draft, null, 0, 0);
    await expect(caller.changes.review({ draft: "old" })).rejects.toMatchObject({
      code: "NOT_FOUND",
      message: 'No cluster named "gone" is watched.',
    });
  });

  it.each([
    ["consent.keepWithinMs", { keepWithinMs: 5 }],
    ["consent.digest", { digest: 1 }],
    ["consent.why", { why: "x".repeat(2_001) }],
  ])("are refused for the field %s", async (field, over) => {
    const { caller } = await setUp();
    const consent = {
      digest: "",
      why: "",
      keepWithinMs: null,
      takeOwnership: [],
      acceptFindings: [],
    };
    // Callers over HTTP are bound by no type.
    const apply = caller.changes.applyDraft as (input: unknown) => Promise<unknown>;
    await expect(apply({ draft: "d", consent: { ...consent, ...over } })).rejects.toMatchObject({
      code: "BAD_REQUEST",
      message: expect.stringContaining(`${field}: `),
    });
  });
});
