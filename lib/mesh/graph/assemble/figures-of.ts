import { mergeFigures } from "../../telemetry/ratios";
import type { EdgeTraffic } from "../../telemetry/traffic";
import type { Figures } from "../mesh-graph";

/** Figures of lists of records; equal lists give the same object. */
export type FiguresOf = (traffic: readonly EdgeTraffic[]) => Figures;

/**
 * For one build: a call, the step after it, its part of a split and what received it often are the same records, and are merged once.
 * Lists must not change any more once they were asked for.
 */
export function createFigures(): FiguresOf {
  const known = new Map<
    EdgeTraffic | undefined,
    { readonly traffic: readonly EdgeTraffic[]; readonly figures: Figures }[]
  >();
  return (traffic) => {
    const sameStart = known.get(traffic[0]);
    const hit = sameStart?.find((entry) => sameRecords(entry.traffic, traffic));
    if (hit) return hit.figures;
    const entry = { traffic, figures: mergeFigures(traffic) };
    if (sameStart) sameStart.push(entry);
    else known.set(traffic[0], [entry]);
    return entry.figures;
  };
}

function sameRecords(a: readonly EdgeTraffic[], b: readonly EdgeTraffic[]): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}
