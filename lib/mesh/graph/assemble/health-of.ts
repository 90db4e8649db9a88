import type { MeshIndex } from "../../model/mesh-index";
import type { Labels, ServiceResource, WorkloadResource } from "../../model/resource";
import type { Health } from "../../telemetry/health";
import { HEALTH_ANNOTATION } from "../../telemetry/health-annotation";
import {
  evaluateEndpoints,
  evaluateReplicas,
  evaluateRequests,
  requestRules,
  worstHealth,
} from "../../telemetry/health-rules";
import { mergeResponses } from "../../telemetry/ratios";
import type { EdgeTraffic } from "../../telemetry/traffic";
import type { GraphContext } from "../ends/graph-context";
import type { NodeDraft } from "../node-draft";

/** Health by the requests of each protocol, judged by the node's rules for that direction. */
export function requestHealth(
  context: GraphContext,
  node: NodeDraft,
  traffic: readonly EdgeTraffic[],
  direction: "inbound" | "outbound",
): Health {
  const windowSeconds = context.traffic?.windowSeconds ?? 0;
  const rules = requestRules(context.settings.healthProfile, annotationOf(context.index, node));
  const protocols = new Set(traffic.map((edge) => edge.protocol));
  return worstHealth(
    [...protocols].map((protocol) => {
      const responses = traffic.filter((e) => e.protocol === protocol).flatMap((e) => e.responses);
      const scope = { protocol, direction, windowSeconds, rules };
      return evaluateRequests(mergeResponses(responses), scope);
    }),
  );
}

/** The first of the service's, the workloads', their templates' and the namespace's own rules. */
function annotationOf(index: MeshIndex, node: NodeDraft): string | null {
  const workloads = [...node.workloads.values()];
  const namespace =
    node.namespace === null ? null : index.find("Namespace", node.cluster, "", node.namespace);
  const places: readonly (Labels | undefined)[] = [
    node.service?.meta.annotations,
    ...workloads.map((w) => w.meta.annotations),
    ...workloads.map((w) => w.podAnnotations),
    namespace?.meta.annotations,
  ];
  return places.flatMap((annotations) => annotations?.[HEALTH_ANNOTATION] ?? [])[0] ?? null;
}

/** Worse of the replicas (a service: its endpoints) and of the requests that came in. */
export function nodeHealth(context: GraphContext, node: NodeDraft): Health {
  const replicas = [...node.workloads.values()].map(replicaHealth);
  const requests = requestHealth(context, node, node.inbound, "inbound");
  const endpoints =
    node.service && lacksEndpoints(context.index, node.service)
      ? [evaluateEndpoints(node.name, rateOf(node.inbound))]
      : [];
  return worstHealth([...replicas, ...endpoints, requests]);
}

function replicaHealth(workload: WorkloadResource): Health {
  const { desired, ready } = workload.replicas;
  const reason = workload.pods.find((p) => !p.ready && p.reason !== null)?.reason ?? null;
  return evaluateReplicas({ workload: workload.meta.name, desired, ready, reason });
}

/** Pods are selected and none of them is ready to serve. A service that selects none at all is *dead*, which is no matter of health. */
function lacksEndpoints(index: MeshIndex, service: ServiceResource): boolean {
  const behind = index.workloadsBehind(service);
  if (behind.length === 0 || behind.every((w) => w.replicas.desired === 0)) return false;
  const endpoints = index.slicesOf(service).flatMap((slice) => slice.endpoints);
  if (endpoints.length > 0) return endpoints.every((e) => !e.ready);
  return behind.every((w) => w.replicas.ready === 0);
}

const rateOf = (traffic: readonly EdgeTraffic[]): number =>
  traffic.reduce((sum, edge) => sum + edge.responses.reduce((s, r) => s + r.rate, 0), 0);
