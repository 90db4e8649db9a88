import { describe, expect, it } from "vitest";
import type { AnalysisStep } from "@/lib/live/findings/analysis-run";
import type { Finding } from "@/lib/mesh/analysis/finding";
import { advance, emptySnapshot, type MeshEvent } from "@/lib/mesh/model/snapshot";
import { AGAIN_MS, type Analyst, FindingsLink, PAUSE_MS } from "./findings-link";

const namespace = (name: string): MeshEvent => ({
  type: "put",
  resource: {
    kind: "Namespace",
    meta: {
      cluster: "c",
      namespace: "",
      name,
      uid: "",
      resourceVersion: "1",
      createdAt: null,
      labels: {},
      annotations: {},
    },
    terminating: false,
  },
});

const ONE = advance(emptySnapshot, [namespace("a")]);
const TWO = advance(ONE, [namespace("b")]);
const THREE = advance(TWO, [namespace("c")]);

/** A world whose clock and analysts are moved by hand. */
function world() {
  const asked: AnalysisStep[] = [];
  const answers: { readonly ok: (f: readonly Finding[]) => void; readonly no: () => void }[] = [];
  const timers: { readonly ms: number; readonly then: () => void }[] = [];
  const found: number[] = [];
  let made = 0;
  let ended = 0;
  const analyst = (): Analyst => {
    made += 1;
    return {
      ask: (step) => {
        asked.push(step);
        return new Promise((ok, reject) => {
          answers.push({ ok, no: () => reject(new Error("gone")) });
        });
      },
      end: () => {
        ended += 1;
      },
    };
  };
  const link = new FindingsLink({
    analyst,
    now: () => "now",
    later: (ms, then) => {
      timers.push({ ms, then });
      return () => undefined;
    },
    found: (findings) => void found.push(findings.length),
  });
  return { link, asked, answers, timers, found, counts: () => ({ made, ended }) };
}

const settled = () => new Promise((done) => setImmediate(done));
const sizes = (asked: readonly AnalysisStep[]) => asked.map(({ events }) => events.length);

describe("the link to the analyst", () => {
  it("asks once at a time, of the newest, and tells only what is new", async () => {
    const { link, asked, answers, timers, found } = world();
    link.offer(ONE, []);
    link.offer(TWO, []);
    link.offer(THREE, []);
    expect(sizes(asked)).toEqual([1]);
    answers[0]?.ok([]);
    await settled();
    expect(found).toEqual([0]);
    expect(timers.map(({ ms }) => ms)).toEqual([PAUSE_MS]);
    timers[0]?.then();
    expect(sizes(asked)).toEqual([1, 2]);
  });

  it("rests when nothing came in, and goes on with the next", async () => {
    const { link, asked, answers, timers } = world();
    link.offer(ONE, []);
    answers[0]?.ok([]);
    await settled();
    timers[0]?.then();
    expect(sizes(asked)).toEqual([1]);
    link.offer(TWO, []);
    expect(sizes(asked)).toEqual([1, 1]);
  });

  it("turns to another analyst when one fails, and tells it everything", async () => {
    const { link, asked, answers, timers, counts } = world();
    link.offer(TWO, []);
    answers[0]?.no();
    await settled();
    expect(timers.map(({ ms }) => ms)).toEqual([AGAIN_MS]);
    timers[0]?.then();
    expect(sizes(asked)).toEqual([2, 2]);
    expect(counts()).toEqual({ made: 2, ended: 1 });
  });

  it("tells nothing after it was stopped", async () => {
    const { link, answers, found, counts } = world();
    link.offer(ONE, []);
    link.stop();
    answers[0]?.ok([]);
    await settled();
    expect(found).toEqual([]);
    expect(counts().ended).toBe(1);
  });
});
