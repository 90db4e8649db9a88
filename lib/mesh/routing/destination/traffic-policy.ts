import type { ResourceRef } from "../../model/resource";
import { child, children, numeral, type Spec } from "../spec/read-spec";
import type { DestinationPolicy, Subset } from "../subsets";

/** One part of a DestinationRule's traffic policy, with the place that sets it. */
export type PolicyPart = {
  readonly by: ResourceRef;
  /** `trafficPolicy.loadBalancer`, `subsets[0].trafficPolicy.portLevelSettings[1].loadBalancer` … */
  readonly path: string;
  readonly spec: Spec;
};

type Part = "loadBalancer" | "connectionPool" | "outlierDetection" | "retryBudget" | "tunnel";

/** The parts in force for a port and subset; `null`: no DestinationRule sets it. TLS is not among them: see `clientTls`. */
export type TrafficPolicy = Readonly<Record<Part, PolicyPart | null>>;

/** What a port's entry replaces as a whole: a part that it does not name is then not set at all. */
const BY_PORT: readonly Part[] = ["loadBalancer", "connectionPool", "outlierDetection"];

/** Where no DestinationRule is in force. */
export const unset: TrafficPolicy = {
  loadBalancer: null,
  connectionPool: null,
  outlierDetection: null,
  retryBudget: null,
  tunnel: null,
};

const known = new WeakMap<DestinationPolicy, Map<string, TrafficPolicy>>();

/**
 * The parts of a traffic policy in force for a port and subset: what the host sets, what its entry for the port sets in place of that,
 * then the same of the subset. No message is merged with another: the innermost that names a part has it whole.
 *
 * A tunnel is looked for in the named subset alone, or in the host's policy without one.
 *
 * Sources: istio/istio `pilot/pkg/networking/util/util.go` MergeSubsetTrafficPolicy, `pilot/pkg/networking/core/tunnelingconfig/apply.go`;
 * executed against istiod 1.30.3.
 */
export function trafficPolicyFor(
  policy: DestinationPolicy,
  port: number,
  subset: string | null,
): TrafficPolicy {
  const memo = known.get(policy) ?? new Map<string, TrafficPolicy>();
  known.set(policy, memo);
  const key = `${port}/${subset ?? ""}`;
  const found = memo.get(key) ?? merged(policy, port, subset);
  memo.set(key, found);
  return found;
}

function merged(policy: DestinationPolicy, port: number, subset: string | null): TrafficPolicy {
  const chosen = policy.subsets.find((s) => s.name === subset) ?? null;
  const host = hostLayer(policy);
  const inner = chosen && subsetLayer(chosen);
  const own = subset === null ? host : inner;
  return {
    ...unset,
    ...(host && setBy(host, port)),
    ...(inner && setBy(inner, port)),
    tunnel: own && partOf(own, "tunnel"),
  };
}

/** A place that holds parts. */
type Layer = PolicyPart;

/** The host's own traffic policy, whatever port or subset is asked for. */
export const hostLayer = ({ trafficPolicy }: DestinationPolicy): Layer | null =>
  trafficPolicy && { by: trafficPolicy.by, path: "trafficPolicy", spec: trafficPolicy.spec };

export const subsetLayer = ({ trafficPolicy, by, path }: Subset): Layer | null =>
  trafficPolicy && { by, path: `${path}.trafficPolicy`, spec: trafficPolicy };

/** The entries of `portLevelSettings`. */
export const portLayers = ({ by, path, spec }: Layer): readonly Layer[] =>
  children(spec, "portLevelSettings").map((entry, i) => ({
    by,
    path: `${path}.portLevelSettings[${i}]`,
    spec: entry,
  }));

/** The entry of `portLevelSettings` for a port. */
export const portLayer = (layer: Layer, port: number): Layer | null =>
  portLayers(layer).find(({ spec }) => numeral(child(spec, "port") ?? {}, "number") === port) ??
  null;

export function partOf({ by, path, spec }: Layer, part: Part): PolicyPart | null {
  const found = child(spec, part);
  return found && { by, path: `${path}.${part}`, spec: found };
}

/** What one level sets: by its entry for the port, which empties the parts that it leaves out and hides the retry budget; else by itself. */
function setBy(layer: Layer, port: number): Partial<TrafficPolicy> {
  const entry = portLayer(layer, port);
  const own = entry
    ? BY_PORT.map((part) => [part, partOf(entry, part)] as const)
    : BY_PORT.map((part) => [part, partOf(layer, part)] as const).filter(([, p]) => p !== null);
  const budget = entry ? null : partOf(layer, "retryBudget");
  return { ...Object.fromEntries(own), ...(budget && { retryBudget: budget }) };
}
