import { readMeshConfigText } from "../../manifest/mesh-config";
import {
  booleanAt,
  type Raw,
  recordAt,
  recordOrNull,
  recordsAt,
  stringsAt,
  textAt,
  textsAt,
} from "../../model/raw/value";
import type { ResourceMeta } from "../../model/resource";
import type {
  DefinitionObject,
  InjectorObject,
  LabelSelector,
  MeshNetworksObject,
  WebhookFacts,
  WebhooksObject,
} from "./kube-objects";

const INJECTOR = "istio-sidecar-injector";
const MESH_CONFIG = /^istio(-.+)?$/;

/**
 * The injector's ConfigMap; nothing for every other. Its `values` are Helm's, as JSON.
 *
 * Source: istio/istio `pkg/config/analysis/analyzers/injection/injection-image.go` GetIstioProxyImage: an image with a slash is whole.
 */
export function readInjector(meta: ResourceMeta, configMap: Raw): readonly InjectorObject[] {
  if (!meta.name.startsWith(INJECTOR)) return [];
  const values = jsonObject(textAt(recordAt(configMap, "data"), "values") ?? "");
  const webhook = recordAt(values ?? {}, "sidecarInjectorWebhook");
  const injectsByDefault = booleanAt(webhook, "enableNamespacesByDefault") ?? false;
  return [{ kind: "ConfigMap", meta, injectsByDefault, image: imageOf(values) }];
}

function imageOf(values: Raw | null): string {
  if (values === null) return "";
  const global = recordAt(values, "global");
  const part = (raw: Raw, key: string): string => {
    const value = raw[key];
    return typeof value === "string" || typeof value === "number" ? String(value) : "";
  };
  const image = part(recordAt(global, "proxy"), "image");
  return image.includes("/") ? image : `${part(global, "hub")}/${image}:${part(global, "tag")}`;
}

function jsonObject(text: string): Raw | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null && !Array.isArray(value)
      ? (value as Raw) // an object, by the line above
      : null;
  } catch {
    return null;
  }
}

/** `meshNetworks` of the ConfigMap of the mesh configuration; nothing where it has none or it is empty. */
export function readMeshNetworks(
  meta: ResourceMeta,
  configMap: Raw,
): readonly MeshNetworksObject[] {
  const text = textAt(recordAt(configMap, "data"), "meshNetworks");
  if (text === null || !MESH_CONFIG.test(meta.name)) return [];
  const value = readMeshConfigText(text);
  if (value === null) return [];
  const networks = Object.entries(recordAt(value, "networks")).map(([name, network]) => ({
    name,
    registries: recordsAt(recordAt({ network }, "network"), "endpoints").flatMap(
      (endpoint) => textAt(endpoint, "fromRegistry") ?? [],
    ),
  }));
  // As istioctl names it.
  const named = { ...meta, name: "meshnetworks" };
  return networks.length === 0 ? [] : [{ kind: "MeshNetworks", meta: named, networks }];
}

export const readWebhooks = (
  kind: WebhooksObject["kind"],
  meta: ResourceMeta,
  object: Raw,
): WebhooksObject => ({ kind, meta, webhooks: recordsAt(object, "webhooks").map(readWebhook) });

function readWebhook(raw: Raw): WebhookFacts {
  const client = recordAt(raw, "clientConfig");
  const service = recordOrNull(client, "service");
  return {
    name: textAt(raw, "name") ?? "",
    // An empty address is one that is there and wrong.
    url: typeof client["url"] === "string" ? client["url"] : null,
    service: service && {
      namespace: textAt(service, "namespace") ?? "",
      name: textAt(service, "name") ?? "",
    },
    namespaceSelector: selectorAt(raw, "namespaceSelector"),
    objectSelector: selectorAt(raw, "objectSelector"),
  };
}

function selectorAt(raw: Raw, key: string): LabelSelector | null {
  const selector = recordOrNull(raw, key);
  if (selector === null) return null;
  return {
    matchLabels: stringsAt(selector, "matchLabels"),
    matchExpressions: recordsAt(selector, "matchExpressions").map((e) => ({
      key: textAt(e, "key") ?? "",
      operator: textAt(e, "operator") ?? "",
      values: textsAt(e, "values"),
    })),
  };
}

export function readDefinition(meta: ResourceMeta, object: Raw): DefinitionObject {
  const spec = recordAt(object, "spec");
  return {
    kind: "CustomResourceDefinition",
    meta,
    group: textAt(spec, "group") ?? "",
    definedKind: textAt(recordAt(spec, "names"), "kind") ?? "",
  };
}
