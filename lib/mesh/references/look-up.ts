import type { JsonPath } from "../manifest/json";
import type { Kind } from "../model/kinds";
import { type Labels, type ResourceRef, refKey, refOf } from "../model/resource";
import { type ResolvedHost, resolveConfigHost } from "../routing/hosts";
import { emptySpec, type Spec, text } from "../routing/spec/read-spec";
import { destinationPolicyFor } from "../routing/subsets";
import type { Around, Named, ReferenceRole } from "./reference";

export const DESTINATION_RULE = "DestinationRule.networking.istio.io";
export const SERVICE_ENTRY = "ServiceEntry.networking.istio.io";
export const VIRTUAL_SERVICE = "VirtualService.networking.istio.io";
export const ISTIO_GATEWAY = "Gateway.networking.istio.io";
export const K8S_GATEWAY = "Gateway.gateway.networking.k8s.io";

const HOST_KINDS: readonly Kind[] = ["Service", SERVICE_ENTRY];

type Place = {
  readonly role: ReferenceRole;
  readonly path: JsonPath;
  readonly needed?: boolean;
};

/** An object by kind, namespace and name. Nothing where no name is written. */
export function named(
  { index, object }: Around,
  place: Place,
  kind: Kind,
  namespace: string,
  name: string | null,
): readonly Named[] {
  if (name === null) return [];
  const found = index.find(kind, object.meta.cluster, namespace, name);
  const own = namespace === object.meta.namespace || namespace === "";
  return [
    {
      role: place.role,
      path: place.path,
      needed: place.needed ?? true,
      named: own ? name : `${namespace}/${name}`,
      to: found === null ? [] : [refOf(found)],
      kinds: [kind],
      namespace,
    },
  ];
}

/** `resolveConfigHost` as the object's own namespace sees it. */
export const hostIn = ({ index, object, settings }: Around, host: string): ResolvedHost => {
  const { cluster, namespace } = object.meta;
  return resolveConfigHost(
    index,
    cluster,
    host,
    { object: namespace, client: namespace },
    settings,
  );
};

const objectsOf = (host: ResolvedHost): readonly ResourceRef[] => {
  if (host.type === "service") return [refOf(host.service)];
  return host.type === "service-entry" ? [refOf(host.entry)] : [];
};

/** The Service or ServiceEntry that has a host. A pattern finds none, and needs none. */
export function host(around: Around, place: Place, written: string | null): readonly Named[] {
  if (written === null) return [];
  const isPattern = written.startsWith("*");
  const found = isPattern ? [] : objectsOf(hostIn(around, written));
  return [
    {
      role: place.role,
      path: place.path,
      needed: !isPattern && (place.needed ?? true),
      named: written,
      to: found,
      kinds: HOST_KINDS,
      namespace: null,
    },
  ];
}

/** A destination: its host, and the DestinationRule of its subset that clients of the object's namespace follow. */
export function destination(
  around: Around,
  role: "destination" | "mirror",
  to: Spec | null,
  path: JsonPath,
): readonly Named[] {
  const written = text(to ?? emptySpec, "host");
  if (to === null || written === null) return [];
  const found = host(around, { role, path: [...path, "host"] }, written);
  const subset = text(to, "subset");
  if (subset === null) return found;
  const { index, object, settings } = around;
  const client = { meta: object.meta, podLabels: {} };
  const rule = destinationPolicyFor(index, client, hostIn(around, written), settings);
  return [
    ...found,
    {
      role: "subset",
      path: [...path, "subset"],
      needed: true,
      named: subset,
      to: rule?.subsets.flatMap((s) => (s.name === subset ? [s.by] : [])) ?? [],
      kinds: [DESTINATION_RULE],
      namespace: null,
    },
  ];
}

const labelText = (labels: Labels): string =>
  Object.entries(labels)
    .map(([key, value]) => `${key}=${value}`)
    .join(", ");

/**
 * Workloads whose pods carry labels.
 *
 * @param namespace `null` for all of them
 */
export function selected(
  { index, object }: Around,
  path: JsonPath,
  labels: Labels,
  namespace: string | null,
): readonly Named[] {
  const { cluster } = object.meta;
  const all =
    namespace === null
      ? index.all("Workload").filter((w) => w.meta.cluster === cluster)
      : index.inNamespace("Workload", cluster, namespace);
  const wanted = Object.entries(labels);
  const found = all.filter(({ podLabels }) => wanted.every(([k, v]) => podLabels[k] === v));
  return [
    {
      role: "selected",
      path,
      needed: true,
      named: labelText(labels),
      to: found.map(refOf),
      kinds: ["Workload"],
      namespace,
    },
  ];
}

/** The same object named at several places of one part counts once for each role and place. */
export function unique(references: readonly Named[]): readonly Named[] {
  const keyOf = (r: Named) => JSON.stringify([r.role, r.path, r.named, r.to.map(refKey)]);
  return [...new Map(references.map((r) => [keyOf(r), r])).values()];
}
