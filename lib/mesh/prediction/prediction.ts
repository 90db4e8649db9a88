import type { ResourceRef } from "../model/resource";
import type { Doubt, ForecastEnd, MirroringRule } from "./forecast";
import type { Interval } from "./interval";

/** What one end gets of a caller's requests, per second. */
export type PredictedPart = {
  readonly end: ForecastEnd["end"];
  /** Seen in the window. */
  readonly now: number;
  readonly after: Interval;
  /** Shares, 0..1: what the rules set now and after; `null` where that is not known. */
  readonly setNow: Interval | null;
  readonly setAfter: Interval;
  /** The fields that set the share after. */
  readonly by: readonly { readonly by: ResourceRef; readonly path: string }[];
};

/** What a draft does to the requests of one caller to one service. */
export type PredictedFlow = {
  readonly caller: ResourceRef;
  readonly service: ResourceRef;
  readonly hostname: string;
  /** Requests per second that the prediction divides: what was seen in the window, taken as staying the same. */
  readonly requests: number;
  /** In the order of the ends' names; empty when nothing can be said. */
  readonly parts: readonly PredictedPart[];
  readonly failed: FailurePrediction;
  readonly doubts: readonly Doubt[];
  /** `false`: the draft changes these requests and how is not known; `doubts` say why. */
  readonly known: boolean;
  /** Requests for other hosts that the rules send to count as dialled through this one: metrics do not tell. */
  readonly throughHost: readonly string[];
};

export type FailurePrediction = {
  /** Server failures per second, seen. */
  readonly now: number;
  /** With each version failing as often as it does now; `null` where one that gets requests has had none to judge by. */
  readonly after: Interval | null;
  readonly unmeasured: readonly ResourceRef[];
};

export type Prediction = {
  readonly at: number;
  readonly windowSeconds: number;
  /** Flows that change, by caller and service. Flows that do not are not listed; what versions call in turn is not predicted. */
  readonly flows: readonly PredictedFlow[];
  /** Requests per second whose path changes or may change. */
  readonly reach: number;
  /** Requests per second to hosts that the draft touches and whose path stays what it is. Absent: none. */
  readonly staying?: number;
  /** Requests per second of callers without an identity: nothing is predicted of them. */
  readonly unattributed: number;
  /**
   * Rules that mirror, before or after, among those that requests to a host which the draft touches may meet: the copies are not in the
   * figures, and whatever becomes of them is not predicted. Absent: none.
   */
  readonly mirrors?: readonly MirroringRule[];
  /** Hosts outside the mesh's services whose requests the draft may change: nothing is predicted of them. */
  readonly unsupported: readonly string[];
};
