import { memoPerIndex } from "../../model/memo-per-index";
import { type MeshIndex, selects } from "../../model/mesh-index";
import type {
  ConfigResource,
  EndpointSliceResource,
  Labels,
  PodSummary,
  ServiceResource,
  WorkloadResource,
} from "../../model/resource";
import { child, children, emptySpec, numeral, type Spec, text, textMap } from "../spec/read-spec";
import type { MeshPort, MeshService } from "./mesh-service";

/** One server of a service. */
export type MeshEndpoint = {
  /** An address, or a name that the proxy resolves. */
  readonly address: string;
  readonly port: number;
  /** Subsets choose by these. */
  readonly labels: Labels;
  readonly workload: WorkloadResource | null;
  /** The pod's name; `null` for a server that is none. */
  readonly pod: string | null;
  /** The object that brings it: a WorkloadEntry, or a ServiceEntry with endpoints of its own. */
  readonly entry: ConfigResource | null;
  /** The service account that its entry names; `null` for pods and where none is named. */
  readonly account: string | null;
  /** `region/zone/subzone`; `null`: of a pod whose node says it, which is not read. */
  readonly locality: string | null;
  /** Among servers alike; 1 where nothing is said. */
  readonly weight: number;
};

const known = memoPerIndex(() => new WeakMap<MeshService, Map<number, readonly MeshEndpoint[]>>());

/** The ready servers of a service behind one of its ports, of one entry of the registry; worked out once per index. */
export function endpointsBehind(
  index: MeshIndex,
  service: MeshService,
  port: MeshPort,
): readonly MeshEndpoint[] {
  const memo = known(index);
  const ports = memo.get(service) ?? new Map<number, readonly MeshEndpoint[]>();
  memo.set(service, ports);
  const found = ports.get(port.port) ?? find(index, service, port);
  ports.set(port.port, found);
  return found;
}

function find(index: MeshIndex, service: MeshService, port: MeshPort): readonly MeshEndpoint[] {
  const { resource } = service;
  if (resource.kind === "Service") {
    const entries = service.selector && service.resolution === "registry" ? service.selector : null;
    return [...ofSlices(index, service, port), ...ofEntries(index, service, port, entries)];
  }
  const inline = children(resource.spec, "endpoints");
  if (inline.length > 0) return inline.flatMap((e) => ofInline(resource, e, port));
  if (service.selector !== null) {
    const { selector } = service;
    return [
      ...ofPods(index, service, port, selector),
      ...ofEntries(index, service, port, selector),
    ];
  }
  // Without endpoints the proxy resolves the host itself.
  return service.resolution === "dns" ? [external(resource, service.hostname, port.port, {})] : [];
}

/**
 * All servers behind a port that istiod knows of, be they ready or not: by these it chooses for all of them at once.
 * Source: istio/istio `pilot/pkg/serviceregistry/kube/controller/endpointslice.go` updateEndpointCacheForSlice.
 */
export function knownBehind(
  index: MeshIndex,
  service: MeshService,
  port: MeshPort,
): readonly MeshEndpoint[] {
  if (service.resource.kind !== "Service") return endpointsBehind(index, service, port);
  const ready = endpointsBehind(index, service, port);
  return [...ready, ...listedBehind(index, service, port).filter((e) => !e.ready)];
}

/** Endpoints of a Kubernetes service, as the slices have them: the port is the pod's. */
function ofSlices(index: MeshIndex, service: MeshService, port: MeshPort): readonly MeshEndpoint[] {
  return listedBehind(index, service, port).filter((e) => e.ready);
}

function listedBehind(index: MeshIndex, service: MeshService, port: MeshPort): readonly Listed[] {
  const { resource } = service;
  if (resource.kind !== "Service") return [];
  return index.slicesOf(resource).flatMap((slice) => {
    const target = slice.ports.find((p) => p.name === port.name)?.port;
    if (target === undefined || target === null) return [];
    return endpointsIn(index, resource, [slice], target);
  });
}

type Listed = MeshEndpoint & { readonly ready: boolean };

function endpointsIn(
  index: MeshIndex,
  resource: ServiceResource,
  slices: readonly EndpointSliceResource[],
  port: number,
): readonly Listed[] {
  const workloads = index.workloadsBehind(resource);
  const behind = new Map<string, { workload: WorkloadResource; pod: PodSummary }>();
  for (const workload of workloads) {
    for (const pod of workload.pods) behind.set(pod.name, { workload, pod });
  }
  // istiod waits for the pod that an endpoint names. Where not all pods are listed, none is missed.
  const complete = behind.size > 0 && workloads.every((w) => w.podsOmitted === 0);
  return slices
    .flatMap((slice) => slice.endpoints)
    .filter(({ pod }) => pod === null || behind.has(pod) || !complete)
    .flatMap(({ addresses, pod, ready }) =>
      addresses.slice(0, 1).map((address) => {
        const found = pod === null ? undefined : behind.get(pod);
        const labels = found ? labelsOf(found.workload, found.pod) : {};
        return {
          address,
          port,
          labels,
          workload: found?.workload ?? null,
          pod,
          entry: null,
          account: null,
          ...placeOf(labels),
          ready,
        };
      }),
    );
}

/**
 * The pods of a service without an address that stand at one: of a headless service be they ready or not, of a ServiceEntry the ready ones
 * that it selects.
 */
export function podsAt(
  index: MeshIndex,
  service: MeshService,
  { address, port }: Pick<MeshEndpoint, "address" | "port">,
): readonly MeshEndpoint[] {
  const { selector } = service;
  const called: MeshPort = { name: "", port, protocol: "tcp", targetPort: null };
  const selected = () => (selector === null ? [] : ofPods(index, service, called, selector));
  const all = service.kubernetes ? allPods(index, service, port) : selected();
  return all.filter((pod) => pod.address === address);
}

function allPods(index: MeshIndex, { resource }: MeshService, port: number): readonly Listed[] {
  if (resource.kind !== "Service") return [];
  return endpointsIn(index, resource, index.slicesOf(resource), port);
}

/** The pods that the name of a headless service leads to: the ready ones, or without any all there are; at the called port. */
export function podsBehind(
  index: MeshIndex,
  service: MeshService,
  port: number,
): readonly MeshEndpoint[] {
  const all = allPods(index, service, port);
  const ready = all.filter((e) => e.ready);
  return ready.length > 0 ? ready : all;
}

const labelsOf = (workload: WorkloadResource, pod: PodSummary): Labels =>
  pod.ownLabels ? { ...workload.podLabels, ...pod.ownLabels } : workload.podLabels;

/** Pods that a ServiceEntry selects: of its own namespace. */
function ofPods(
  index: MeshIndex,
  service: MeshService,
  port: MeshPort,
  selector: Labels,
): readonly MeshEndpoint[] {
  const { cluster, namespace } = service.meta;
  return index.inNamespace("Workload", cluster, namespace).flatMap((workload) =>
    workload.pods
      .filter((pod) => pod.ready && !pod.terminating && pod.ip !== null)
      .filter((pod) => selects(selector, labelsOf(workload, pod)))
      .flatMap((pod) => {
        const target = targetPort(port, workload);
        if (target === null || pod.ip === null) return [];
        const labels = labelsOf(workload, pod);
        const by = { entry: null, account: null };
        const at = placeOf(labels);
        return [{ address: pod.ip, port: target, labels, workload, pod: pod.name, ...by, ...at }];
      }),
  );
}

function targetPort(port: MeshPort, workload: WorkloadResource): number | null {
  if (typeof port.targetPort !== "string") return port.targetPort ?? port.port;
  return workload.containerPorts.find((p) => p.name === port.targetPort)?.port ?? null;
}

/** WorkloadEntries with the labels, of the service's own namespace. Source: `serviceregistry/serviceentry` WorkloadEntry handlers. */
function ofEntries(
  index: MeshIndex,
  service: MeshService,
  port: MeshPort,
  selector: Labels | null,
): readonly MeshEndpoint[] {
  if (selector === null) return [];
  const { cluster, namespace } = service.meta;
  return index
    .inNamespace("WorkloadEntry.networking.istio.io", cluster, namespace)
    .filter((entry) => selects(selector, entryLabels(entry)))
    .flatMap((entry) => {
      const address = text(entry.spec, "address");
      if (address === null) return [];
      const target = service.kubernetes
        ? standInPort(entry.spec, port)
        : entryPort(entry.spec, port);
      if (target === null) return [];
      return [external(entry, address, target, entryLabels(entry), entry.spec)];
    });
}

const entryLabels = (entry: ConfigResource): Labels => ({
  ...entry.meta.labels,
  ...textMap(entry.spec, "labels"),
});

function ofInline(entry: ConfigResource, spec: Spec, port: MeshPort): readonly MeshEndpoint[] {
  const address = text(spec, "address");
  if (address === null) return [];
  return [external(entry, address, entryPort(spec, port), textMap(spec, "labels"), spec)];
}

/**
 * A target port that has a name is the entry's port of that name, if it has one; else the entry's port of the service port's name counts,
 * and then the number. Source: istio/istio `pilot/pkg/serviceregistry/kube/controller/controller.go` serviceInstanceFromWorkloadInstance.
 */
function standInPort(spec: Spec, { name, targetPort, port }: MeshPort): number | null {
  const ports = child(spec, "ports") ?? emptySpec;
  if (typeof targetPort === "string") return numeral(ports, targetPort);
  return numeral(ports, name) ?? targetPort ?? port;
}

/** The endpoint's own port of that name, else the service's target port. */
function entryPort(spec: Spec, port: MeshPort): number {
  const own = numeral(child(spec, "ports") ?? {}, port.name);
  return own ?? (typeof port.targetPort === "number" ? port.targetPort : port.port);
}

const external = (
  entry: ConfigResource,
  address: string,
  port: number,
  labels: Labels,
  spec: Spec = emptySpec,
): MeshEndpoint => ({
  ...{ address, port, labels, entry, workload: null, pod: null },
  account: text(spec, "serviceAccount") || null,
  locality: text(spec, "locality") || (localityOf(labels) ?? ""),
  weight: Math.max(1, numeral(spec, "weight") ?? 1),
});

const placeOf = (labels: Labels) => ({ locality: localityOf(labels), weight: 1 });

/**
 * The locality that pods are told by a label, which goes before their node's; dots stand for slashes there. `null` without the label.
 *
 * Source: istio/istio `pkg/model/proxy.go` GetLocalityLabel; Istio 1.29 change notes for `topology.istio.io/locality`, which goes before the
 * other and which no earlier version knows.
 */
export const localityOf = (labels: Labels): string | null => {
  const label = labels["topology.istio.io/locality"] || (labels["istio-locality"] ?? "");
  if (label === "") return null;
  return label.includes("/") ? label : label.replaceAll(".", "/");
};
