import type { ConfigResource } from "../../../model/resource";
import { coversHost } from "../../../routing/spec/host-names";
import { child, children, text, textMap, texts } from "../../../routing/spec/read-spec";
import { isVisible, serviceExportTo } from "../../../routing/spec/visibility";
import type { Analyzer } from "../../analyzer";
import { kialiCode, SERVICE_ENTRY, SIDECAR, VIRTUAL_SERVICE } from "../../codes";
import type { Finding } from "../../finding";
import type { AnalysisContext } from "../../registry/context";
import { matches } from "../../registry/mesh-pods";
import { finding } from "../../registry/spec-parts";

const NO_HOST = kialiCode("KIA1004", "warning");
const ROOT_SELECTOR = kialiCode("KIA1006", "warning");
const DEFAULT_MODE = kialiCode("KIA1007", "info");

/**
 * Sidecars that import hosts nobody has, that select workloads from the root namespace, where a selector means nothing to other
 * namespaces, or that say REGISTRY_ONLY by leaving the mode out.
 *
 * Source: Kiali `business/checkers/sidecars/{egress_listener,global,outbound_traffic_policy_mode}_checker.go`. Unlike it, VirtualServices
 * count as hosts, those that are left out again (`~`) are not judged, and a selector in the root namespace is said to be lost where pods of
 * other namespaces have the labels too.
 */
export const egressHosts: Analyzer = {
  name: "egress-hosts",
  judges: [SIDECAR],
  codes: [NO_HOST, ROOT_SELECTOR, DEFAULT_MODE],
  reads: [SERVICE_ENTRY, VIRTUAL_SERVICE, "Service", "Workload"],
  needs: ["Service"],
  follow: (changed, { index }) =>
    index.all(SIDECAR).filter((s) => s.meta.cluster === changed.meta.cluster && namesHosts(s)),
  judge: (sidecar, context) => [
    ...children(sidecar.spec, "egress").flatMap((listener, i) =>
      texts(listener, "hosts").flatMap((entry, j) =>
        isKnown(entry, sidecar, context)
          ? []
          : [finding(NO_HOST, sidecar, ["spec", "egress", i, "hosts", j], { host: entry })],
      ),
    ),
    ...judgeScope(sidecar, context),
  ],
};

const namesHosts = (sidecar: ConfigResource): boolean =>
  children(sidecar.spec, "egress").some((l) =>
    texts(l, "hosts").some((entry) => !/^[^/]*\/?\*$/.test(entry)),
  );

function judgeScope(sidecar: ConfigResource, context: AnalysisContext): readonly Finding[] {
  const outbound = child(sidecar.spec, "outboundTrafficPolicy");
  const isDefault = outbound !== null && text(outbound, "mode") === null;
  return [
    ...(selectsInVain(sidecar, context)
      ? [finding(ROOT_SELECTOR, sidecar, ["spec", "workloadSelector"], {})]
      : []),
    ...(isDefault ? [finding(DEFAULT_MODE, sidecar, ["spec", "outboundTrafficPolicy"], {})] : []),
  ];
}

/** Where no pod of the root namespace is selected, it is IST0101. */
function selectsInVain(
  { meta, spec }: ConfigResource,
  { index, settings, knows }: AnalysisContext,
): boolean {
  const labels = textMap(child(spec, "workloadSelector") ?? {}, "labels");
  if (meta.namespace !== settings.rootNamespace || Object.keys(labels).length === 0) return false;
  if (!knows("Workload")) return true;
  const homes = index
    .all("Workload")
    .filter((w) => w.meta.cluster === meta.cluster && matches(labels, w.podLabels))
    .map((w) => w.meta.namespace === meta.namespace);
  return homes.includes(true) && homes.includes(false);
}

function isKnown(entry: string, sidecar: ConfigResource, context: AnalysisContext): boolean {
  const slash = entry.indexOf("/");
  const [scope, host] = [slash < 0 ? "*" : entry.slice(0, slash), entry.slice(slash + 1)];
  if (scope.startsWith("~") || host === "*") return true;
  const { cluster, namespace: own } = sidecar.meta;
  const from = scope === "." ? own : scope;
  const comesFrom = (namespace: string) => from === "*" || from === namespace;
  const named = (table: AnalysisContext["claims"]) =>
    table
      .overlapping(cluster, host.toLowerCase())
      .some((r) => comesFrom(r.meta.namespace) && isVisible(scopesOf(r), r.meta.namespace, own));
  return (
    serves(host, from, sidecar, context) || named(context.serviceEntries) || named(context.claims)
  );
}

const scopesOf = ({ spec }: ConfigResource): readonly string[] => {
  const exportTo = texts(spec, "exportTo");
  return exportTo.length === 0 ? ["*"] : exportTo;
};

/** Whether a Service that the namespace sees has the host, or a wildcard covers one. */
function serves(
  host: string,
  from: string,
  sidecar: ConfigResource,
  { index, settings, knows }: AnalysisContext,
): boolean {
  const { cluster, namespace: own } = sidecar.meta;
  const sees = (service: Parameters<typeof serviceExportTo>[0]) =>
    isVisible(
      serviceExportTo(service, settings.defaultServiceExportTo),
      service.meta.namespace,
      own,
    );
  const domain = `.svc.${settings.domainSuffix}`;
  if (!host.startsWith("*")) {
    const [name = "", namespace = "", ...rest] = host.endsWith(domain)
      ? host.slice(0, -domain.length).split(".")
      : [];
    if (namespace !== "" && !knows("Service", namespace)) return true;
    const found = index.find("Service", cluster, namespace, name);
    return (
      rest.length === 0 &&
      found !== null &&
      [found.meta.namespace, "*"].includes(from) &&
      sees(found)
    );
  }
  const services =
    from === "*" ? index.all("Service") : index.inNamespace("Service", cluster, from);
  return services.some(
    (s) =>
      s.meta.cluster === cluster &&
      coversHost(host, `${s.meta.name}.${s.meta.namespace}${domain}`) &&
      sees(s),
  );
}
