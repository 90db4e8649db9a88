import { describe, expect, it } from "vitest";
import type { Finding } from "@/lib/mesh/analysis/finding";
import type { ConfigOverlay } from "@/lib/mesh/model/overlay-index";
import { advance, emptySnapshot, type MeshEvent } from "@/lib/mesh/model/snapshot";
import {
  AGAIN_MS,
  type Analyst,
  type FindingsAnswer,
  FindingsLink,
  type FindingsQuestion,
  PAUSE_MS,
} from "./findings-link";

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
  const asked: FindingsQuestion[] = [];
  const answers: { readonly ok: (f: readonly Finding[]) => void; readonly no: () => void }[] = [];
  const timers: { readonly ms: number; readonly then: () => void }[] = [];
  const found: number[] = [];
  let made = 0;
  let ended = 0;
  const analyst = (): Analyst => {
    made += 1;
    return {
      ask: (question) => {
        asked.push(question);
        const { draft } = question;
        return new Promise<FindingsAnswer>((answer, reject) => {
          answers.push({
            ok: (findings) =>
              answer(
                draft === null
                  ? { type: "mesh", findings }
                  : { type: "draft", affected: new Set(draft.keys()), findings },
              ),
            no: () => reject(new Error("gone")),
          });
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
const sizes = (asked: readonly FindingsQuestion[]) => asked.map(({ step }) => step.events.length);

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

const draftOf = (...keys: readonly string[]): ConfigOverlay =>
  new Map(keys.map((key) => [key, null]));
const about = (asked: readonly FindingsQuestion[]) =>
  asked.map(({ draft }) => (draft === null ? "mesh" : [...draft.keys()].join(" ")));

describe("calls that were seen", () => {
  it("are told once, and again to another analyst", async () => {
    const { link, asked, answers, timers } = world();
    const calls = { calls: [], clusterIds: {}, unlabelled: "c" };
    link.offer(ONE, [], calls);
    answers[0]?.ok([]);
    await settled();
    link.offer(TWO, [], calls);
    timers[0]?.then();
    answers[1]?.no();
    await settled();
    timers[1]?.then();
    expect(asked.map(({ step }) => step.seen)).toEqual([calls, undefined, calls]);
  });
});

describe("a draft that is judged", () => {
  it("is asked about beside the mesh, with what has happened to that", async () => {
    const { link, asked, answers } = world();
    const judged: string[] = [];
    link.offer(ONE, []);
    link.offer(TWO, []);
    link.judge(draftOf("a"), ({ affected }) => void judged.push(...affected));
    expect(about(asked)).toEqual(["mesh", "a"]);
    expect(sizes(asked)).toEqual([1, 1]);
    answers[1]?.ok([]);
    await settled();
    expect(judged).toEqual(["a"]);
  });

  it("waits for the first mesh", () => {
    const { link, asked } = world();
    link.judge(draftOf("a"), () => undefined);
    expect(asked).toEqual([]);
    link.offer(ONE, []);
    expect(about(asked)).toEqual(["mesh", "a"]);
  });

  it("gives way to the last that comes in while it is judged, and only that is told", async () => {
    const { link, asked, answers } = world();
    const judged: string[] = [];
    const judge = (key: string) => link.judge(draftOf(key), () => void judged.push(key));
    link.offer(ONE, []);
    for (const key of ["a", "b", "c"]) judge(key);
    expect(about(asked)).toEqual(["mesh", "a"]);
    answers[1]?.ok([]);
    await settled();
    expect(about(asked)).toEqual(["mesh", "a", "c"]);
    answers[2]?.ok([]);
    await settled();
    expect(judged).toEqual(["c"]);
  });

  it("is asked again of another analyst, after all that this one has to know", async () => {
    const { link, asked, answers, timers, counts } = world();
    const judged: string[] = [];
    link.offer(TWO, []);
    link.judge(draftOf("a"), () => void judged.push("a"));
    answers[0]?.no();
    answers[1]?.no();
    await settled();
    link.judge(draftOf("b"), () => void judged.push("b"));
    expect(about(asked)).toEqual(["mesh", "a"]);
    expect(timers.map(({ ms }) => ms)).toEqual([AGAIN_MS]);
    timers[0]?.then();
    expect(about(asked)).toEqual(["mesh", "a", "mesh", "b"]);
    expect(sizes(asked)).toEqual([2, 0, 2, 0]);
    answers[3]?.ok([]);
    await settled();
    expect(judged).toEqual(["b"]);
    expect(counts()).toEqual({ made: 2, ended: 1 });
  });
});
