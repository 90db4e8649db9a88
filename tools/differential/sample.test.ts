import { describe, expect, it } from "vitest";
import { judgeCase } from "./judge";
import { readRecording } from "./recording";

const SAMPLE = new URL("../../fixtures/differential/sample.jsonl.gz", import.meta.url);

/** Of the answers in which istiod and Heddle differ, Heddle may say that it does not know in so many. */
const MOST_UNCERTAIN = 0.01;

describe("what istiod's own generation does with random requests in random meshes", () => {
  const recorded = readRecording(SAMPLE);
  const verdicts = recorded.map((r) => ({ id: r.case.id, ...judgeCase(r.case, r.istiod) }));
  const sum = (counts: readonly ReadonlyMap<string, number>[]) =>
    counts.flatMap((c) => [...c.values()]).reduce((a, b) => a + b, 0);

  it("is what Heddle answers", () => {
    const different = verdicts.flatMap(({ id, unexplained }) =>
      unexplained.map(({ request, differences }) => ({ id, request, differences })),
    );
    expect(different).toEqual([]);
    expect(verdicts.flatMap((v) => v.unanswered)).toEqual([]);
  });

  it("is known in nearly all cases, of at least 2,000", () => {
    const requests = recorded.flatMap((r) => r.case.requests).length;
    expect(requests).toBeGreaterThanOrEqual(2_000);
    expect(sum(verdicts.map((v) => v.uncertain)) / requests).toBeLessThan(MOST_UNCERTAIN);
  });
});
