import { afterEach, describe, expect, it } from "vitest";
import type { Notice } from "@/lib/delivery/notice";
import { refKey } from "@/lib/mesh/model/resource";
import { demoPort } from "@/server/adapters/sim/testing/demo-port";
import { createSteppedClock } from "@/server/live/live.fixture";
import { applyDraft } from "./apply-draft";
import { endDraft } from "./end-draft";
import { reviewDraft } from "./review-draft";
import { openDesk, RATINGS, REVIEWS, ratingsToV1, shift } from "./testing/review-desk";

let leave = new AbortController();
afterEach(() => {
  leave.abort();
  leave = new AbortController();
});

type Begin = { readonly leaveOut?: readonly string[]; readonly keepWithinMs?: number };

/** A draft that shifts `reviews` and sends `ratings` elsewhere, while it is being written. */
async function begun({ keepWithinMs, leaveOut = [] }: Begin = {}) {
  const clock = createSteppedClock(Date.parse("2026-03-02T16:42:00Z"));
  const { sim, port } = await demoPort(clock);
  const { signal } = leave;
  const desk = await openDesk({ clock, cluster: port, metrics: sim.metrics, signal });
  await desk.draft("d", [shift(50)], [ratingsToV1]);
  const takeOwnership = [refKey(REVIEWS), refKey(RATINGS)];
  const review = await reviewDraft(desk, { draft: "d", leaveOut, takeOwnership }, signal);
  if (!review.ok) throw new Error(review.error.code);
  const { blockers, digest } = review.value;
  const acceptFindings = blockers.flatMap((b) => (b.code === "accept-findings" ? b.codes : []));
  const keep = keepWithinMs ?? null;
  const consent = { digest, why: "", keepWithinMs: keep, takeOwnership, acceptFindings };
  const answer = await applyDraft(desk, { draft: "d", leaveOut, consent }, signal);
  if (!answer.ok) throw new Error(JSON.stringify(answer.error));
  await clock.step(20_000);
  const { id } = answer.value;
  const told: string[] = [];
  const notify = ({ about, id: of }: Notice) => void told.push(`${about} ${of}`);
  const stored = async () => (await desk.store.drafts.get("d")) ?? null;
  return {
    desk,
    clock,
    id,
    told,
    end: () => endDraft({ ...desk, notify }, id),
    stored,
    edits: async () => (await stored())?.draft.edits.map((e) => e.id) ?? null,
  };
}

describe("a draft whose change is applied", () => {
  it("is removed when all of it is written, and pages are told once", async () => {
    const { end, edits, told } = await begun();
    await end();
    await end();
    expect(await edits()).toBeNull();
    expect(told).toEqual(["draft d"]);
  });

  it("keeps what was left out", async () => {
    const { end, edits } = await begun({ leaveOut: [refKey(RATINGS)] });
    await end();
    expect(await edits()).toEqual(["e1"]);
  });

  it("stays as long as the author may take the change back", async () => {
    const { clock, desk, end, edits, id } = await begun({ keepWithinMs: 600_000 });
    await end();
    expect(await edits()).toEqual(["e0", "e1"]);
    await desk.runner.keep(id, null);
    await clock.step(10_000);
    await end();
    expect(await edits()).toBeNull();
  });

  it("stays when the change was taken back", async () => {
    const { clock, desk, end, edits, id } = await begun({ keepWithinMs: 600_000 });
    await desk.runner.revert(id, null);
    await clock.step(20_000);
    await end();
    expect(await edits()).toEqual(["e0", "e1"]);
  });

  it("keeps an object that was edited again since, and nothing to redo of the others", async () => {
    const { desk, end, stored } = await begun();
    const before = await stored();
    const [first, second] = before?.draft.edits ?? [];
    if (before === null || first === undefined || second === undefined) throw new Error("no draft");
    const again = { ...before.draft, edits: [{ ...first, objects: [shift(60)] }, second] };
    await desk.store.drafts.save(again, null, before.version, 0);
    await end();
    const after = (await stored())?.draft;
    expect(after?.edits).toEqual(again.edits.slice(0, 1));
    expect(after?.undone).toEqual([]);
  });
});
