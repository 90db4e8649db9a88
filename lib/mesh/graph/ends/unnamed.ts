import { meshOfWorkload } from "../../model/namespace-mesh";
import { type WhyUnread, whyUnread } from "../../model/reading";
import { type ResourceRef, refOf, type WorkloadResource } from "../../model/resource";
import type { EdgeTraffic, TcpRates } from "../../telemetry/traffic";
import {
  type Drafts,
  idPart,
  type NodeDraft,
  nodeDraft,
  type OutsideCode,
  type RecordAt,
} from "../node-draft";
import { calleeOf, clusterOf, type GraphContext, isNamed } from "./graph-context";

/**
 * The node for a caller that metrics call `unknown`: the client had no certificate, so no proxy of the mesh.
 *
 * In front of a gateway that is anyone outside; elsewhere it is one node per cluster, which lists the workloads without a proxy
 * that it can be. Which of them it is cannot be known from metrics, even when there is only one: clients outside the cluster look alike.
 */
export function unknownCallerNode(
  context: GraphContext,
  drafts: Drafts,
  edge: EdgeTraffic,
): NodeDraft {
  const callee = calleeOf(context, edge);
  const cluster = clusterOf(context, edge.labels.destinationCluster);
  const base = { kind: "unknown", cluster, namespace: null } as const;
  if (callee?.proxy === "gateway") {
    const gateway = callee.meta.name;
    const id = `o:${idPart(cluster)}/${idPart(callee.meta.namespace)}/${idPart(gateway)}`;
    return nodeDraft(drafts, {
      ...base,
      id,
      name: "outside",
      why: { code: "outside-caller", gateway },
    });
  }
  const id = `u:${idPart(cluster)}`;
  const known = drafts.nodes.get(id);
  if (known) return known;
  const candidates = proxylessWorkloads(context, cluster);
  return nodeDraft(drafts, {
    ...base,
    id,
    name: "unknown",
    why: { code: "no-proxy-caller", candidates },
  });
}

/** Workloads without a proxy that run, or that run at times (jobs), sorted by namespace and name. */
export function proxylessWorkloads(context: GraphContext, cluster: string): readonly ResourceRef[] {
  const { index } = context;
  const runs = (w: WorkloadResource) =>
    w.pods.length > 0 || w.workloadKind === "CronJob" || w.workloadKind === "Job";
  return index
    .all("Workload")
    .filter((w) => w.meta.cluster === cluster && runs(w))
    .filter((w) => {
      const namespace = index.find("Namespace", cluster, "", w.meta.namespace);
      return w.proxy === "mixed" || meshOfWorkload(w, namespace) === "none";
    })
    .map(refOf)
    .sort((a, b) => compare(a.namespace, b.namespace) || compare(a.name, b.name));
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

const CLUSTER_HOST = /^([a-z0-9-]+)\.([a-z0-9-]+)\.svc(?:\.|$)/;

/** Namespace and name in a cluster-local host name, `null` for other hosts. */
export function placeInHost(
  host: string,
): { readonly name: string; readonly namespace: string } | null {
  const found = CLUSTER_HOST.exec(host);
  const [, name, namespace] = found ?? [];
  return name !== undefined && namespace !== undefined ? { name, namespace } : null;
}

/** Kinds that name hosts, each read or not. */
const HOST_KINDS = ["Service", "ServiceEntry.networking.istio.io"] as const;

/**
 * The node for a host that no registry has, told apart by the answers: Envoy's own `NR` and `NC` mean that nothing was sent; a
 * 502 alone is the answer of the `block_all` route of `REGISTRY_ONLY`; anything else has left the mesh by Passthrough. That no
 * registry has it is known only where all Services and ServiceEntries are read, or where Envoy itself names the cluster it used.
 *
 * Source: istio/istio `pilot/pkg/networking/core/httproute.go` buildCatchAllVirtualHost.
 */
export function outsideNode(
  context: GraphContext,
  drafts: Drafts,
  cluster: string,
  { edge, slot }: RecordAt,
): NodeDraft {
  const host = hostCalled(edge);
  const base = { cluster, namespace: null } as const;
  const code = outsideCode(edge);
  drafts.outside.set(slot, code);
  const doubt = ENVOYS_OWN.has(host) ? null : registryUnread(context, cluster);
  if (doubt !== null || code === "host-unresolved") {
    const why = doubt ?? { code: "host-unresolved", host };
    return nodeDraft(drafts, {
      ...base,
      id: `n:${idPart(cluster)}/${idPart(host)}`,
      kind: "unknown",
      name: host,
      why,
    });
  }
  const kind = code === "blackhole" ? "blackhole" : "passthrough";
  const node = nodeDraft(drafts, {
    ...base,
    id: `${kind === "blackhole" ? "b" : "p"}:${idPart(cluster)}`,
    kind,
    name: kind === "blackhole" ? "BlackHoleCluster" : "PassthroughCluster",
    why: { code },
  });
  return node;
}

/** Names that Envoy gives to the clusters of unregistered hosts: no registry needs to be asked. */
const ENVOYS_OWN: ReadonlySet<string> = new Set(["PassthroughCluster", "BlackHoleCluster"]);

function registryUnread({ settings }: GraphContext, cluster: string): WhyUnread | null {
  const of = (kind: (typeof HOST_KINDS)[number]) =>
    whyUnread(settings.reading, { cluster, kind, namespace: null });
  return HOST_KINDS.map(of).find((why) => why !== null) ?? null;
}

const hostCalled = ({ labels }: EdgeTraffic): string =>
  isNamed(labels.destinationService) ? labels.destinationService : "unknown";

/** Where a request to a host that no registry has ended, by its name and answers. */
export function outsideCode(edge: EdgeTraffic): OutsideCode {
  const { responses, tcp } = edge;
  const host = hostCalled(edge);
  if (host === "BlackHoleCluster") return "blackhole";
  if (host === "PassthroughCluster") return "passthrough";
  if (responses.length === 0)
    return tcp !== null && isTurnedAway(tcp) ? "blackhole" : "passthrough";
  const unsent = responses.filter((r) => r.flags.split(",").some((f) => f === "NR" || f === "NC"));
  if (unsent.length === responses.length) return "host-unresolved";
  const answers = responses.filter((r) => !unsent.includes(r));
  return answers.every((r) => r.code === "502") ? "blackhole" : "passthrough";
}

/**
 * Connections to the cluster of `REGISTRY_ONLY`, which has no endpoints: each ends with `UH`, and no byte comes back. Passthrough
 * dials the address itself and can fail with `UF` alone.
 *
 * Source: istio/istio `pilot/pkg/networking/core/listener.go` buildOutboundCatchAllNetworkFilterChains.
 */
function isTurnedAway({ toClient, opened, flagged }: TcpRates): boolean {
  const refused = flagged.filter(({ flags }) => flags.split(",").includes("UH"));
  const rate = refused.reduce((sum, one) => sum + one.rate, 0);
  // Rates are rounded one by one, so that a sum may fall short of the whole.
  return toClient === 0 && rate > 0 && rate >= 0.999 * opened;
}
