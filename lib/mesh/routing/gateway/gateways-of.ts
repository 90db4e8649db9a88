import type { MeshIndex } from "../../model/mesh-index";
import {
  type ConfigResource,
  type ResourceRef,
  refKey,
  refOf,
  type WorkloadResource,
} from "../../model/resource";
import { type GatewayListener, listenersIn, standsFor } from "../gateway-api/listener/listeners";
import { ageKey, oldestFirst } from "../spec/age";
import type { MeshSettings } from "../spec/mesh-settings";
import { isSince } from "../spec/versions";
import { type GatewayServer, istioServers, selectorOf } from "./gateway-server";
import type { PlacedServer } from "./merge-servers";
import { type ServiceTarget, serviceTargets } from "./service-targets";

const MANAGED = "gateway.istio.io/managed";

/**
 * Istio Gateways whose selector a workload's pods carry, oldest first: of every namespace, but that those of others may not act on a
 * proxy that Istio has made for a Gateway of the Gateway API.
 */
export function istioGatewaysOf(
  index: MeshIndex,
  workload: WorkloadResource,
  settings: MeshSettings,
): readonly ConfigResource[] {
  const isStrict =
    workload.podLabels[MANAGED] !== undefined && isSince(settings, "strict-gateways");
  return index
    .all("Gateway.networking.istio.io")
    .filter((g) => g.meta.cluster === workload.meta.cluster)
    .filter((g) => !isStrict || g.meta.namespace === workload.meta.namespace)
    .filter((g) => Object.entries(selectorOf(g)).every(([k, v]) => workload.podLabels[k] === v))
    .toSorted(oldestFirst);
}

/** Listeners of Gateway API Gateways whose Service stands before a workload's pods. */
export function listenersOf(
  index: MeshIndex,
  workload: WorkloadResource,
  settings: MeshSettings,
): readonly GatewayListener[] {
  const services = index.servicesOf(workload);
  return listenersIn(index, workload.meta.cluster, settings).filter((l) =>
    services.some((s) => standsFor(s, l.services, l.gateway, settings)),
  );
}

/** The Gateway API Gateways that a workload serves. */
export function kubernetesGatewaysOf(
  index: MeshIndex,
  workload: WorkloadResource,
  settings: MeshSettings,
): readonly ConfigResource[] {
  return [...new Set(listenersOf(index, workload, settings).map((l) => l.gateway))];
}

const GATEWAY_NAME = "gateway.networking.k8s.io/gateway-name";

/**
 * The workloads whose proxies serve a Gateway, by namespace and name: for Istio's those in all namespaces that its selector takes, for
 * Gateway API's those behind its Service or made for it. Empty: nothing listens.
 */
export function gatewayWorkloads(
  index: MeshIndex,
  gateway: ResourceRef,
  settings: MeshSettings,
): readonly WorkloadResource[] {
  const proxies = index
    .all("Workload")
    .filter((w) => w.meta.cluster === gateway.cluster && w.proxy === "gateway")
    .toSorted((a, b) => (refKey(refOf(a)) < refKey(refOf(b)) ? -1 : 1));
  const { kind, namespace, name } = gateway;
  return proxies.filter((w) => {
    if (kind === "Gateway.gateway.networking.k8s.io" && w.meta.namespace === namespace) {
      if (w.podLabels[GATEWAY_NAME] === name) return true;
    }
    const served = [
      ...istioGatewaysOf(index, w, settings),
      ...kubernetesGatewaysOf(index, w, settings),
    ];
    return served.some(
      (g) => g.kind === kind && g.meta.namespace === namespace && g.meta.name === name,
    );
  });
}

/**
 * Every server of a gateway workload at the pod's port that it is served on, the oldest Gateway first. An Istio Gateway's number is a port
 * of a Service before the pods, or the pods' own where none has it; a listener's is always its Gateway's Service's.
 *
 * Source: istio/istio `pilot/pkg/model/push_context.go` mergeGateways, `pilot/pkg/model/gateway.go` resolvePorts.
 */
export function placedServers(
  index: MeshIndex,
  workload: WorkloadResource,
  settings: MeshSettings,
): readonly PlacedServer[] {
  const targets = serviceTargets(index, workload);
  const istio = istioGatewaysOf(index, workload, settings).map((gateway) => ({
    age: ageKey(gateway),
    servers: istioServers(gateway).map((server) => placed(server, targets)),
  }));
  const listeners = listenersOf(index, workload, settings)
    .filter((l) => l.valid)
    .map((l) => ({
      age: ageKey(l.gateway, l.server.name.split("/")[1]),
      servers: ownPorts(l, targets, settings).map((port) => ({ server: l.server, port })),
    }));
  return [...istio, ...listeners]
    .toSorted((a, b) => (a.age < b.age ? -1 : a.age > b.age ? 1 : 0))
    .flatMap(({ servers }) => servers);
}

/** Services may opt out of the translation. */
const UNTRANSLATED = "experimental.istio.io/disable-gateway-port-translation";

function placed(server: GatewayServer, targets: readonly ServiceTarget[]): PlacedServer {
  const target = targets.find(
    (t) => t.port === server.port && t.service.meta.labels[UNTRANSLATED] === undefined,
  );
  return { server, port: target?.targetPort ?? server.port };
}

function ownPorts(
  { server, services, gateway }: GatewayListener,
  targets: readonly ServiceTarget[],
  settings: MeshSettings,
): readonly number[] {
  const own = targets.filter(
    (t) => t.port === server.port && standsFor(t.service, services, gateway, settings),
  );
  return [...new Set(own.map((t) => t.targetPort))];
}
