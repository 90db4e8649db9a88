import { memoPerIndex } from "../../model/memo-per-index";
import type { MeshIndex } from "../../model/mesh-index";
import type { Labels, ServiceResource, WorkloadResource } from "../../model/resource";
import type { Health } from "../../telemetry/health";
import {
  HEALTH_ANNOTATION,
  parseHealthAnnotation,
  type RequestRule,
} from "../../telemetry/health-annotation";
import { overrideFor } from "../../telemetry/health-overrides";
import {
  evaluateEndpoints,
  evaluateReplicas,
  evaluateRequests,
  type HealthProfile,
  requestRules,
  worstHealth,
} from "../../telemetry/health-rules";
import { mergeResponses } from "../../telemetry/ratios";
import type { Protocol, ResponseRate } from "../../telemetry/traffic";
import type { GraphContext } from "../ends/graph-context";
import type { Figures } from "../mesh-graph";
import type { NodeDraft } from "../node-draft";
import { ownResponses } from "./denial";
import { rateOf } from "./tallies";

type Scope = { readonly protocol: Protocol; readonly direction: "inbound" | "outbound" };

/** Health by answers of one protocol, judged by the node's rules for that direction. */
export function judgeRequests(
  context: GraphContext,
  node: NodeDraft,
  responses: readonly ResponseRate[],
  scope: Scope,
): Health {
  const windowSeconds = context.traffic?.windowSeconds ?? 0;
  const rules = rulesOf(context, node);
  const { protocol, direction } = scope;
  return evaluateRequests(responses, { protocol, direction, windowSeconds, rules });
}

type Rules = readonly RequestRule[];

const rulesKnown = memoPerIndex<Record<HealthProfile, Map<string, Rules>>>(() => ({
  heddle: new Map(),
  kiali: new Map(),
}));

/**
 * The object's own rules, else those set for it, else the profile's. They are looked for once per build and read once per snapshot.
 */
function rulesOf({ index, settings }: GraphContext, node: NodeDraft): Rules {
  if (node.rules !== null) return node.rules;
  const annotation = annotationOf(index, node);
  const override = overrideFor(settings.healthRules, node);
  const known = rulesKnown(index)[settings.healthProfile];
  const key = `${annotation ?? ""}\n${override ?? ""}`;
  const rules = known.get(key) ?? firstRules(settings.healthProfile, [annotation, override]);
  known.set(key, rules);
  node.rules = rules;
  return rules;
}

/** Those of the first text that holds any. */
function firstRules(profile: HealthProfile, texts: readonly (string | null)[]): Rules {
  const text = texts.find((one) => one !== null && parseHealthAnnotation(one).rules.length > 0);
  return requestRules(profile, text ?? null);
}

/** The first of the service's, the workloads', their templates' and the namespace's own rules. */
function annotationOf(index: MeshIndex, node: NodeDraft): string | null {
  const own = ownAnnotation(node);
  if (own !== undefined || node.namespace === null) return own ?? null;
  const namespace = index.find("Namespace", node.cluster, "", node.namespace);
  return namespace?.meta.annotations[HEALTH_ANNOTATION] ?? null;
}

function ownAnnotation({ service, workloads }: NodeDraft): string | undefined {
  const of = (annotations: Labels | undefined) => annotations?.[HEALTH_ANNOTATION];
  const ofService = of(service?.meta.annotations);
  if (ofService !== undefined) return ofService;
  const ofTemplates: string[] = [];
  for (const { meta, podAnnotations } of workloads.values()) {
    const ofWorkload = of(meta.annotations);
    if (ofWorkload !== undefined) return ofWorkload;
    const ofTemplate = of(podAnnotations);
    if (ofTemplate !== undefined) ofTemplates.push(ofTemplate);
  }
  return ofTemplates[0];
}

/**
 * Worse of the replicas (a service: its endpoints) and of the requests that came in. A gateway whose own requests nobody reports is
 * judged by what it passes on. An aggregate is as bad as the worst that it stands for.
 */
export function nodeHealth(
  context: GraphContext,
  node: NodeDraft,
  figures: { readonly inbound: Figures | null; readonly outbound: Figures | null },
): Health {
  if (node.kind === "aggregate") return worstHealth(node.members.map((m) => m.health));
  const workloads = [...node.workloads.values()];
  const passesOn = figures.inbound === null && workloads.some((w) => w.proxy === "gateway");
  const requests = passesOn
    ? requestHealth(context, node, "outbound", figures.outbound)
    : requestHealth(context, node, "inbound", figures.inbound);
  const endpoints =
    node.service && lacksEndpoints(context.index, node.service)
      ? [evaluateEndpoints(node.name, callsPerSecond(node))]
      : [];
  return worstHealth([...workloads.map(replicaHealth), ...endpoints, ...requests]);
}

/** Requests and connections that come in, per second. */
const callsPerSecond = ({ inbound }: NodeDraft): number =>
  rateOf(inbound) + inbound.reduce((sum, { tcp }) => sum + (tcp?.opened ?? 0), 0);

/** One judgement per protocol. */
function requestHealth(
  context: GraphContext,
  node: NodeDraft,
  direction: Scope["direction"],
  figures: Figures | null,
): readonly Health[] {
  if (figures === null) return [];
  const traffic = node[direction];
  const protocols = [...new Set(traffic.map((edge) => edge.protocol))];
  return protocols.map((protocol) => {
    const single = protocols.length === 1;
    const ofProtocol = single ? traffic : traffic.filter((edge) => edge.protocol === protocol);
    const all = single ? figures.responses : mergeResponses(ofProtocol.flatMap((e) => e.responses));
    const responses = direction === "inbound" ? ownResponses(context, ofProtocol, all) : all;
    return judgeRequests(context, node, responses, { protocol, direction });
  });
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
