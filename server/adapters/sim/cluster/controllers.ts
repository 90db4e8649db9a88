import "server-only";
import type { RawObject } from "@/lib/mesh/model/inventory";
import { selects } from "@/lib/mesh/model/mesh-index";
import { createAllocator, suffix, uidOf } from "../hash";
import {
  at,
  type Fields,
  kindOf,
  labelsOf,
  list,
  nameOf,
  namespaceOf,
  numberOf,
  text,
  texts,
} from "./api-object";
import { injectsSidecars, ownedObjects, workloadStatus } from "./pods";

/** Plays the API server's defaults, the controllers and the injector: what is authored in, all that a cluster then holds out. */
export type Controllers = { expand(authored: readonly RawObject[]): readonly RawObject[] };

/** @param startedAt when a workload's pods started, RFC 3339 */
export function createControllers(startedAt: (owner: RawObject) => string): Controllers {
  const clusterIp = createAllocator(1 << 16);
  const podIp = createAllocator(1 << 22);
  return {
    expand(authored) {
      const injecting = new Set(
        authored.filter((o) => kindOf(o) === "Namespace" && injectsSidecars(o)).map(nameOf),
      );
      const context = {
        injects: (namespace: string) => injecting.has(namespace),
        podIp: (key: string) => address([10, 64], podIp(key)),
        startedAt,
      };
      const own = authored.map((o) =>
        kindOf(o) === "Service"
          ? defaultedService(o, (key) => address([10, 32], clusterIp(key)))
          : withStatus(o),
      );
      const owned = own.flatMap((o) => ownedObjects(o, context));
      const pods = [...own, ...owned].filter((o) => kindOf(o) === "Pod");
      return [...own, ...defaultAccounts(own), ...owned, ...endpointSlices(own, pods)];
    },
  };
}

/** 10.32.0.1 and up for services, 10.64.0.1 and up for pods: the number's bits below the prefix. */
function address([a, b]: readonly [number, number], n: number): string {
  const host = n + 1;
  return `${a}.${b + (host >>> 16)}.${(host >>> 8) & 255}.${host & 255}`;
}

function withStatus(object: RawObject): RawObject {
  const kind = kindOf(object);
  if (kind === "Namespace") return { ...object, status: { phase: "Active" } };
  if (kind === "Deployment" || kind === "StatefulSet") {
    return { ...object, status: workloadStatus(object) };
  }
  return object;
}

function defaultedService(service: RawObject, ip: (key: string) => string): RawObject {
  const spec = at(service, "spec");
  const type = text(spec, "type") || "ClusterIP";
  if (type === "ExternalName") return service;
  const clusterIP = text(spec, "clusterIP") || ip(`${namespaceOf(service)}/${nameOf(service)}`);
  const ports = list(spec, "ports").map((p) => ({ protocol: "TCP", targetPort: p["port"], ...p }));
  return { ...service, spec: { ...spec, type, ports, clusterIP, clusterIPs: [clusterIP] } };
}

/** Every namespace has the ServiceAccount `default`. */
function defaultAccounts(objects: readonly RawObject[]): readonly RawObject[] {
  return objects
    .filter((o) => kindOf(o) === "Namespace")
    .map((o) => ({
      apiVersion: "v1",
      kind: "ServiceAccount",
      metadata: { name: "default", namespace: nameOf(o) },
    }));
}

/** One slice per service with a selector, as the endpoint slice controller writes it. */
function endpointSlices(
  objects: readonly RawObject[],
  pods: readonly RawObject[],
): readonly RawObject[] {
  const podsByNamespace = grouped(pods, namespaceOf);
  return objects
    .filter((o) => kindOf(o) === "Service" && Object.keys(at(o, "spec", "selector")).length > 0)
    .map((service) => {
      const selector = texts(at(service, "spec", "selector"));
      const mine = (podsByNamespace.get(namespaceOf(service)) ?? []).filter((p) =>
        selects(selector, labelsOf(p)),
      );
      return endpointSlice(service, mine);
    });
}

function grouped<T>(items: readonly T[], key: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const group = groups.get(key(item));
    if (group) group.push(item);
    else groups.set(key(item), [item]);
  }
  return groups;
}

function endpointSlice(service: RawObject, pods: readonly RawObject[]): RawObject {
  const name = `${nameOf(service)}-${suffix(`${namespaceOf(service)}/${nameOf(service)}`, 5)}`;
  return {
    apiVersion: "discovery.k8s.io/v1",
    kind: "EndpointSlice",
    addressType: "IPv4",
    metadata: {
      name,
      namespace: namespaceOf(service),
      uid: uidOf(`EndpointSlice/${namespaceOf(service)}/${name}`),
      labels: {
        "kubernetes.io/service-name": nameOf(service),
        "endpointslice.kubernetes.io/managed-by": "endpointslice-controller.k8s.io",
      },
    },
    ports: list(at(service, "spec"), "ports").map((port) => ({
      name: text(port, "name"),
      protocol: text(port, "protocol"),
      port: targetPort(port, pods[0]),
    })),
    endpoints: pods.map(endpoint),
  };
}

function endpoint(pod: RawObject): Fields {
  const status = at(pod, "status");
  const ready = list(status, "conditions").some(
    (c) => c["type"] === "Ready" && c["status"] === "True",
  );
  return {
    addresses: [text(status, "podIP")],
    conditions: { ready, serving: ready, terminating: false },
    nodeName: text(at(pod, "spec"), "nodeName"),
    targetRef: {
      kind: "Pod",
      name: nameOf(pod),
      namespace: namespaceOf(pod),
      uid: text(at(pod, "metadata"), "uid"),
    },
  };
}

/** A named target port is looked up among the pod's container ports. */
function targetPort(port: Fields, pod: RawObject | undefined): number | null {
  const target = port["targetPort"];
  if (typeof target !== "string") return numberOf(port, "targetPort");
  const containers = pod ? list(at(pod, "spec"), "containers") : [];
  const named = containers.flatMap((c) => list(c, "ports")).find((p) => p["name"] === target);
  return named ? numberOf(named, "containerPort") : null;
}
