import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { toRevision } from "@/lib/mesh/model/snapshot";
import type { SourceStatus } from "@/lib/mesh/model/source";
import { applyLiveMessage, resetOf } from "./apply-message";
import { initialConnection, sourcesAsSeen, withMessageTime, withPhase } from "./connection";
import type { LiveMessage } from "./message";

const source = (over: Partial<SourceStatus>): SourceStatus => ({
  id: "cluster",
  cluster: "test",
  state: "ready",
  since: 0,
  lastGoodAt: 10,
  problems: [],
  found: null,
  ...over,
});

const RESET: LiveMessage = {
  type: "reset",
  seq: 1,
  now: 5_000,
  settings: {
    clusters: ["test"],
    tickSeconds: 5,
    windowSeconds: 60,
    pastSeconds: 7200,
    healthRules: [],
    clusterIds: {},
    healthProfile: "heddle",
  },
  mesh: { revision: 0, resources: [] },
  traffic: null,
  sources: [source({}), source({ id: "metrics" })],
};
const frame = (seq: number): LiveMessage => ({
  type: "mesh",
  seq,
  now: 5_000 + seq,
  frame: { revision: toRevision(0), events: [] },
});
const traffic = (seq: number, tick: number, full: boolean): LiveMessage => ({
  type: "traffic",
  seq,
  now: 6_000,
  frame: {
    tick,
    full,
    at: 5_500,
    windowSeconds: 60,
    latencyAt: null,
    latencyLevel: "workload",
    set: [],
    changed: [],
    removed: [],
  },
});

describe("applyLiveMessage", () => {
  const state = applyLiveMessage(null, RESET);

  it.each([
    { name: "nothing to apply it to", from: null, message: frame(2), seq: undefined },
    { name: "the next message", from: state, message: frame(2), seq: 2 },
    { name: "one that is known", from: state, message: frame(1), seq: 1 },
    { name: "one too far", from: state, message: frame(3), seq: undefined },
    { name: "a reset from the past", from: state, message: { ...RESET, seq: 0 }, seq: 0 },
    { name: "full traffic", from: state, message: traffic(2, 7, true), seq: 2 },
    {
      name: "traffic whose own number does not follow",
      from: state,
      message: traffic(2, 7, false),
      seq: undefined,
    },
  ])("$name gives seq $seq", ({ from, message, seq }) => {
    expect(applyLiveMessage(from, message)?.seq).toBe(seq);
  });

  it("ages a standing watch by the message, and metrics by their window", () => {
    const next = state && applyLiveMessage(state, traffic(2, 7, true));
    expect(next?.sources.map((s) => s.lastGoodAt)).toEqual([6_000, 5_500]);
  });

  it("leaves the age of a source that failed", () => {
    const stale = { ...RESET, sources: [source({ state: "stale" })] };
    const next = applyLiveMessage(applyLiveMessage(null, stale), frame(2));
    expect(next?.sources[0]?.lastGoodAt).toBe(10);
  });

  it("keeps parts that did not change", () => {
    const next = applyLiveMessage(state, frame(2));
    expect([next?.mesh === state?.mesh, next?.settings === state?.settings]).toEqual([true, true]);
  });

  it("counts a notice, and leaves everything else as it is", () => {
    const notice = { about: "draft", id: "d", cluster: "test" } as const;
    const next = state && applyLiveMessage(state, { type: "notice", seq: 2, now: 9_000, notice });
    expect(next).toEqual({ ...state, seq: 2 });
  });

  it("gives a page that joins through another tab the same state", () => {
    const message: LiveMessage = JSON.parse(JSON.stringify(state && resetOf(state, 9)));
    expect(applyLiveMessage(null, message)).toEqual(state);
  });
});

describe("withMessageTime", () => {
  it("comes as near to the server's clock as the quickest message allows, never past it", () => {
    const travels = fc.array(fc.nat(5_000), { minLength: 1 });
    fc.assert(
      fc.property(travels, fc.integer({ min: -1e9, max: 1e9 }), (ms, offset) => {
        const connection = ms.reduce(
          (c, travel, i) =>
            withMessageTime(c, {
              first: i === 0,
              readAt: i * 10_000 + travel,
              sentAt: i * 10_000 + offset,
            }),
          initialConnection(0),
        );
        expect(connection.offsetMs).toBe(offset - Math.min(...ms));
      }),
    );
  });

  it("starts over when a clock was set", () => {
    const before = withMessageTime(initialConnection(0), {
      first: true,
      readAt: 0,
      sentAt: 3_600_000,
    });
    expect(withMessageTime(before, { first: false, readAt: 10, sentAt: 10 }).offsetMs).toBe(0);
  });
});

describe("sourcesAsSeen", () => {
  const sources = [source({}), source({ id: "metrics", lastGoodAt: null })];
  const lost = withPhase(initialConnection(0), "lost", 1_000);

  it("says nothing of a short break", () => {
    expect(sourcesAsSeen(sources, lost, { now: 5_999, server: "http://h" })).toBe(sources);
  });

  it("shows what it has as out of date once the server is away", () => {
    const seen = sourcesAsSeen(sources, lost, { now: 6_000, server: "http://h" });
    expect(seen.map((s) => [s.state, s.since, s.lastGoodAt])).toEqual([
      ["stale", 1_000, 10],
      ["down", 1_000, null],
    ]);
  });
});
