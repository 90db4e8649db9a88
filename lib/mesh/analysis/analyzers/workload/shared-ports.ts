import { memoPerIndex } from "../../../model/memo-per-index";
import { selects } from "../../../model/mesh-index";
import type { ResourceMeta, ServicePort, ServiceResource } from "../../../model/resource";
import type { Analyzer } from "../../analyzer";
import { istioCode } from "../../codes";
import type { Finding } from "../../finding";
import type { DeploymentObject } from "../../inputs/kube-objects";
import type { AnalysisContext } from "../../registry/context";
import { hasProxyContainer, isInMesh } from "../../registry/mesh-pods";
import { finding } from "../../registry/spec-parts";

const PROTOCOLS = istioCode("IST0116", "warning");
const TARGETS = istioCode("IST0137", "warning");

/**
 * Deployments that several Services lead to in ways that contradict each other: one port with two transport protocols, or one target
 * behind several ports. The sidecar has one listener for each target and cannot tell them apart.
 *
 * Source: istio/istio `pkg/config/analysis/analyzers/deployment/services.go`.
 */
export const sharedPorts: Analyzer<"Deployment"> = {
  name: "shared-ports",
  judges: ["Deployment"],
  codes: [PROTOCOLS, TARGETS],
  reads: ["Service", "Namespace"],
  needs: ["Service", "Namespace"],
  judge(deployment, context) {
    if (isWaypoint(deployment) || !inMesh(deployment, context)) return [];
    const services = servicesOf(deployment, context);
    if (services.reduce((sum, { ports }) => sum + ports.length, 0) < 2) return [];
    return [...judgeProtocols(deployment, services), ...judgeTargets(deployment, services)];
  },
};

const isWaypoint = ({ meta }: DeploymentObject): boolean =>
  meta.labels["gateway.istio.io/managed"] === "istio.io-mesh-controller";

function inMesh({ meta, template }: DeploymentObject, { index }: AnalysisContext): boolean {
  const namespace = index.find("Namespace", meta.cluster, "", meta.namespace);
  const shape = { ...template, hasProxy: hasProxyContainer(template.spec.containers) };
  return isInMesh(shape, namespace?.meta.labels ?? null);
}

/** Services by the first label that they select, in one namespace: a Deployment is compared with few of them. */
const bySelector = memoPerIndex((index) => {
  const services = new Map<string, ServiceResource[]>();
  for (const service of index.all("Service")) {
    const [label] = Object.entries(service.selector ?? {});
    if (label === undefined) continue;
    const key = keyOf(service.meta, label);
    const known = services.get(key) ?? [];
    services.set(key, known);
    known.push(service);
  }
  return services;
});

const keyOf = (
  { cluster, namespace }: ResourceMeta,
  [name, value]: readonly [string, string],
): string => `${cluster}/${namespace} ${name}=${value}`;

function servicesOf(
  { meta, template }: DeploymentObject,
  { index }: AnalysisContext,
): readonly ServiceResource[] {
  const known = bySelector(index);
  return Object.entries(template.labels)
    .flatMap((label) => known.get(keyOf(meta, label)) ?? [])
    .filter(({ selector }) => selects(selector, template.labels))
    .toSorted((a, b) => (a.meta.name < b.meta.name ? -1 : 1));
}

type Use = { readonly service: string; readonly port: ServicePort };

function usesBy(
  services: readonly ServiceResource[],
  portKey: (port: ServicePort) => string,
): ReadonlyMap<string, readonly Use[]> {
  const uses = new Map<string, Use[]>();
  for (const { meta, ports } of services) {
    for (const port of ports) {
      const key = portKey(port);
      const known = uses.get(key) ?? [];
      uses.set(key, known);
      known.push({ service: meta.name, port });
    }
  }
  return uses;
}

const namesIn = (uses: readonly Use[]): readonly string[] =>
  [...new Set(uses.map((u) => u.service))].toSorted();

function judgeProtocols(
  deployment: DeploymentObject,
  services: readonly ServiceResource[],
): readonly Finding[] {
  return [...usesBy(services, (port) => String(port.port))].flatMap(([port, uses]) => {
    const protocols = [...new Set(uses.map((u) => u.port.protocol))].toSorted();
    if (protocols.length < 2) return [];
    const facts = { port: Number(port), services: namesIn(uses), protocols };
    return [finding(PROTOCOLS, deployment, [], facts)];
  });
}

function judgeTargets(
  deployment: DeploymentObject,
  services: readonly ServiceResource[],
): readonly Finding[] {
  const targetOf = ({ targetPort, port }: ServicePort) => String(targetPort ?? port);
  return [...usesBy(services, targetOf)].flatMap(([targetPort, uses]) => {
    const ports = [...new Set(uses.map((u) => u.port.port))].toSorted((a, b) => a - b);
    if (ports.length < 2) return [];
    const facts = { targetPort, services: namesIn(uses), ports: ports.map(String) };
    return [finding(TARGETS, deployment, [], facts)];
  });
}
