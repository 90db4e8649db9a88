import type { WorkloadResource } from "../../model/resource";
import { sumExactly } from "../../telemetry/folding/quantise";
import type { CallSeries } from "../../telemetry/range";
import { enteredBy, leftBy } from "../ends/entered";
import type { Naming } from "../ends/graph-context";

/** Requests per second that enter a namespace, over time; `null` where the source has no sample. */
export type NamespaceLine = {
  readonly name: string;
  readonly entering: readonly (number | null)[];
};

export type CallsOverTime = {
  /** How many moments every series has. */
  readonly length: number;
  /** All requests of the mesh, each once. */
  readonly calls: readonly CallSeries[];
  /** Those of them that come from `gatewaysUnseen`; `null` where they are not known. */
  readonly passedOn: readonly CallSeries[] | null;
};

/** Gateways whose own requests nobody reports: the proxy in front of them, if any, is outside the mesh. */
export function gatewaysUnseen(
  naming: Naming,
  calls: readonly CallSeries[],
): readonly WorkloadResource[] {
  const seen = new Set(calls.flatMap((call) => enteredBy(naming, call).gateways));
  return naming.index
    .all("Workload")
    .filter((one) => (one.proxy === "gateway" || one.proxy === "waypoint") && !seen.has(one));
}

/**
 * What a group of the graph counts (`makeGroups`), at every moment: requests that come into a namespace from outside it, with what its
 * gateways pass on where nobody reports what they get; where none do, its own calls. To a thousandth, sorted by name; a namespace that
 * got none is missing, and so is one of which that is not known.
 */
export function enteringLines(naming: Naming, over: CallsOverTime): readonly NamespaceLine[] {
  const { calls, length, passedOn } = over;
  const entering = new Map<string, CallSeries[]>();
  const inside = new Map<string, CallSeries[]>();
  for (const call of calls) {
    const { namespace } = enteredBy(naming, call);
    if (namespace !== null) append(namespace === leftBy(call) ? inside : entering, namespace, call);
  }
  for (const call of passedOn ?? []) {
    const namespace = leftBy(call);
    if (namespace !== null) append(entering, namespace, call);
  }
  const unknown = passedOn === null ? gatewaysUnseen(naming, calls) : [];
  for (const { meta } of unknown) {
    entering.delete(meta.namespace);
    inside.delete(meta.namespace);
  }
  const sampled = Array.from({ length }, (_, i) => calls.some(({ values }) => isSample(values[i])));
  return [...new Set([...entering.keys(), ...inside.keys()])].sort().map((name) => ({
    name,
    entering: sampled.map((known, i) => {
      if (!known) return null;
      const rate = sumAt(entering.get(name), i) || sumAt(inside.get(name), i);
      return Math.round(rate * 1000) / 1000;
    }),
  }));
}

const isSample = (value: number | null | undefined): value is number =>
  value !== null && value !== undefined;

const sumAt = (series: readonly CallSeries[] | undefined, i: number): number =>
  sumExactly((series ?? []).map(({ values }) => values[i]).filter(isSample));

function append(lists: Map<string, CallSeries[]>, name: string, call: CallSeries): void {
  const list = lists.get(name);
  if (list) list.push(call);
  else lists.set(name, [call]);
}
