import { type ConfigResource, refKey, refOf, type WorkloadResource } from "../../../model/resource";
import type { MtlsOutcome } from "../../../policy/connection/connection";
import { mtlsOutcome } from "../../../policy/mtls";
import { child, children, type Spec, text } from "../../../routing/spec/read-spec";
import { manifestPath } from "../../../routing/spec/spec-path";
import { destinationHost, destinationPolicyFor } from "../../../routing/subsets";
import type { Analyzer } from "../../analyzer";
import { DESTINATION_RULE, ownCode, PEER_AUTHENTICATION, SERVICE_ENTRY } from "../../codes";
import type { Finding } from "../../finding";
import { callersOf } from "../../reading/calls";
import { namesOfWorkloads } from "../../reading/selected-workloads";
import { reachOf } from "../../reading/wide-rules";
import { type AnalysisContext, ruleHost } from "../../registry/context";
import { serviceNamed } from "../../registry/istioctl-hosts";
import { nearHosts } from "../../registry/near";
import { finding } from "../../registry/spec-parts";

const REFUSED = ownCode("HED111", "error");

/**
 * TLS settings of a DestinationRule with which no connection to a workload of the host comes about: plain text or TLS of its own to a
 * server that insists on mTLS, or mTLS to a server that takes none, because it has no sidecar or is told so. Behind a headless Service one
 * such pod among others suffices.
 *
 * Source: the policy engine (`mtlsOutcome`), compared with istiod; istio/istio issues 24424, 30117, 27169. Asked for one caller for whom the
 * rule is in force. Rules for a whole namespace or mesh are KIA0207's and KIA0208's.
 */
export const refusedConnections: Analyzer = {
  name: "refused-connections",
  judges: [DESTINATION_RULE],
  codes: [REFUSED],
  reads: [
    DESTINATION_RULE,
    PEER_AUTHENTICATION,
    SERVICE_ENTRY,
    "Service",
    "Workload",
    "MeshConfig",
  ],
  needs: ["Service", "Workload"],
  follow: (changed, context) =>
    changed.kind === PEER_AUTHENTICATION
      ? context.index
          .all(DESTINATION_RULE)
          .filter((dr) => setsTls(dr) && isUnder(dr, changed, context))
      : nearHosts(changed, context),
  judge(dr, context) {
    if (!setsTls(dr) || reachOf(dr, context.settings) !== null) return [];
    const host = ruleHost(dr, context.settings);
    const service = serviceNamed(context, dr.meta.cluster, host);
    const caller = service && callerUnder(dr, host, service.meta.namespace, context);
    if (!service || !caller) return [];
    const groups = new Map<string, Refusal[]>();
    for (const refusal of refusals(dr, caller, service, context)) {
      const key = `${refusal.path} ${refusal.reason}`;
      groups.set(key, [...(groups.get(key) ?? []), refusal]);
    }
    return [...groups.values()].map((group) => report(dr, group, context));
  },
};

/** Whether a PeerAuthentication is for the servers of a rule's host: they are in its namespace, or it is for the mesh. */
const isUnder = (
  dr: ConfigResource,
  { meta }: ConfigResource,
  { settings }: AnalysisContext,
): boolean =>
  dr.meta.cluster === meta.cluster &&
  [settings.rootNamespace, ruleHost(dr, settings).split(".")[1]].includes(meta.namespace);

const known = new WeakMap<ConfigResource, boolean>();

/** An object is never changed. */
function setsTls(dr: ConfigResource): boolean {
  const does =
    known.get(dr) ??
    [dr.spec, ...children(dr.spec, "subsets")].some((s) => hasTls(child(s, "trafficPolicy")));
  known.set(dr, does);
  return does;
}

const hasTls = (policy: Spec | null): boolean =>
  policy !== null &&
  (child(policy, "tls") !== null ||
    children(policy, "portLevelSettings").some((p) => child(p, "tls") !== null));

/** A workload with a sidecar for which the rule is in force: of its own namespace, of the service's, of any other. */
function callerUnder(
  dr: ConfigResource,
  host: string,
  home: string,
  { index, settings, sidecarNamespaces }: AnalysisContext,
): WorkloadResource | null {
  const { cluster, namespace } = dr.meta;
  const key = refKey(refOf(dr));
  for (const place of new Set([namespace, home, ...sidecarNamespaces(cluster)])) {
    const caller = index
      .inNamespace("Workload", cluster, place)
      .find(({ proxy }) => proxy === "sidecar");
    if (caller === undefined) continue;
    const target = destinationHost(index, caller, host, settings);
    const policy = destinationPolicyFor(index, caller, target, settings);
    if (policy?.from.some((ref) => refKey(ref) === key)) return caller;
  }
  return null;
}

type Refusal = {
  readonly path: string;
  readonly reason: NonNullable<MtlsOutcome["reason"]>;
  readonly port: number;
  readonly workload: WorkloadResource;
};

function refusals(
  dr: ConfigResource,
  caller: WorkloadResource,
  service: NonNullable<ReturnType<typeof serviceNamed>>,
  { index, settings }: AnalysisContext,
): readonly Refusal[] {
  const key = refKey(refOf(dr));
  const named = children(dr.spec, "subsets").filter((s) => hasTls(child(s, "trafficPolicy")));
  const subsets = [null, ...named.flatMap((s) => text(s, "name") ?? [])];
  const behind = index.workloadsBehind(service).filter((w) => w.replicas.current > 0);
  return behind.flatMap((workload) =>
    service.ports.flatMap(({ port }) =>
      subsets.flatMap((subset): Refusal[] => {
        const call = { caller, service, port, workload, subset };
        const { result, reason, client } = mtlsOutcome(index, call, settings);
        if (result !== "refused" || reason === null || client === null) return [];
        return refKey(client.by) === key ? [{ path: client.path, reason, port, workload }] : [];
      }),
    ),
  );
}

function report(
  dr: ConfigResource,
  group: readonly Refusal[],
  { inputs }: AnalysisContext,
): Finding {
  const workloads = [...new Set(group.map((r) => r.workload))];
  const facts = {
    host: text(dr.spec, "host") ?? "",
    reason: group[0]?.reason ?? "",
    ports: [...new Set(group.map((r) => String(r.port)))],
    workloads: namesOfWorkloads(workloads),
    ...callersOf(workloads, inputs),
  };
  return finding(REFUSED, dr, [...manifestPath(group[0]?.path ?? "")], facts);
}
