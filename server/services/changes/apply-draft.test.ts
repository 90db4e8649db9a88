import { afterEach, describe, expect, it } from "vitest";
import type { Consent } from "@/lib/delivery/review";
import { refKey } from "@/lib/mesh/model/resource";
import { err } from "@/lib/result";
import { demoPort } from "@/server/adapters/sim/testing/demo-port";
import { createSteppedClock } from "@/server/live/live.fixture";
import type { Manifest } from "@/server/ports/manifest";
import { applyDraft } from "./apply-draft";
import { reviewDraft } from "./review-draft";
import { reviewRollback } from "./review-rollback";
import { rollBack } from "./roll-back";
import { canaryTo, openDesk, REVIEWS, shift, type TestDesk } from "./testing/review-desk";

let leave = new AbortController();
afterEach(() => {
  leave.abort();
  leave = new AbortController();
});

const NAME = {
  apiVersion: "networking.istio.io/v1",
  kind: "VirtualService",
  namespace: "bookinfo",
  name: "reviews",
};
const TAKE = [refKey(REVIEWS)];

async function setUp() {
  const clock = createSteppedClock(Date.parse("2026-03-02T16:42:00Z"));
  const { sim, port, asked } = await demoPort(clock);
  const { signal } = leave;
  const desk = await openDesk({ clock, cluster: port, metrics: sim.metrics, signal });
  const written = () => asked.filter((line) => line.endsWith("for good"));
  const standing = () => {
    const object = sim.world.find(NAME);
    if (object === null) throw new Error("the demo has no reviews");
    return object;
  };
  return { desk, sim, clock, written, standing };
}

const consentTo = (digest: string, over: Partial<Consent> = {}): Consent => ({
  digest,
  why: "half of it",
  keepWithinMs: null,
  takeOwnership: TAKE,
  acceptFindings: [],
  ...over,
});

async function digestOfDraft(desk: TestDesk, takeOwnership: readonly string[] = TAKE) {
  const request = { draft: "d", leaveOut: [], takeOwnership };
  const review = await reviewDraft(desk, request, leave.signal);
  if (!review.ok) throw new Error(review.error.code);
  return review.value.digest;
}

const apply = (desk: TestDesk, consent: Consent) =>
  applyDraft(desk, { draft: "d", leaveOut: [], consent }, leave.signal);

async function begun(desk: TestDesk, consent: Consent): Promise<string> {
  const answer = await apply(desk, consent);
  if (!answer.ok) throw new Error(JSON.stringify(answer.error));
  return answer.value.id;
}

describe("an apply", () => {
  it("writes what was reviewed, with who wrote it noted and what was predicted kept", async () => {
    const { desk, clock, written } = await setUp();
    await desk.draft("d", [shift(50)]);
    const id = await begun(desk, consentTo(await digestOfDraft(desk)));
    await clock.step(10_000);
    expect(written()).toEqual(["apply reviews for good"]);
    const view = await desk.store.changes.get(id);
    expect(view?.phase).toBe("applied");
    expect(view?.record.author).toBe("demo");
    expect(view?.record).toMatchObject({
      draft: "d",
      why: "half of it",
      rollbackOf: null,
      takeFrom: { [refKey(REVIEWS)]: ["ops1"] },
    });
    expect(view?.prediction).not.toBeNull();
  });

  it("is refused when the draft is not the one that was seen", async () => {
    const { desk, written } = await setUp();
    const draft = await desk.draft("d", [shift(50)]);
    const digest = await digestOfDraft(desk);
    await desk.store.drafts.save({ ...draft, edits: [] }, null, 1, 0);
    expect(await apply(desk, consentTo(digest))).toEqual(err({ code: "not-as-reviewed" }));
    expect(written()).toEqual([]);
  });

  it("is refused when somebody else's fields would be taken than were shown", async () => {
    const { desk, sim, standing } = await setUp();
    await desk.draft("d", [shift(50)]);
    const digest = await digestOfDraft(desk);
    // Another person states the same value: nothing of the object changes but who owns it.
    const { status: _status, ...stated } = standing();
    sim.control.apply({ ...stated, metadata: { name: "reviews", namespace: "bookinfo" } }, "kim");
    expect(await apply(desk, consentTo(digest))).toEqual(err({ code: "not-as-reviewed" }));
  });

  it("is refused while something is in its way, and says what", async () => {
    const { desk, written } = await setUp();
    await desk.draft("d", [shift(50)]);
    const digest = await digestOfDraft(desk);
    expect(await apply(desk, consentTo(digest, { takeOwnership: [] }))).toMatchObject({
      error: { code: "blocked", blockers: [{ code: "take-ownership", managers: ["ops1"] }] },
    });
    expect(written()).toEqual([]);
  });

  it("passes findings that the author accepts by code, and no others", async () => {
    const { desk } = await setUp();
    await desk.draft("d", [canaryTo("v9")]);
    const digest = await digestOfDraft(desk);
    const refused = await apply(desk, consentTo(digest, { acceptFindings: ["HED000"] }));
    if (refused.ok || refused.error.code !== "blocked") throw new Error("it was begun");
    const [blocker] = refused.error.blockers;
    if (blocker?.code !== "accept-findings") throw new Error(blocker?.code);
    const accepted = await apply(desk, consentTo(digest, { acceptFindings: blocker.codes }));
    expect(accepted.ok).toBe(true);
  });

  it("that is asked for twice at once is one change", async () => {
    const { desk, clock, written } = await setUp();
    await desk.draft("d", [shift(50)]);
    const consent = consentTo(await digestOfDraft(desk));
    const answers = await Promise.all([apply(desk, consent), apply(desk, consent)]);
    await clock.step(10_000);
    const ids = answers.flatMap((answer) => (answer.ok ? [answer.value.id] : []));
    expect(new Set(ids).size).toBe(1);
    expect(written()).toHaveLength(1);
  });
});

/** `metadata.managedFields` */
const managersOf = (object: Manifest): unknown => (object["metadata"] as Manifest)["managedFields"]; // an object of the API has metadata

describe("a roll-back", () => {
  async function applied() {
    const world = await setUp();
    const { desk, clock, standing } = world;
    const before = standing()["spec"];
    const managers = managersOf(standing());
    await desk.draft("d", [shift(50)]);
    const change = await begun(desk, consentTo(await digestOfDraft(desk)));
    await clock.step(10_000);
    const review = async () => {
      const answer = await reviewRollback(desk, { change, takeOwnership: TAKE }, leave.signal);
      if (!answer.ok) throw new Error(answer.error.code);
      return answer.value;
    };
    const back = async (digest: string) => {
      const answer = await rollBack(desk, { change, consent: consentTo(digest) }, leave.signal);
      await clock.step(10_000);
      return answer;
    };
    return { ...world, change, before, managers, review, back };
  }

  it("leaves what there was before, to the byte, and is a change of its own", async () => {
    const { desk, change, before, managers, review, back, standing } = await applied();
    expect(managersOf(standing())).not.toEqual(managers);
    const shown = await review();
    expect([shown.drift, shown.blockers]).toEqual([[], []]);
    expect(shown.subject).toEqual({ type: "rollback", change });
    expect(await back(shown.digest)).toMatchObject({ ok: true });
    expect(JSON.stringify(standing()["spec"])).toBe(JSON.stringify(before));
    expect(managersOf(standing())).toEqual(managers);
    const { changes } = await desk.store.changes.list("test", { after: null, limit: 9 });
    expect(changes.map(({ record }) => record.rollbackOf).sort()).toEqual([change, null]);
    expect((await review()).blockers).toEqual([{ code: "nothing-to-write" }]);
  });

  it("shows what somebody else did meanwhile, and takes only its own back", async () => {
    const { sim, review, back, standing } = await applied();
    const seen = await review();
    const spec = standing()["spec"] as { readonly http: readonly object[] }; // as the demo has it
    const http = spec.http.map((route) => ({ ...route, timeout: "3s" }));
    sim.control.put({ ...standing(), spec: { ...spec, http } }, "kubectl-edit");
    expect(await back(seen.digest)).toEqual(err({ code: "not-as-reviewed" }));
    const shown = await review();
    expect(shown.drift).toMatchObject([
      { manager: "kubectl-edit", gone: false, changes: [{ op: "set", to: "3s" }] },
    ]);
    expect(shown.drift[0]?.at).toBe(Date.parse("2026-03-02T16:42:16Z"));
    await back(shown.digest);
    expect(standing()).toMatchObject({
      spec: { http: [{ timeout: "3s", route: [{ weight: 90 }, { weight: 0 }, { weight: 10 }] }] },
    });
  });

  it("writes over nobody: an object in which ours cannot be told apart is left out", async () => {
    const { sim, review, standing } = await applied();
    sim.control.put({ ...standing(), spec: { hosts: ["reviews"], http: [] } }, "kubectl-edit");
    const shown = await review();
    expect(shown.leftOut).toEqual([refKey(REVIEWS)]);
    expect(shown.conflicts.length).toBeGreaterThan(0);
    expect(shown.blockers).toEqual([{ code: "nothing-to-write" }]);
  });

  it("of a change on its way is that change's own to revert", async () => {
    const { desk, clock } = await setUp();
    await desk.draft("d", [shift(50)]);
    const digest = await digestOfDraft(desk);
    const change = await begun(desk, consentTo(digest, { keepWithinMs: 60_000 }));
    await clock.step(10_000);
    expect(await reviewRollback(desk, { change, takeOwnership: [] }, leave.signal)).toEqual(
      err({ code: "not-over", id: change }),
    );
    await clock.step(120_000);
    expect(await reviewRollback(desk, { change, takeOwnership: [] }, leave.signal)).toEqual(
      err({ code: "nothing-stands", id: change }),
    );
  });
});
