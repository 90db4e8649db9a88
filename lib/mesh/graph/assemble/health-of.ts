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
import type { EdgeTraffic, Protocol, ResponseRate } from "../../telemetry/traffic";
import type { GraphContext } from "../ends/graph-context";
import { isCountedAt, type NodeDraft, type Slot } from "../node-draft";
import { ownResponses } from "./denial";
import type { Reading, SlotList, SlotLists } from "./slot-lists";
import { rateOf } from "./tallies";

/** Health by answers of one protocol, judged by a node's rules for that direction. */
export function judgeRequests(
  { traffic }: GraphContext,
  rules: Rules,
  responses: readonly ResponseRate[],
  scope: { readonly protocol: Protocol; readonly direction: Direction },
): Health {
  const { protocol, direction } = scope;
  const windowSeconds = traffic?.windowSeconds ?? 0;
  return evaluateRequests(responses, { protocol, direction, windowSeconds, rules });
}

export type Rules = readonly RequestRule[];

const rulesKnown = memoPerIndex<Record<HealthProfile, Map<string, Rules>>>(() => ({
  heddle: new Map(),
  kiali: new Map(),
}));

/** The object's own rules, else those set for it, else the profile's. Read once per snapshot. */
export function rulesOf({ index, settings }: GraphContext, node: NodeDraft): Rules {
  const annotation = annotationOf(index, node);
  const override = overrideFor(settings.healthRules, node);
  const known = rulesKnown(index)[settings.healthProfile];
  const key = `${annotation ?? ""}\n${override ?? ""}`;
  const rules = known.get(key) ?? firstRules(settings.healthProfile, [annotation, override]);
  known.set(key, rules);
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

export type Direction = "inbound" | "outbound";

/** By what a node is judged; the same at every tick that brings the same records. */
export type JudgedShape = {
  readonly rules: Rules;
  /** By the state of its workloads. */
  readonly replicas: readonly Health[];
  /** Pods are selected and none of them is ready to serve: then by the calls that come in, else `null`. */
  readonly unserved: SlotList | null;
  readonly direction: Direction;
  /** One judgement per protocol. */
  readonly byProtocol: readonly { readonly protocol: Protocol; readonly traffic: SlotList }[];
};

/** A gateway whose own requests nobody reports is judged by what it passes on. */
export function judgedShape(
  context: GraphContext,
  node: NodeDraft,
  records: readonly EdgeTraffic[],
  lists: SlotLists,
): JudgedShape {
  const workloads = [...node.workloads.values()];
  const isReported = node.inbound.some((slot) => isCountedAt(records, slot));
  const passesOn = !isReported && workloads.some((w) => w.proxy === "gateway");
  const direction = passesOn ? "outbound" : "inbound";
  const slots = node[direction].some((slot) => isCountedAt(records, slot)) ? node[direction] : [];
  const protocolAt = (slot: Slot) => records[slot]?.protocol ?? "http";
  const protocols = [...new Set(slots.map(protocolAt))];
  return {
    rules: rulesOf(context, node),
    replicas: workloads.map(replicaHealth),
    unserved:
      node.service && lacksEndpoints(context.index, node.service) ? lists.of(node.inbound) : null,
    direction,
    byProtocol: protocols.map((protocol) => ({
      protocol,
      traffic: lists.of(slots.filter((slot) => protocolAt(slot) === protocol)),
    })),
  };
}

/** Worse of the replicas (a service: its endpoints) and of the requests that came in. */
export function nodeHealth(
  context: GraphContext,
  name: string,
  { rules, replicas, unserved, direction, byProtocol }: JudgedShape,
  reading: Reading,
): Health {
  const endpoints =
    unserved === null ? [] : [evaluateEndpoints(name, callsPerSecond(reading.records(unserved)))];
  const requests = byProtocol.map(({ protocol, traffic }) => {
    const all = reading.figures(traffic).responses;
    const responses =
      direction === "inbound" ? ownResponses(context, () => reading.records(traffic), all) : all;
    return judgeRequests(context, rules, responses, { protocol, direction });
  });
  return worstHealth([...replicas, ...endpoints, ...requests]);
}

/** Requests and connections that come in, per second. */
const callsPerSecond = (inbound: readonly EdgeTraffic[]): number =>
  rateOf(inbound) + inbound.reduce((sum, { tcp }) => sum + (tcp?.opened ?? 0), 0);

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
