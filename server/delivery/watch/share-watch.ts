import "server-only";
import type { MeshIndex } from "@/lib/mesh/model/mesh-index";
import { type ClusterOf, flowsOf } from "@/lib/mesh/prediction/flows";
import type { FlowsAsSet } from "@/lib/mesh/prediction/flows-as-set";
import type { PredictedFlow } from "@/lib/mesh/prediction/prediction";
import { type ShareCause, whyDiffers } from "@/lib/mesh/prediction/why-differs";
import { settingsOf } from "@/lib/mesh/routing/spec/settings-of";
import type { Traffic } from "@/lib/mesh/telemetry/traffic";
import { addCounts, countRequests, flowKey, type RequestCount } from "./count-requests";
import { comparable, type Judgement, judge } from "./judge";

/** Windows in a row in which shares must agree: one alone could be so by chance. */
const WINDOWS = 2;

/** So long after the write a window that differs may be one in which connections and proxies were still changing over. */
const CHANGEOVER_MS = 180_000;

/** The mesh that requests are told apart by. */
export type MeshNow = { readonly index: MeshIndex; readonly clusterOf: ClusterOf };

/** Requests counted since a write, window by window, and what they say. */
export type ShareWatch = {
  /**
   * Counts a tick. Only whole windows that began after the moment from which requests are counted, and after the end of the one counted
   * before: no request counts twice, and none from before the write.
   *
   * @param mesh asked for only where the tick counts
   * @returns whether it was counted
   */
  offer(traffic: Traffic, mesh: () => MeshNow): boolean;
  /** Leaves out what was before a moment, of which nothing can be learnt. */
  skip(until: number): void;
  judgement(): Judgement;
  /** Why the shares of flows differ, by what stood at the last window that was counted; empty where none does. */
  causes(): readonly ShareCause[];
  /** `false`: nothing was, and shares are held against what the rules have set. */
  isPredicted(): boolean;
  /** From when requests are counted, ms since the epoch. */
  since(): number;
  /** The end of the last window that was counted; `null` before the first. */
  until(): number | null;
  /** The moment before which no window is counted any more. */
  next(): number;
  /** They agree, and did so in the window before. */
  settled(): boolean;
};

type Counts = ReadonlyMap<string, RequestCount>;

/** Shares that the rules have set for the requests of a window; `null` while the mesh does not hold the change. */
export type SetShares = (traffic: Traffic, mesh: MeshNow) => FlowsAsSet | null;

/**
 * @param from when the proxies have the change, ms since the epoch
 * @param asSet what is compared with where nothing was predicted. Without it nothing is
 */
export function createShareWatch(
  predicted: readonly PredictedFlow[],
  from: number,
  asSet: SetShares | null = null,
): ShareWatch {
  const known = comparable(predicted);
  const expected = known.length > 0 || asSet === null ? null : createExpected(asSet);
  const flowsNow = () => expected?.flows() ?? known;
  let counts: Counts = new Map();
  let causes: readonly ShareCause[] = [];
  let since = from;
  let next = from;
  let until: number | null = null;
  let agreed = 0;
  const take = (window: Counts, began: number) => {
    const flows = flowsNow();
    const all = addCounts(counts, window);
    const isChangeover = began < from + CHANGEOVER_MS;
    const isOver =
      judge(flows, all).verdict === "differs" && judge(flows, window).verdict === "agrees";
    if (isChangeover && isOver) {
      counts = window;
      since = began;
    } else counts = all;
    agreed = judge(flows, counts).verdict === "agrees" ? agreed + 1 : 0;
  };
  return {
    offer(traffic, mesh) {
      const { at, windowSeconds } = traffic;
      const began = at - windowSeconds * 1000;
      if ((expected === null && known.length === 0) || began < next) return false;
      const now = mesh();
      if (expected !== null && !expected.look(traffic, now)) return false;
      const { index, clusterOf } = now;
      const flows = flowsNow();
      take(countRequests(index, flows, flowsOf(index, traffic, clusterOf), windowSeconds), began);
      causes = causesOf(index, flows, counts);
      next = at;
      until = at;
      return true;
    },
    skip(moment) {
      next = Math.max(next, moment);
    },
    judgement() {
      const said = judge(flowsNow(), counts);
      if (expected === null) return said;
      const parts = said.parts.map((part) => ({ ...part, predicted: null }));
      const verdict = flowsNow().length > 0 ? said.verdict : expected.verdict();
      return { parts, verdict, predictionError: null };
    },
    causes: () => causes,
    isPredicted: () => expected === null,
    since: () => since,
    until: () => until,
    next: () => next,
    settled: () => agreed >= WINDOWS,
  };
}

/** What the rules have set for each caller since it was first seen. */
type Expected = {
  flows(): readonly PredictedFlow[];
  /** @returns `false` where nothing can be said yet */
  look(traffic: Traffic, mesh: MeshNow): boolean;
  /** While there are no flows. */
  verdict(): Judgement["verdict"];
};

function createExpected(asSet: SetShares): Expected {
  const flows = new Map<string, PredictedFlow>();
  let verdict: Judgement["verdict"] = "waiting";
  return {
    flows: () => [...flows.values()],
    look(traffic, mesh) {
      const found = asSet(traffic, mesh);
      if (found === null) return false;
      for (const flow of comparable(found.flows)) {
        if (!flows.has(flowKey(flow))) flows.set(flowKey(flow), flow);
      }
      if (verdict !== "not-predicted") verdict = found.others ? "not-predicted" : "no-traffic";
      return true;
    },
    verdict: () => verdict,
  };
}

function causesOf(
  index: MeshIndex,
  flows: readonly PredictedFlow[],
  counts: Counts,
): readonly ShareCause[] {
  const { parts, verdict } = judge(flows, counts);
  if (verdict !== "differs") return [];
  const off = new Set(parts.filter((p) => p.agreement.verdict === "differs").map(flowKey));
  return flows.flatMap((flow) => {
    const count = counts.get(flowKey(flow));
    if (count === undefined || !off.has(flowKey(flow))) return [];
    return whyDiffers(index, flow, count, settingsOf(index, flow.caller.cluster));
  });
}
