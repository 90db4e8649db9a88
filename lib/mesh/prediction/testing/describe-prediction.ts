import { config } from "../../graph/testing/objects";
import { indexOf } from "../../graph/testing/recorded-mesh";
import type { RawObject } from "../../model/inventory";
import type { MeshIndex } from "../../model/mesh-index";
import type { ConfigOverlay } from "../../model/overlay-index";
import { type ConfigResource, refKey, refOf } from "../../model/resource";
import { type Interval, isCertain } from "../interval";
import type { PredictedFlow, Prediction } from "../prediction";

/** The configuration among some objects as an overlay puts it in. */
export function overlayOf(...objects: readonly RawObject[]): ConfigOverlay {
  const { snapshot } = indexOf(objects);
  const resources = [...snapshot.resources.values()].filter(
    (r): r is ConfigResource => "spec" in r,
  );
  return new Map(resources.map((r) => [refKey(refOf(r)), r]));
}

/** `without(index, "VirtualService.networking.istio.io", "shop/reviews")` takes an object away. */
export function without(index: MeshIndex, kind: string, path: string): ConfigOverlay {
  const key = `${index.clusters[0]}/${kind}/${path}`;
  if (!index.snapshot.resources.has(key)) throw new Error(`no ${key}`);
  return new Map([[key, null]]);
}

/** A VirtualService of `shop/reviews` with these rules. */
export const reviewsRules = (...http: readonly Record<string, unknown>[]): RawObject =>
  config("VirtualService", "shop/reviews", { hosts: ["reviews"], http });

/** `route({ v1: 90, v2: 10 })`, as the `route` of a rule. */
export const route = (byVersion: Readonly<Record<string, number>>) =>
  Object.entries(byVersion).map(([subset, weight]) => ({
    destination: { host: "reviews", subset },
    weight,
  }));

const figure = (n: number): string => String(Number(n.toFixed(3)));

const interval = (i: Interval): string =>
  isCertain(i) ? figure(i.min) : `${figure(i.min)} to ${figure(i.max)}`;

/** One line per flow and part, as a reader would write them down. */
export const describePrediction = ({ flows }: Prediction): readonly string[] =>
  flows.flatMap(describeFlow);

function describeFlow(flow: PredictedFlow): readonly string[] {
  const { caller, service, requests, parts, doubts, failed, known, throughHost } = flow;
  const because = doubts.map((d) => {
    if (d.code === "port" || d.code === "unknown-host") return d.code;
    return d.code === "engine" ? d.uncertainty.code : `${d.code} ${d.path}`;
  });
  const notes = [
    ...(because.length > 0 ? [`because ${because.join(", ")}`] : []),
    ...(throughHost.length > 0 ? [`through ${throughHost.join(", ")}`] : []),
  ];
  return [
    [
      `${caller.name} -> ${service.name} ${figure(requests)}${known ? "" : " not known"}`,
      ...notes,
    ].join("; "),
    ...parts.map(({ end, now, after }) => {
      const name =
        end.type === "workload" ? end.ref.name : `${end.type} ${end.subset ?? end.hostname}`;
      return `  ${name.trimEnd()}: ${figure(now)} -> ${interval(after)}`;
    }),
    `  failed: ${figure(failed.now)} -> ${failed.after ? interval(failed.after) : "not known"}`,
  ];
}
