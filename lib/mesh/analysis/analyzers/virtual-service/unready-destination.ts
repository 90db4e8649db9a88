import type { ConfigResource, ServiceResource, WorkloadResource } from "../../../model/resource";
import { children, text, textMap } from "../../../routing/spec/read-spec";
import type { Analyzer } from "../../analyzer";
import { DESTINATION_RULE, ownCode, VIRTUAL_SERVICE } from "../../codes";
import { type AnalysisContext, fullHost, ruleHost } from "../../registry/context";
import { serviceNamed } from "../../registry/istioctl-hosts";
import { nearHosts } from "../../registry/near";
import { destinationsIn, finding, getsRequests } from "../../registry/spec-parts";

const NOT_READY = ownCode("HED201", "error");

/**
 * Destinations that get requests while none of their pods is ready: the proxy answers 503 `UH`.
 *
 * Said of a service whose selector or endpoints lead to workloads, and of subsets by label. One that selects no workload at all is the
 * DestinationRule's fault (IST0173, KIA0203), except where the service itself has none.
 */
export const unreadyDestination: Analyzer = {
  name: "unready-destination",
  judges: [VIRTUAL_SERVICE],
  codes: [NOT_READY],
  reads: [DESTINATION_RULE, "Service", "Workload", "EndpointSlice"],
  needs: ["Service", "Workload", "EndpointSlice"],
  follow: nearHosts,
  judge: (vs, context) =>
    destinationsIn(vs).flatMap((d) => {
      if (!getsRequests(d)) return [];
      const service = serviceNamed(
        context,
        vs.meta.cluster,
        fullHost(d.host, vs, context.settings),
      );
      if (service === null || service.type === "ExternalName") return [];
      const behind = workloadsOf(service, d.subset, context);
      if (behind === null || behind.some((w) => w.replicas.ready > 0)) return [];
      if (behind.length === 0 && hasReadyEndpoint(service, context)) return [];
      const facts = {
        ...{ host: d.host, subset: d.subset ?? "" },
        workloads: behind.map((w) => w.meta.name),
        pods: behind.reduce((sum, w) => sum + w.replicas.current, 0),
      };
      return [finding(NOT_READY, vs, d.path, facts)];
    }),
};

/** Workloads behind a destination; `null` for a subset that is not defined, or that selects none. */
function workloadsOf(
  service: ServiceResource,
  subset: string | null,
  { index, destinationRules, settings }: AnalysisContext,
): readonly WorkloadResource[] | null {
  const behind = index.workloadsBehind(service);
  if (subset === null) return behind;
  // Where all are ready those of any subset are, and which they are makes no difference.
  if (behind.every((w) => w.replicas.ready > 0)) return behind.length === 0 ? null : behind;
  const { name, namespace, cluster } = service.meta;
  const host = `${name}.${namespace}.svc.${settings.domainSuffix}`;
  const rules = destinationRules.overlapping(cluster, host);
  const own = rules
    .filter((dr) => ruleHost(dr, settings) === host.toLowerCase())
    .toSorted((a, b) => preference(b, namespace) - preference(a, namespace));
  const [found] = own.flatMap((dr) =>
    children(dr.spec, "subsets").filter((s) => text(s, "name") === subset),
  );
  if (found === undefined) return null;
  const labels = Object.entries(textMap(found, "labels"));
  const selected = behind.filter((w) => labels.every(([k, v]) => w.podLabels[k] === v));
  return selected.length === 0 ? null : selected;
}

/** What a subset means to everybody stands in the service's own namespace. */
const preference = (dr: ConfigResource, home: string): number =>
  dr.meta.namespace === home ? 1 : 0;

const hasReadyEndpoint = (service: ServiceResource, { index }: AnalysisContext): boolean =>
  index.slicesOf(service).some((slice) => slice.endpoints.some((e) => e.ready));
