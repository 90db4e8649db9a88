import type { ConfigRef } from "@/lib/mesh/changes/edit";
import type { JsonPath } from "@/lib/mesh/manifest/json";
import { bareKind } from "@/lib/mesh/model/kinds";
import type { MeshIndex } from "@/lib/mesh/model/mesh-index";
import type { ServiceResource } from "@/lib/mesh/model/resource";
import { portsOf, resolveConfigHost } from "@/lib/mesh/routing/hosts";
import { serviceHostname } from "@/lib/mesh/routing/spec/host-names";
import { texts } from "@/lib/mesh/routing/spec/read-spec";
import { settingsOf } from "@/lib/mesh/routing/spec/settings-of";
import { destinationPolicyFor } from "@/lib/mesh/routing/subsets";
import { yamlEditorText } from "@/lib/messages/designer/yaml-editor";
import type { MeshName, NamesAt } from "./suggestions";

type Sibling = (key: string) => string | null;
type Names = (ref: ConfigRef, index: MeshIndex, sibling: Sibling) => readonly MeshName[];

const said = yamlEditorText.names;

const labelsOf = (labels: Readonly<Record<string, string>>): string =>
  Object.entries(labels)
    .map(([key, value]) => `${key}=${value}`)
    .join(", ");

/** The object's own namespace first: a name without a dot means a service there. */
function byNearness(namespace: string) {
  return (a: ServiceResource, b: ServiceResource) =>
    Number(b.meta.namespace === namespace) - Number(a.meta.namespace === namespace);
}

const hosts: Names = ({ cluster, namespace }, index) => {
  const services = index.all("Service").filter(({ meta }) => meta.cluster === cluster);
  const entries = index
    .all("ServiceEntry.networking.istio.io")
    .filter(({ meta }) => meta.cluster === cluster)
    .flatMap((entry) => texts(entry.spec, "hosts"));
  return [
    ...services.toSorted(byNearness(namespace)).map(({ meta }) => ({
      name:
        meta.namespace === namespace
          ? meta.name
          : serviceHostname(meta.name, meta.namespace, settingsOf(index, cluster)),
      detail: said.service(meta.namespace),
    })),
    ...[...new Set(entries)].map((name) => ({ name, detail: said.serviceEntry })),
  ];
};

/** As callers in the object's namespace find it; others may have a DestinationRule of their own. */
function hostOf({ cluster, namespace }: ConfigRef, index: MeshIndex, sibling: Sibling) {
  const host = sibling("host");
  if (host === null) return null;
  return resolveConfigHost(index, cluster, host, { object: namespace, client: namespace });
}

const subsets: Names = (ref, index, sibling) => {
  const host = hostOf(ref, index, sibling);
  if (host === null) return [];
  const { cluster, namespace } = ref;
  const client = { podLabels: {}, meta: { cluster, namespace } };
  const policy = destinationPolicyFor(index, client, host);
  return (policy?.subsets ?? []).map(({ name, labels }) => ({ name, detail: labelsOf(labels) }));
};

const gateways: Names = ({ cluster, namespace }, index) => [
  { name: "mesh", detail: said.mesh },
  ...index
    .all("Gateway.networking.istio.io")
    .filter(({ meta }) => meta.cluster === cluster)
    .map(({ meta }) => ({
      name: meta.namespace === namespace ? meta.name : `${meta.namespace}/${meta.name}`,
      detail: said.gateway(meta.namespace),
    })),
];

const servicesNear = ({ cluster, namespace }: ConfigRef, index: MeshIndex, sibling: Sibling) =>
  index.inNamespace("Service", cluster, sibling("namespace") ?? namespace);

const backends: Names = (ref, index, sibling) =>
  servicesNear(ref, index, sibling).map(({ meta }) => ({
    name: meta.name,
    detail: said.service(meta.namespace),
  }));

const backendPorts: Names = (ref, index, sibling) =>
  servicesNear(ref, index, sibling)
    .filter(({ meta }) => meta.name === sibling("name"))
    .flatMap(({ ports }) => ports)
    .map(({ port, name }) => ({ name: String(port), detail: name }));

const parents: Names = (ref, index, sibling) => {
  if (sibling("kind") === "Service") return backends(ref, index, sibling);
  const namespace = sibling("namespace") ?? ref.namespace;
  return index
    .inNamespace("Gateway.gateway.networking.k8s.io", ref.cluster, namespace)
    .map(({ meta }) => ({ name: meta.name, detail: said.gateway(meta.namespace) }));
};

/** The host stands beside the port: `destination.host` and `destination.port.number`. */
const ports: Names = (ref, index, sibling) => {
  const host = hostOf(ref, index, (key) => sibling(`../${key}`));
  const numbers = host === null ? null : portsOf(host);
  return (numbers ?? []).map((port) => ({ name: String(port), detail: said.port }));
};

/** By kind and the end of the path, indices left out. */
const PLACES: readonly (readonly [kind: string, place: RegExp, names: Names])[] = [
  ["VirtualService", /^spec\.hosts$/, hosts],
  ["VirtualService", /(destination|mirror)\.host$/, hosts],
  ["VirtualService", /(destination|mirror)\.subset$/, subsets],
  ["VirtualService", /(destination|mirror)\.port\.number$/, ports],
  ["VirtualService", /gateways$/, gateways],
  ["DestinationRule", /^spec\.host$/, hosts],
  ["HTTPRoute", /backendRefs?\.name$/, backends],
  ["HTTPRoute", /backendRefs?\.port$/, backendPorts],
  ["HTTPRoute", /parentRefs\.name$/, parents],
];

/** Names of the mesh for places of one object, in the mesh as the draft would make it. */
export function meshNamesFor(ref: ConfigRef, index: MeshIndex): NamesAt {
  const kind = bareKind(ref.kind);
  return (path: JsonPath, sibling) => {
    const place = path.filter((step) => typeof step === "string").join(".");
    const found = PLACES.find(([k, pattern]) => k === kind && pattern.test(place));
    return found === undefined ? [] : found[2](ref, index, sibling);
  };
}
