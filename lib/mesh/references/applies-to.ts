import type { MeshIndex } from "../model/mesh-index";
import type { ConfigResource } from "../model/resource";
import { texts } from "../routing/spec/read-spec";
import { settingsOf } from "../routing/spec/settings-of";
import { referencesFrom } from "./references";

/** What an object is about, in short. */
export type AppliesTo =
  | { readonly type: "hosts"; readonly hosts: readonly string[] }
  /** Pods found by labels: how many workloads they belong to. */
  | { readonly type: "workloads"; readonly names: readonly string[] }
  /** Gateways, Services and other objects that it names as what it is for. */
  | { readonly type: "objects"; readonly names: readonly string[] }
  | { readonly type: "namespace"; readonly namespace: string }
  | { readonly type: "mesh" }
  | { readonly type: "unknown" };

/** Kinds that act on the pods that they select, and without a selector on a namespace, or on the mesh from its root namespace. */
const SCOPED: ReadonlySet<string> = new Set([
  "Sidecar.networking.istio.io",
  "EnvoyFilter.networking.istio.io",
  "ProxyConfig.networking.istio.io",
  "AuthorizationPolicy.security.istio.io",
  "PeerAuthentication.security.istio.io",
  "RequestAuthentication.security.istio.io",
  "Telemetry.telemetry.istio.io",
  "WasmPlugin.extensions.istio.io",
  "TrafficExtension.extensions.istio.io",
]);

const HOSTS: ReadonlySet<string> = new Set([
  "VirtualService.networking.istio.io",
  "ServiceEntry.networking.istio.io",
]);

/** What an object is about: its hosts, the pods that it selects, what it is attached to, else the whole of its namespace or the mesh. */
export function appliesTo(index: MeshIndex, object: ConfigResource): AppliesTo {
  const { kind, spec, meta } = object;
  if (HOSTS.has(kind)) return { type: "hosts", hosts: texts(spec, "hosts") };
  if (kind === "DestinationRule.networking.istio.io") {
    return { type: "hosts", hosts: typeof spec["host"] === "string" ? [spec["host"]] : [] };
  }
  const references = referencesFrom(index, object);
  const attached = references.filter(({ role }) => role === "parent" || role === "target");
  if (attached.length > 0) return { type: "objects", names: unique(attached.map((r) => r.named)) };
  const pods = references.filter(({ role }) => role === "selected");
  if (pods.length > 0) {
    return { type: "workloads", names: unique(pods.flatMap((r) => r.to.map(({ name }) => name))) };
  }
  if (!SCOPED.has(kind)) return { type: "unknown" };
  const { rootNamespace } = settingsOf(index, meta.cluster);
  return meta.namespace === rootNamespace
    ? { type: "mesh" }
    : { type: "namespace", namespace: meta.namespace };
}

const unique = (names: readonly string[]): readonly string[] => [...new Set(names)];
