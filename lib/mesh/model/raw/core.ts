import type {
  CaConfigMapResource,
  Endpoint,
  EndpointSliceResource,
  MeshConfigResource,
  NamespaceResource,
  ResourceMeta,
  SecretResource,
  ServiceAccountResource,
  ServicePort,
  ServiceResource,
} from "../resource";
import { isTerminating } from "./meta";
import {
  booleanAt,
  numberAt,
  type Raw,
  recordAt,
  recordOrNull,
  recordsAt,
  stringsAt,
  textAt,
  textsAt,
} from "./value";

export function readNamespace(meta: ResourceMeta, object: Raw): NamespaceResource {
  const terminating =
    isTerminating(object) || textAt(recordAt(object, "status"), "phase") === "Terminating";
  return { kind: "Namespace", meta, terminating };
}

export const readServiceAccount = (meta: ResourceMeta): ServiceAccountResource => ({
  kind: "ServiceAccount",
  meta,
});

export function readService(meta: ResourceMeta, object: Raw): ServiceResource {
  const spec = recordAt(object, "spec");
  const ips = textsAt(spec, "clusterIPs");
  const single = textAt(spec, "clusterIP");
  const all = ips.length > 0 ? ips : single === null ? [] : [single];
  const selector = stringsAt(spec, "selector");
  const type = serviceType(textAt(spec, "type"));
  const trafficDistribution = textAt(spec, "trafficDistribution");
  return {
    kind: "Service",
    meta,
    type,
    clusterIps: all.filter((ip) => ip !== "" && ip !== "None"),
    externalName: type === "ExternalName" ? textAt(spec, "externalName") : null,
    headless: all.includes("None"),
    ports: recordsAt(spec, "ports").flatMap(readPort),
    selector: Object.keys(selector).length > 0 ? selector : null,
    ...(trafficDistribution !== null && { trafficDistribution }),
  };
}

function serviceType(type: string | null): ServiceResource["type"] {
  return type === "NodePort" || type === "LoadBalancer" || type === "ExternalName"
    ? type
    : "ClusterIP";
}

function readPort(raw: Raw): readonly ServicePort[] {
  const port = numberAt(raw, "port");
  if (port === null) return [];
  const target = numberAt(raw, "targetPort") ?? textAt(raw, "targetPort");
  const protocol = textAt(raw, "protocol");
  return [
    {
      name: textAt(raw, "name") ?? "",
      port,
      targetPort: target === port || target === 0 ? null : target,
      protocol: protocol === "UDP" || protocol === "SCTP" ? protocol : "TCP",
      appProtocol: textAt(raw, "appProtocol"),
    },
  ];
}

export function readEndpointSlice(meta: ResourceMeta, object: Raw): EndpointSliceResource {
  return {
    kind: "EndpointSlice",
    meta,
    service: meta.labels["kubernetes.io/service-name"] ?? null,
    ports: recordsAt(object, "ports").map((port) => ({
      name: textAt(port, "name") ?? "",
      port: numberAt(port, "port"),
    })),
    endpoints: recordsAt(object, "endpoints").map(readEndpoint),
  };
}

/** An absent condition means ready and serving. source: kubernetes `discovery/v1` EndpointConditions. */
function readEndpoint(raw: Raw): Endpoint {
  const conditions = recordAt(raw, "conditions");
  const target = recordAt(raw, "targetRef");
  const ready = booleanAt(conditions, "ready") ?? true;
  return {
    addresses: textsAt(raw, "addresses"),
    ready,
    serving: booleanAt(conditions, "serving") ?? ready,
    terminating: booleanAt(conditions, "terminating") ?? false,
    pod: textAt(target, "kind") === "Pod" ? textAt(target, "name") : null,
  };
}

/**
 * A Secret without its values. `keys` and `certificate` are what the adapter made of them (`{notBefore, notAfter, dnsNames}`);
 * of `data` and `stringData`, should they still be there, only the names of the keys are read. Annotations are left out:
 * several tools (kubectl, kapp, Rancher) keep a copy of the whole object in one.
 */
export function readSecret(meta: ResourceMeta, object: Raw): SecretResource {
  const named = textsAt(object, "keys");
  const found = ["data", "stringData"].flatMap((field) => Object.keys(recordAt(object, field)));
  const keys = [...new Set([...named, ...found])].sort();
  return {
    kind: "Secret",
    meta: { ...meta, annotations: {} },
    type: textAt(object, "type") ?? "Opaque",
    keys,
    certificate: readCertificate(recordOrNull(object, "certificate")),
  };
}

/**
 * The mesh configuration, of a ConfigMap that `reduceConfigMap` has read; the keys of one that `keysOfConfigMap` has; `null` for every
 * other ConfigMap, whose data is never looked at. Annotations are left out: several tools keep a copy of the whole object in one.
 */
export function readConfigMap(
  meta: ResourceMeta,
  object: Raw,
): MeshConfigResource | CaConfigMapResource | null {
  if ("keys" in object) {
    const complete = booleanAt(object, "complete") === true;
    const known = { keys: textsAt(object, "keys"), complete };
    return { kind: "CaConfigMap", meta: { ...meta, annotations: {} }, ...known };
  }
  if (!("mesh" in object)) return null;
  return {
    kind: "MeshConfig",
    meta: { ...meta, annotations: {} },
    mesh: recordOrNull(object, "mesh"),
  };
}

function readCertificate(raw: Raw | null): SecretResource["certificate"] {
  if (raw === null) return null;
  const notBefore = textAt(raw, "notBefore");
  const notAfter = textAt(raw, "notAfter");
  if (notBefore === null || notAfter === null) return null;
  return { notBefore, notAfter, dnsNames: textsAt(raw, "dnsNames") };
}
