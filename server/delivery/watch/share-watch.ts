import "server-only";
import type { MeshIndex } from "@/lib/mesh/model/mesh-index";
import { type ClusterOf, flowsOf } from "@/lib/mesh/prediction/flows";
import type { PredictedFlow } from "@/lib/mesh/prediction/prediction";
import type { Traffic } from "@/lib/mesh/telemetry/traffic";
import { addCounts, countRequests, type RequestCount } from "./count-requests";
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
  judgement(): Judgement;
  /** From when requests are counted, ms since the epoch. */
  since(): number;
  /** They agree, and did so in the window before. */
  settled(): boolean;
};

type Counts = ReadonlyMap<string, RequestCount>;

/** @param from when the proxies have the change, ms since the epoch */
export function createShareWatch(predicted: readonly PredictedFlow[], from: number): ShareWatch {
  const flows = comparable(predicted);
  let counts: Counts = new Map();
  let since = from;
  let countedUntil = from;
  let agreed = 0;
  const take = (window: Counts, began: number) => {
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
      if (flows.length === 0 || began < countedUntil) return false;
      const { index, clusterOf } = mesh();
      const observed = flowsOf(index, traffic, clusterOf);
      take(countRequests(index, flows, observed, windowSeconds), began);
      countedUntil = at;
      return true;
    },
    judgement: () => judge(flows, counts),
    since: () => since,
    settled: () => agreed >= WINDOWS,
  };
}
