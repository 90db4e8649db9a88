import type { ConfigResource } from "../../model/resource";
import type { Route } from "../route";
import type { RuleCaller } from "../rules/caller";
import type { Claim } from "../rules/claims";
import { children, text, textMap } from "../spec/read-spec";

const known = new WeakMap<Claim, Map<number, readonly Route[]>>();
const bySource = new WeakMap<ConfigResource, boolean>();

/**
 * The HTTP rules of a claim for a sidecar, as `claim.rules` gives them. They are worked out once for a port where they ask nothing of
 * who calls.
 */
export function httpRulesOf(claim: Claim, caller: RuleCaller): readonly Route[] {
  if (isForSome(claim)) return claim.rules(caller);
  const ports = known.get(claim) ?? new Map<number, readonly Route[]>();
  known.set(claim, ports);
  const rules = ports.get(caller.port) ?? claim.rules(caller);
  ports.set(caller.port, rules);
  return rules;
}

/** Whether what a claim says depends on who calls. */
export const isForSome = ({ resources }: Claim): boolean => resources.some(asksForSource);

/** Whether a VirtualService has rules for some callers alone. Gateway API routes have none. */
function asksForSource(resource: ConfigResource): boolean {
  const hit = bySource.get(resource);
  if (hit !== undefined) return hit;
  const asks = children(resource.spec, "http")
    .flatMap((rule) => children(rule, "match"))
    .some(
      (m) =>
        text(m, "sourceNamespace") !== null || Object.keys(textMap(m, "sourceLabels")).length > 0,
    );
  bySource.set(resource, asks);
  return asks;
}
