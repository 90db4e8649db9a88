import type { Blocker, Review } from "@/lib/delivery/review";
import { refKey } from "@/lib/mesh/model/resource";
import { createSteppedClock, type SteppedClock } from "@/server/live/live.fixture";
import type { ClusterPort } from "@/server/ports/cluster";
import type { MetricsPort } from "@/server/ports/metrics";
import { type DraftReviewRequest, reviewDraft } from "../review-draft";
import { openDesk, RATINGS, REVIEWS, REVIEWS_RULE, type TestDesk } from "./review-desk";

/** Opens a mesh with what it was asked for. */
type OpenMesh<S> = (
  clock: SteppedClock,
  over: Partial<ClusterPort>,
) => Promise<{ readonly sim: S; readonly port: ClusterPort; readonly asked: string[] }>;

/** Desks on a mesh and reviews there, until the test's own signal aborts. */
export const reviewsUntil = <S extends { readonly metrics: MetricsPort }>(
  leave: () => AbortSignal,
  open: OpenMesh<S>,
) => ({
  async setUp(over: Partial<ClusterPort> = {}, noMetrics = false) {
    const clock = createSteppedClock(Date.parse("2026-03-02T16:42:00Z"));
    const { sim, port, asked } = await open(clock, over);
    const metrics = noMetrics ? null : sim.metrics;
    const desk = await openDesk({ clock, cluster: port, metrics, signal: leave() });
    return { desk, sim, asked };
  },
  async review(desk: TestDesk, over: Partial<DraftReviewRequest> = {}): Promise<Review> {
    const request = { draft: "d", leaveOut: [], takeOwnership: [], ...over };
    const answer = await reviewDraft(desk, request, leave());
    if (!answer.ok) throw new Error(answer.error.code);
    return answer.value;
  },
});

/** `dry-run-refused reviews` */
const said = (blocker: Blocker): string =>
  "ref" in blocker ? `${blocker.code} ${blocker.ref.name}` : blocker.code;

export const blockersIn = (answer: Review): readonly string[] => answer.blockers.map(said);

export const TAKEN = { takeOwnership: [refKey(REVIEWS), refKey(REVIEWS_RULE), refKey(RATINGS)] };
