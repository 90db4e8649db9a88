import type { MeshIndex } from "@/lib/mesh/model/mesh-index";
import { type ResourceRef, refOf } from "@/lib/mesh/model/resource";
import { textsIn } from "./texts-in";

/** Who can send a request. */
export type CallerOption = {
  readonly ref: ResourceRef;
  readonly type: "gateway" | "workload";
  /** Words that find it, in lower case. */
  readonly words: string;
};

const GATEWAYS = ["Gateway.networking.istio.io", "Gateway.gateway.networking.k8s.io"] as const;

/** Gateways first, then workloads, each by namespace and name. */
export function callerOptions(index: MeshIndex): readonly CallerOption[] {
  const gateways = GATEWAYS.flatMap((kind) => index.all(kind)).map((g) =>
    option(refOf(g), "gateway", []),
  );
  const workloads = index
    .all("Workload")
    .map((w) => option(refOf(w), "workload", [w.canonicalService]));
  return [...gateways.toSorted(byName), ...workloads.toSorted(byName)];
}

const option = (
  ref: ResourceRef,
  type: CallerOption["type"],
  more: readonly string[],
): CallerOption => ({
  ref,
  type,
  words: [ref.name, ref.namespace, ref.cluster, ...more].join(" ").toLowerCase(),
});

const byName = ({ ref: a }: CallerOption, { ref: b }: CallerOption): number =>
  `${a.namespace}/${a.name}` < `${b.namespace}/${b.name}` ? -1 : 1;

/** Callers that every typed word is found in. */
export function findCallers(
  options: readonly CallerOption[],
  typed: string,
): readonly CallerOption[] {
  const words = typed.toLowerCase().split(/\s+/).filter(Boolean);
  return options.filter((o) => words.every((word) => o.words.includes(word)));
}

/**
 * Hosts that a caller may have in mind: services as its namespace writes them, hosts of ServiceEntries, and those that rules answer to.
 *
 * @param from `null`: nobody yet, all of every cluster
 */
export function knownHosts(index: MeshIndex, from: ResourceRef | null): readonly string[] {
  const isHere = (cluster: string) => from === null || from.cluster === cluster;
  const services = index
    .all("Service")
    .filter(({ meta }) => isHere(meta.cluster))
    .map(({ meta }) =>
      meta.namespace === from?.namespace ? meta.name : `${meta.name}.${meta.namespace}`,
    );
  const named = (
    ["ServiceEntry.networking.istio.io", "VirtualService.networking.istio.io"] as const
  )
    .flatMap((kind) => index.all(kind))
    .filter(({ meta }) => isHere(meta.cluster))
    .flatMap(({ spec }) => textsIn(spec["hosts"]))
    .filter((host) => host.includes(".") && !host.includes("*"));
  return [...new Set([...services, ...named])].sort();
}

/** Ports of the service that a host means to a caller; empty where that is no service of the cluster. */
export function knownPorts(
  index: MeshIndex,
  from: ResourceRef | null,
  host: string,
): readonly number[] {
  const [name = "", namespace = from?.namespace ?? ""] = host.split(".");
  const service = from === null ? null : index.find("Service", from.cluster, namespace, name);
  return service?.ports.map(({ port }) => port) ?? [];
}
