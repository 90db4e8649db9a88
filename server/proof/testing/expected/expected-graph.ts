import { computedFlows, type Flow, isInjected, keyOf, workloadNode } from "./flows";
import type { World } from "./world";

export type ExpectedEdge = {
  readonly source: string;
  readonly target: string;
  readonly protocol: Flow["protocol"];
  readonly flows: readonly Flow[];
};

export type ExpectedNode = {
  readonly name: string;
  /** The service that fronts it. */
  readonly parent: string | null;
  /** Requests per second; 0 for none. */
  readonly inbound: number;
  readonly outbound: number;
  readonly flows: number;
  readonly idle: boolean;
};

export type ExpectedGraph = {
  readonly edges: ReadonlyMap<string, ExpectedEdge>;
  readonly nodes: ReadonlyMap<string, ExpectedNode>;
  /** Workloads that an unknown caller can be, `namespace/name`; those of the control plane are added by who compares. */
  readonly withoutProxy: readonly string[];
};

export const serviceNode = (key: string): string => `service ${key}`;

export const edgeKey = (edge: Pick<ExpectedEdge, "source" | "target" | "protocol">): string =>
  `${edge.source} -> ${edge.target} ${edge.protocol}`;

/** Caller to service, service to workload; what leaves the mesh goes straight to where it leaves. */
function edgesOf(flows: readonly Flow[]): ReadonlyMap<string, ExpectedEdge> {
  const edges = new Map<string, ExpectedEdge>();
  const add = (source: string, target: string, flow: Flow) => {
    const { protocol } = flow;
    const key = edgeKey({ source, target, protocol });
    edges.set(key, { source, target, protocol, flows: [...(edges.get(key)?.flows ?? []), flow] });
  };
  for (const flow of flows) {
    if (flow.outside !== null) add(flow.caller, flow.outside, flow);
    if (flow.service === null) continue;
    add(flow.caller, serviceNode(flow.service), flow);
    if (flow.workload !== null) add(serviceNode(flow.service), flow.workload, flow);
  }
  return edges;
}

function nodesOf(world: World, flows: readonly Flow[]): ReadonlyMap<string, ExpectedNode> {
  const parents = new Map<string, string | null>(
    world.services.map((service) => [serviceNode(keyOf(service)), null]),
  );
  for (const deployment of world.deployments) {
    const { namespace, name } = deployment.metadata;
    const front = world.services.find(
      (s) =>
        s.metadata.namespace === namespace &&
        s.spec.selector["app"] === deployment.spec.template.metadata.labels["app"],
    );
    const node = isInjected(world, deployment)
      ? workloadNode(world, deployment)
      : `${namespace}/${name} ${deployment.spec.template.metadata.labels["version"] ?? "latest"}`;
    parents.set(node, front ? serviceNode(keyOf(front)) : null);
  }
  for (const flow of flows) {
    if (!parents.has(flow.caller)) parents.set(flow.caller, null);
    if (flow.outside !== null) parents.set(flow.outside, null);
  }
  return new Map(
    [...parents].map(([name, parent]) => [name, { name, parent, ...load(name, flows) }]),
  );
}

function load(name: string, flows: readonly Flow[]) {
  const into = flows.filter(
    (f) =>
      f.workload === name ||
      f.outside === name ||
      (f.service !== null && serviceNode(f.service) === name),
  );
  const from = flows.filter((f) => f.caller === name);
  const requests = (list: readonly Flow[]) =>
    list.reduce((sum, flow) => sum + (flow.protocol === "tcp" ? 0 : flow.rate), 0);
  return {
    inbound: requests(into),
    outbound: requests(from),
    flows: into.length + from.length,
    idle: into.length + from.length === 0,
  };
}

/** The graph that a world and its traffic must give. */
export const expectedGraph = (
  world: World,
  flows: readonly Flow[] = computedFlows(world),
): ExpectedGraph => ({
  edges: edgesOf(flows),
  nodes: nodesOf(world, flows),
  withoutProxy: world.deployments.filter((d) => !isInjected(world, d)).map(keyOf),
});
