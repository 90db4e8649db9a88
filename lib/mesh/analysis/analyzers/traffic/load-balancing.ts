import { type ConfigResource, refOf } from "../../../model/resource";
import {
  child,
  children,
  emptySpec,
  numeral,
  type Spec,
  text,
} from "../../../routing/spec/read-spec";
import type { Analyzer } from "../../analyzer";
import { DESTINATION_RULE, ownCode, VIRTUAL_SERVICE } from "../../codes";
import type { Finding } from "../../finding";
import { type AnalysisContext, fullHost, ruleHost } from "../../registry/context";
import { serviceNamed } from "../../registry/istioctl-hosts";
import { nearHosts } from "../../registry/near";
import { nameOf } from "../../registry/same-namespace";
import { destinationsIn, finding, valueIn } from "../../registry/spec-parts";

const EJECTS_ALL = ownCode("HED125", "warning");
const NO_FAILOVER = ownCode("HED126", "warning");
const HASH_SPLIT = ownCode("HED127", "info");
const PORT_DROPS_TLS = ownCode("HED128", "warning");

const POLICY = ["spec", "trafficPolicy"] as const;

/**
 * Traffic policies that do not do what they read: ejection that may take the last pod out; a locality to fail over to without the outlier
 * detection that would notice; the same pod for the same caller while weights send it elsewhere; and a port's own policy, which replaces
 * the one beside it, its TLS as well.
 *
 * Source: https://istio.io/latest/docs/reference/config/networking/destination-rule/ (OutlierDetection, LocalityLoadBalancerSetting,
 * TrafficPolicy.PortTrafficPolicy); istio/istio `pilot/pkg/networking/util/util.go` MergeTrafficPolicy.
 */
export const loadBalancing: Analyzer = {
  name: "load-balancing",
  judges: [DESTINATION_RULE],
  codes: [EJECTS_ALL, NO_FAILOVER, HASH_SPLIT, PORT_DROPS_TLS],
  reads: [VIRTUAL_SERVICE, "Service", "Workload", "MeshConfig"],
  follow: nearHosts,
  judge(dr, context) {
    const policy = child(dr.spec, "trafficPolicy");
    if (policy === null) return [];
    return [
      ...judgeEjection(dr, policy, context),
      ...judgeLocality(dr, policy),
      ...judgeHash(dr, policy, context),
      ...judgePorts(dr, policy, context),
    ];
  },
};

function judgeEjection(
  dr: ConfigResource,
  policy: Spec,
  context: AnalysisContext,
): readonly Finding[] {
  const percent = numeral(child(policy, "outlierDetection") ?? emptySpec, "maxEjectionPercent");
  if (percent !== 100 || !context.knows("Workload")) return [];
  const service = serviceNamed(context, dr.meta.cluster, ruleHost(dr, context.settings));
  if (service === null) return [];
  const pods = context.index
    .workloadsBehind(service)
    .reduce((sum, { replicas }) => sum + replicas.current, 0);
  if (pods === 0 || pods > 2) return [];
  const path = [...POLICY, "outlierDetection", "maxEjectionPercent"];
  return [finding(EJECTS_ALL, dr, path, { host: text(dr.spec, "host") ?? "", pods })];
}

function judgeLocality(dr: ConfigResource, policy: Spec): readonly Finding[] {
  const locality = child(child(policy, "loadBalancer") ?? emptySpec, "localityLbSetting");
  if (locality === null || locality["enabled"] === false) return [];
  if (child(policy, "outlierDetection") !== null || children(locality, "distribute").length > 0) {
    return [];
  }
  const change = {
    op: "set",
    path: [...POLICY, "outlierDetection"],
    to: { consecutive5xxErrors: 5, interval: "10s", baseEjectionTime: "30s" },
  } as const;
  const path = [...POLICY, "loadBalancer", "localityLbSetting"];
  return [finding(NO_FAILOVER, dr, path, {}, { fix: { ref: refOf(dr), changes: [change] } })];
}

function judgeHash(dr: ConfigResource, policy: Spec, context: AnalysisContext): readonly Finding[] {
  const hash = child(child(policy, "loadBalancer") ?? emptySpec, "consistentHash");
  if (hash === null) return [];
  const { settings, senders } = context;
  const host = ruleHost(dr, settings);
  const splitting = senders.overlapping(dr.meta.cluster, host).filter((vs) => {
    const shares = destinationsIn(vs).filter(
      (d) => !d.mirror && (d.weight ?? 0) > 0 && fullHost(d.host, vs, settings) === host,
    );
    return shares.some((d) => shares.filter((e) => e.rule === d.rule).length > 1);
  });
  if (splitting.length === 0) return [];
  const path = [...POLICY, "loadBalancer", "consistentHash"];
  return [finding(HASH_SPLIT, dr, path, { virtualServices: splitting.map(nameOf).toSorted() })];
}

function judgePorts(
  dr: ConfigResource,
  policy: Spec,
  { settings }: AnalysisContext,
): readonly Finding[] {
  const mode = text(child(policy, "tls") ?? emptySpec, "mode");
  // What clients choose by themselves they choose for the port too.
  if (mode === null || mode === "DISABLE" || (mode === "ISTIO_MUTUAL" && settings.autoMtls)) {
    return [];
  }
  const tls = valueIn(dr, [...POLICY, "tls"]);
  return children(policy, "portLevelSettings").flatMap((entry, i) => {
    if (child(entry, "tls") !== null || tls === undefined) return [];
    const path = [...POLICY, "portLevelSettings", i];
    const port = numeral(child(entry, "port") ?? emptySpec, "number") ?? 0;
    const change = { op: "set", path: [...path, "tls"], to: tls } as const;
    const fix = { ref: refOf(dr), changes: [change] };
    return [finding(PORT_DROPS_TLS, dr, path, { port, mode }, { fix })];
  });
}
