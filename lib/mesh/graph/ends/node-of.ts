import { memoPerIndex } from "../../model/memo-per-index";
import { whyUnread } from "../../model/reading";
import {
  type ConfigResource,
  refOf,
  type ServiceResource,
  type WorkloadResource,
} from "../../model/resource";
import { texts } from "../../routing/spec/read-spec";
import type { UnknownReason } from "../mesh-graph";
import { type DraftFacts, type Drafts, idPart, type NodeDraft, nodeDraft } from "../node-draft";
import { type GraphContext, serviceOfWorkload } from "./graph-context";

/** The id of a node in a namespace: its kind's letter and the parts that tell it from others. */
const idOf = (letter: "s" | "x" | "a" | "v" | "w", ...parts: readonly string[]): string =>
  `${letter}:${parts.map(idPart).join("/")}`;

const serviceFactsKnown = new WeakMap<ServiceResource, DraftFacts>();

/** Which node stands for a service; computed once per object. */
function serviceFacts(service: ServiceResource): DraftFacts {
  const hit = serviceFactsKnown.get(service);
  if (hit !== undefined) return hit;
  const { cluster, namespace, name } = service.meta;
  const id = idOf("s", cluster, namespace, name);
  const facts: DraftFacts = { id, kind: "service", cluster, namespace, name, service };
  serviceFactsKnown.set(service, facts);
  return facts;
}

export const serviceId = (service: ServiceResource): string => serviceFacts(service).id;

const factsKnown = memoPerIndex(() => ({
  workload: new Map<WorkloadResource, DraftFacts>(),
  app: new Map<WorkloadResource, DraftFacts>(),
  "versioned-app": new Map<WorkloadResource, DraftFacts>(),
  service: new Map<WorkloadResource, DraftFacts>(),
}));

/** Which node stands for a workload; computed once per snapshot and type of graph. */
function workloadFacts(context: GraphContext, workload: WorkloadResource): DraftFacts {
  const known = factsKnown(context.index)[context.view.type];
  const facts = known.get(workload) ?? factsOf(context, workload);
  known.set(workload, facts);
  return facts;
}

export const appId = (cluster: string, namespace: string, app: string): string =>
  idOf("a", cluster, namespace, app);

/** Where metrics say that something is, which the cluster does not have. */
type LostPlace = {
  readonly cluster: string;
  readonly namespace: string | null;
  readonly name: string;
};

export const serviceNode = (drafts: Drafts, service: ServiceResource): NodeDraft =>
  nodeDraft(drafts, serviceFacts(service));

/** A service that metrics name and the cluster does not have (any more), as far as it can be read. */
export function lostServiceNode(
  context: GraphContext,
  drafts: Drafts,
  place: LostPlace,
): NodeDraft {
  const id = idOf("s", place.cluster, place.namespace ?? "", place.name);
  return nodeDraft(drafts, {
    id,
    kind: "service",
    ...place,
    why: whyLost(context, "Service", place),
  });
}

/** One node per ServiceEntry: it gathers its hosts. */
export function externalNode(drafts: Drafts, entry: ConfigResource): NodeDraft {
  const { cluster, namespace, name } = entry.meta;
  const [first, ...more] = texts(entry.spec, "hosts");
  const facts = {
    id: idOf("x", cluster, namespace, name),
    kind: "external",
    cluster,
    namespace,
    name: more.length === 0 && first !== undefined ? first : name,
    extraRefs: [refOf(entry)],
  } as const;
  return nodeDraft(drafts, facts);
}

/** The node that stands for a workload in the chosen type of graph. Gateways keep their own node in every type. */
export function workloadNode(
  context: GraphContext,
  drafts: Drafts,
  workload: WorkloadResource,
): NodeDraft {
  const node = nodeDraft(drafts, workloadFacts(context, workload));
  node.workloads.set(workload.meta.name, workload);
  return node;
}

export const workloadId = (context: GraphContext, workload: WorkloadResource): string =>
  workloadFacts(context, workload).id;

function factsOf(context: GraphContext, workload: WorkloadResource): DraftFacts {
  const { cluster, namespace } = workload.meta;
  const app = workload.canonicalService || workload.meta.name;
  const isGateway = workload.proxy === "gateway" || workload.proxy === "waypoint";
  switch (isGateway ? "workload" : context.view.type) {
    case "workload":
      return plainFacts(workload);
    case "app":
      return {
        id: appId(cluster, namespace, app),
        kind: "app",
        cluster,
        namespace,
        name: app,
        app,
      };
    case "versioned-app": {
      const version = workload.canonicalRevision;
      const id = idOf("v", cluster, namespace, app, version);
      return { id, kind: "workload", cluster, namespace, name: app, app, version };
    }
    case "service": {
      const service = serviceOfWorkload(context, workload);
      return service ? serviceFacts(service) : plainFacts(workload);
    }
  }
}

function plainFacts(workload: WorkloadResource): DraftFacts {
  const { cluster, namespace, name } = workload.meta;
  const app = workload.canonicalService || null;
  const version = workload.canonicalRevision || null;
  const id = idOf("w", cluster, namespace, name);
  return { id, kind: "workload", cluster, namespace, name, app, version };
}

/** A workload that metrics name and the cluster does not have (any more), as far as it can be read. */
export function lostWorkloadNode(
  context: GraphContext,
  drafts: Drafts,
  place: LostPlace,
): NodeDraft {
  const id = idOf("w", place.cluster, place.namespace ?? "", place.name);
  return nodeDraft(drafts, {
    id,
    kind: "workload",
    ...place,
    why: whyLost(context, "Workload", place),
  });
}

const whyLost = (
  { settings }: GraphContext,
  kind: "Service" | "Workload",
  { cluster, namespace }: LostPlace,
): UnknownReason =>
  whyUnread(settings.reading, { cluster, kind, namespace }) ?? { code: "not-in-cluster" };
