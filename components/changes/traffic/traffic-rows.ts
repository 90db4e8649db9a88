import { formatRate } from "@/lib/format/figures";
import type { ResourceRef } from "@/lib/mesh/model/resource";
import { refKey } from "@/lib/mesh/model/resource";
import { chance } from "@/lib/mesh/prediction/agreement";
import type { Interval } from "@/lib/mesh/prediction/interval";
import type { PredictedFlow, PredictedPart, Prediction } from "@/lib/mesh/prediction/prediction";
import { trafficText } from "@/lib/messages/changes/traffic";

export type TrafficRow = {
  readonly key: string;
  readonly to: string;
  /** Requests per second. */
  readonly now: number;
  /** `null`: not predicted. */
  readonly after: Interval | null;
  readonly afterText: string;
  readonly change: string;
};

/** The requests of one caller to one service. */
export type TrafficGroup = {
  readonly key: string;
  readonly caller: ResourceRef;
  readonly service: ResourceRef;
  /** Rates are drawn on a scale from 0 to this. */
  readonly most: number;
  readonly rows: readonly TrafficRow[];
  /** Why figures are uncertain or missing. */
  readonly notes: readonly string[];
};

/** The flows that a change touches, as rows: what each end gets now and after, then the failures. */
export function trafficGroups({ flows, windowSeconds }: Prediction): readonly TrafficGroup[] {
  return flows.map((flow) => {
    const shown = flow.parts.filter((p) => p.now > 0 || p.after.max > 0);
    const most = Math.max(flow.requests, ...shown.map((p) => Math.max(p.now, p.after.max)));
    return {
      key: `${refKey(flow.caller)} ${refKey(flow.service)}`,
      caller: flow.caller,
      service: flow.service,
      most,
      rows: flow.known
        ? [...shown.map((p) => partRow(p, flow, windowSeconds)), failedRow(flow)]
        : [unknownRow(flow)],
      notes: notesOf(flow),
    };
  });
}

/** What the figures of a prediction do not hold. */
export function predictionNotes(prediction: Prediction): readonly string[] {
  const { mirrors = [], unattributed, unsupported } = prediction;
  return [
    ...mirrors.map((rule) => trafficText.mirrored(rule)),
    ...(unattributed > 0 ? [trafficText.unattributed(formatRate(unattributed))] : []),
    ...(unsupported.length > 0 ? [trafficText.unsupported(unsupported)] : []),
  ];
}

const endText = ({ end }: PredictedPart): string =>
  end.type === "workload" ? end.ref.name : trafficText.end(end.type, end.hostname, end.subset);

function partRow(
  part: PredictedPart,
  { requests }: PredictedFlow,
  windowSeconds: number,
): TrafficRow {
  const { now, after } = part;
  return {
    key: part.end.type === "workload" ? refKey(part.end.ref) : endText(part),
    to: endText(part),
    now,
    after,
    afterText: trafficText.after(after, requests),
    change: trafficText.difference(now, after, requests, chance(now, requests, windowSeconds)),
  };
}

function failedRow({ failed, requests }: PredictedFlow): TrafficRow {
  const { now, after } = failed;
  return {
    key: "failed",
    to: trafficText.failed,
    now,
    after,
    afterText: after === null ? trafficText.ratio(null, 0) : trafficText.after(after, requests),
    change: after === null ? trafficText.notPredicted : trafficText.ratio(after, requests),
  };
}

function unknownRow({ service, requests }: PredictedFlow): TrafficRow {
  const unknown = trafficText.ratio(null, 0);
  return {
    key: "unknown",
    to: service.name,
    now: requests,
    after: null,
    afterText: unknown,
    change: trafficText.notPredicted,
  };
}

function notesOf(flow: PredictedFlow): readonly string[] {
  const { doubts, failed, known, service, throughHost } = flow;
  const isUncertain = !known || flow.parts.some(({ after }) => after.max - after.min > 1e-9);
  return [
    ...(isUncertain && doubts.length > 0
      ? [trafficText.uncertainBecause(trafficText.because(doubts))]
      : []),
    ...(known && failed.after === null && failed.unmeasured.length > 0
      ? [trafficText.unmeasured(failed.unmeasured.map(({ name }) => name))]
      : []),
    ...(throughHost.length > 0 ? [trafficText.throughHost(service.name, throughHost)] : []),
  ];
}
