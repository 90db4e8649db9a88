import { memoPerIndex } from "../../../model/memo-per-index";
import type { ServicePort, ServiceResource } from "../../../model/resource";
import type { Analyzer } from "../../analyzer";
import { istioCode } from "../../codes";
import { finding } from "../../registry/spec-parts";

const INCONSISTENT = istioCode("IST0170", "warning");

/**
 * Services of one name in several clusters that are not alike: a mesh takes them for one service.
 *
 * Source: istio/istio `pkg/config/analysis/analyzers/multicluster/service.go`. Each is compared with that of the first cluster by name;
 * istioctl compares with any of them, and says it once.
 */
export const inconsistentService: Analyzer<"Service"> = {
  name: "inconsistent-service",
  judges: ["Service"],
  codes: [INCONSISTENT],
  reads: ["Service"],
  judge(service, { index }) {
    if (index.clusters.length < 2) return [];
    const { namespace, name, cluster } = service.meta;
    const all = byName(index).get(`${namespace}/${name}`) ?? [];
    const [first] = all;
    if (first === undefined || first.meta.cluster !== cluster || all.length < 2) return [];
    const odd = all.map((other) => ({ other, reasons: differences(first, other) }));
    const differing = odd.filter(({ reasons }) => reasons.length > 0);
    if (differing.length === 0) return [];
    const clusters = [cluster, ...differing.map(({ other }) => other.meta.cluster)].toSorted();
    const reasons = [...new Set(differing.flatMap((d) => d.reasons))].toSorted();
    return [finding(INCONSISTENT, service, [], { name, namespace, clusters, reasons })];
  },
};

const byName = memoPerIndex((index) => {
  const groups = new Map<string, ServiceResource[]>();
  for (const service of index.all("Service")) {
    const key = `${service.meta.namespace}/${service.meta.name}`;
    const known = groups.get(key) ?? [];
    groups.set(key, known);
    known.push(service);
  }
  for (const group of groups.values()) {
    group.sort((a, b) => (a.meta.cluster < b.meta.cluster ? -1 : 1));
  }
  return groups;
});

function differences(a: ServiceResource, b: ServiceResource): readonly string[] {
  return [
    ...(a.headless === b.headless ? [] : ["headless"]),
    ...(a.type === b.type ? [] : ["type"]),
    ...(portsText(a.ports) === portsText(b.ports) ? [] : ["ports"]),
  ];
}

const portsText = (ports: readonly ServicePort[]): string =>
  JSON.stringify(ports.toSorted((a, b) => (a.name < b.name ? -1 : 1)));
