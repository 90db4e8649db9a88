import type { ConfigResource } from "../../../model/resource";
import { resolveConfigHost } from "../../../routing/hosts";
import { virtualServiceGateways } from "../../../routing/rules/claims";
import { child } from "../../../routing/spec/read-spec";
import { exportToOf, isVisible, serviceExportTo } from "../../../routing/spec/visibility";
import { destinationPolicyFor } from "../../../routing/subsets";
import type { Analyzer } from "../../analyzer";
import {
  DESTINATION_RULE,
  ISTIO_GATEWAY,
  ownCode,
  SERVICE_ENTRY,
  VIRTUAL_SERVICE,
} from "../../codes";
import type { Finding } from "../../finding";
import { type AnalysisContext, fullHost } from "../../registry/context";
import { gatewayWorkloads } from "../../registry/gateway-references";
import { serviceNamed } from "../../registry/istioctl-hosts";
import { nearHosts } from "../../registry/near";
import { type DestinationPlace, destinationsIn, finding } from "../../registry/spec-parts";
import { isDefined } from "./destination-subset";

const MISSING_FOR_CLIENTS = ownCode("HED101", "error");

/**
 * Subsets that exist, but not for every client: the DestinationRule in force for a namespace is another one, or it does not see the one
 * that has the subset. Its requests fail (503 `NC`), everybody else's do not.
 *
 * Source: istio/istio `pilot/pkg/model/push_context.go` destinationRule; issues 57719, 36672. Rules with a `workloadSelector` count for
 * none: they act on single workloads.
 */
export const clientSubset: Analyzer = {
  name: "client-subset",
  judges: [VIRTUAL_SERVICE],
  codes: [MISSING_FOR_CLIENTS],
  reads: [VIRTUAL_SERVICE, DESTINATION_RULE, SERVICE_ENTRY, ISTIO_GATEWAY, "Service", "Workload"],
  needs: ["Service", "Workload"],
  follow: nearHosts,
  judge(vs, context) {
    const named = destinationsIn(vs).filter((d) => d.subset !== null);
    if (named.length === 0) return [];
    const doubtful = named.filter((d) => !isSameForAll(vs, d, context));
    if (doubtful.length === 0) return [];
    const clients = clientNamespaces(vs, context);
    return doubtful.flatMap((d) => judgeDestination(vs, d, d.subset ?? "", clients, context));
  },
};

/** Nearly always the only rule of a host stands beside its service, and both are for everybody: no client has to be asked. */
function isSameForAll(vs: ConfigResource, d: DestinationPlace, context: AnalysisContext): boolean {
  const { settings, destinationRules, serviceEntries } = context;
  const { cluster } = vs.meta;
  const host = fullHost(d.host, vs, settings);
  const [rule, ...others] = destinationRules.overlapping(cluster, host);
  const service = serviceNamed(context, cluster, host);
  return (
    rule !== undefined &&
    others.length === 0 &&
    service?.meta.namespace === rule.meta.namespace &&
    child(rule.spec, "workloadSelector") === null &&
    exportToOf(rule, settings.defaultDestinationRuleExportTo).includes("*") &&
    serviceExportTo(service, settings.defaultServiceExportTo).includes("*") &&
    serviceEntries.overlapping(cluster, host).length === 0
  );
}

/** Namespaces of the proxies that may follow a VirtualService. */
function clientNamespaces(vs: ConfigResource, context: AnalysisContext): readonly string[] {
  const { settings, sidecarNamespaces } = context;
  const { cluster, namespace } = vs.meta;
  const gateways = virtualServiceGateways(vs);
  const exportTo = exportToOf(vs, settings.defaultVirtualServiceExportTo);
  const ofGateways = gatewayWorkloads(vs, context).map((w) => w.meta.namespace);
  const ofMesh = gateways.includes("mesh") ? sidecarNamespaces(cluster) : [];
  return [...new Set([...ofMesh, ...ofGateways])].filter((ns) =>
    isVisible(exportTo, namespace, ns),
  );
}

function judgeDestination(
  vs: ConfigResource,
  d: DestinationPlace,
  subset: string,
  clients: readonly string[],
  context: AnalysisContext,
): readonly Finding[] {
  if (!isDefined(vs, d, subset, context)) return [];
  const verdicts = new Map<string, string[]>();
  for (const [namespace, rule] of rulesInForce(vs, d, subset, clients, context)) {
    if (rule === null) continue;
    verdicts.set(rule, [...(verdicts.get(rule) ?? []), namespace]);
  }
  const { host } = d;
  return [...verdicts].map(([rule, namespaces]) =>
    finding(MISSING_FOR_CLIENTS, vs, [...d.path, "subset"], {
      ...{ host, subset, namespaces: namespaces.toSorted() },
      ...(rule === "" ? {} : { rule }),
    }),
  );
}

/**
 * For each client namespace the rule in force that lacks the subset, `""` for none at all, `null` where the subset is there. Namespaces
 * without a rule for the host have the same one in force, so one of them is asked for all.
 */
function* rulesInForce(
  vs: ConfigResource,
  d: DestinationPlace,
  subset: string,
  clients: readonly string[],
  context: AnalysisContext,
): Generator<readonly [string, string | null]> {
  const { index, settings, destinationRules } = context;
  const { cluster, namespace } = vs.meta;
  const host = fullHost(d.host, vs, settings);
  const rules = destinationRules.overlapping(cluster, host);
  const special = new Set(
    rules.flatMap((dr) => [dr.meta.namespace, ...exportToOf(dr, []).filter((e) => e !== "*")]),
  );
  const ask = (client: string): string | null => {
    const scope = { object: namespace, client };
    const resolved = resolveConfigHost(index, cluster, d.host, scope, settings);
    const caller = { meta: { cluster, namespace: client }, podLabels: {} };
    const policy = destinationPolicyFor(index, caller, resolved, settings);
    if (policy?.subsets.some((s) => s.name === subset)) return null;
    const [base] = policy?.from ?? [];
    return base === undefined ? "" : `${base.namespace}/${base.name}`;
  };
  let ordinary: string | null | undefined;
  for (const client of clients) {
    if (special.has(client)) yield [client, ask(client)];
    else {
      if (ordinary === undefined) ordinary = ask(client);
      yield [client, ordinary];
    }
  }
}
