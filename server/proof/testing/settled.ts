import { differences, type Noise } from "./differences";
import type { ExpectedGraph } from "./expected/expected-graph";
import type { LiveMesh } from "./live-mesh";

/** Ticks in a row whose graph must be as configured: one alone could be so by chance while rates still rise. */
const TICKS = 3;

/**
 * Resolves when the graph that a viewer holds has been as configured for three ticks in a row, with fresh buckets.
 *
 * Rates are not what was configured before the whole window lies within the time that was scraped, so this may take that long; when
 * it takes longer, the error lists what is different.
 */
export async function untilAsConfigured(
  mesh: LiveMesh,
  expected: ExpectedGraph,
  noise: Noise,
  ms: number,
): Promise<void> {
  let judged = -1;
  let inARow = 0;
  let last: readonly string[] = ["nothing was read"];
  const asConfigured = () => {
    const { traffic } = mesh.state();
    if (traffic === null || traffic.latencyAt === null || traffic.tick === judged) return false;
    judged = traffic.tick;
    last = differences(mesh.graph(), expected, noise);
    inARow = last.length === 0 ? inARow + 1 : 0;
    return inARow >= TICKS;
  };
  await mesh.until(asConfigured, ms, () => {
    const states = mesh.state().sources.map((s) => `${s.id} ${s.state}`);
    return [`${last.length} differences, ${states.join(", ")}`, ...last.slice(0, 30)].join("\n");
  });
}
