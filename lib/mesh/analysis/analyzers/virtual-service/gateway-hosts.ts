import { type ConfigResource, refKey, refOf } from "../../../model/resource";
import { virtualServiceGateways, virtualServiceHosts } from "../../../routing/rules/claims";
import { agesKnown, oldestFirst } from "../../../routing/spec/age";
import { child, children, type Spec, text, texts } from "../../../routing/spec/read-spec";
import type { Analyzer } from "../../analyzer";
import { kialiCode, VIRTUAL_SERVICE } from "../../codes";
import type { AnalysisContext } from "../../registry/context";
import { nearHosts } from "../../registry/near";
import { nameOf } from "../../registry/same-namespace";
import { finding } from "../../registry/spec-parts";

const TAKEN = kialiCode("KIA1106", "warning");

/**
 * VirtualServices for one host of one gateway, of which an older takes every request: istiod puts their rules one behind the other, the
 * oldest first, so that what comes behind a rule for everything is never reached.
 *
 * Source: istio/istio `pilot/pkg/networking/core/gateway.go` buildGatewayHTTPRouteConfig. Kiali `virtualservices/single_host_checker.go`
 * warns of every two for one host; two that divide a host between them are in order, and for sidecars it is IST0109. Gateways are
 * compared by their full names.
 */
export const gatewayHosts: Analyzer = {
  name: "gateway-hosts",
  judges: [VIRTUAL_SERVICE],
  codes: [TAKEN],
  reads: [VIRTUAL_SERVICE],
  follow: nearHosts,
  judge(vs, context) {
    const gateways = virtualServiceGateways(vs).filter((g) => g !== "mesh");
    if (gateways.length === 0 || children(vs.spec, "http").length === 0) return [];
    return virtualServiceHosts(vs, context.settings).flatMap((host, i) => {
      const takers = takersOf(vs, host, gateways, context);
      if (takers.length === 0) return [];
      const virtualServices = takers.map(nameOf).toSorted();
      const written = texts(vs.spec, "hosts")[i] ?? host;
      return [finding(TAKEN, vs, ["spec", "hosts", i], { host: written, virtualServices })];
    });
  },
};

const takersOf = (
  vs: ConfigResource,
  host: string,
  gateways: readonly string[],
  { claims, settings }: AnalysisContext,
): readonly ConfigResource[] =>
  claims
    .overlapping(vs.meta.cluster, host)
    .filter((other) => refKey(refOf(other)) !== refKey(refOf(vs)))
    .filter((other) => virtualServiceHosts(other, settings).includes(host))
    .filter((other) => virtualServiceGateways(other).some((g) => gateways.includes(g)))
    .filter((other) => agesKnown([vs, other]) && oldestFirst(other, vs) < 0)
    .filter((other) => children(other.spec, "http").some(takesAll));

/** A rule for every request; one that is handed to a delegate takes what that one has rules for. */
function takesAll(rule: Spec): boolean {
  if (child(rule, "delegate") !== null) return false;
  const matches = children(rule, "match");
  return matches.length === 0 || matches.some(isEverything);
}

function isEverything(match: Spec): boolean {
  const keys = Object.keys(match).filter((key) => key !== "name");
  if (keys.length === 0) return true;
  return keys.length === 1 && text(child(match, "uri") ?? {}, "prefix") === "/";
}
