import type { ConfigResource, Labels, ResourceMeta, ServiceResource } from "../../model/resource";
import { serviceHostname } from "../spec/host-names";
import type { MeshSettings } from "../spec/mesh-settings";
import { type PortProtocol, protocolByName, protocolOf } from "../spec/port-protocol";
import { child, children, numeral, type Spec, text, textMap, texts } from "../spec/read-spec";
import { serviceExportTo } from "../spec/visibility";

/**
 * How the proxy finds the servers of a service. `registry`: from the registry's endpoints; `dns`: by names that it resolves itself;
 * `passthrough`: the called address (headless services, resolution NONE); `alias`: it stands for another service (ExternalName).
 */
export type Resolution = "registry" | "dns" | "passthrough" | "alias";

export type MeshPort = {
  readonly name: string;
  readonly port: number;
  readonly protocol: PortProtocol;
  /** Number or name of the workload's port; `null` when it equals `port`. */
  readonly targetPort: number | string | null;
};

/** One host of istiod's service registry: a Kubernetes Service, or one host and address of a ServiceEntry. */
export type MeshService = {
  /** In lower case, as requests are compared with it. */
  readonly hostname: string;
  /** As it is written: destinations, DestinationRules and connections are compared with that, letter by letter. */
  readonly written: string;
  readonly resource: ServiceResource | ConfigResource;
  readonly meta: ResourceMeta;
  readonly kubernetes: boolean;
  readonly resolution: Resolution;
  readonly ports: readonly MeshPort[];
  /** Where clients reach it: addresses, or ranges (`10.9.0.0/16`). Empty: at any address. */
  readonly addresses: readonly string[];
  /** Its own; `null`: the mesh's default. */
  readonly exportTo: readonly string[] | null;
  /** Outside the mesh by its own word (`MESH_EXTERNAL`). */
  readonly external: boolean;
  readonly selector: Labels | null;
  /** Of an alias: the host it stands for. */
  readonly aliasOf: string | null;
};

/** A Kubernetes service as the registry has it. Source: istio/istio `pilot/pkg/serviceregistry/kube/conversion.go` ConvertService. */
export function kubernetesService(service: ServiceResource, settings: MeshSettings): MeshService {
  const { name, namespace } = service.meta;
  const exportTo = serviceExportTo(service, []);
  const hostname = serviceHostname(name, namespace, settings);
  return {
    hostname,
    written: hostname,
    resource: service,
    meta: service.meta,
    kubernetes: true,
    resolution:
      service.externalName !== null ? "alias" : service.headless ? "passthrough" : "registry",
    ports: service.ports.map((p) => ({
      name: p.name,
      port: p.port,
      protocol: protocolOf(p),
      targetPort: p.targetPort,
    })),
    addresses: service.clusterIps,
    exportTo: exportTo.length > 0 ? exportTo : null,
    external: service.externalName !== null,
    selector: service.selector,
    aliasOf: service.externalName?.toLowerCase() ?? null,
  };
}

/**
 * The hosts of a ServiceEntry as the registry has them: one for each host and address.
 * Source: istio/istio `pilot/pkg/serviceregistry/serviceentry/conversion.go` convertServices.
 *
 * @param allocated whether proxies use the addresses that istiod gives to hosts without any; see `usesAllocated`
 */
export function entryServices(entry: ConfigResource, allocated: boolean): readonly MeshService[] {
  const { spec } = entry;
  const exportTo = texts(spec, "exportTo");
  const selector = child(spec, "workloadSelector");
  const addresses = texts(spec, "addresses").map(withoutFullMask);
  const common = {
    resource: entry,
    meta: entry.meta,
    kubernetes: false,
    resolution: entryResolution(text(spec, "resolution")),
    ports: children(spec, "ports").flatMap(entryPort),
    exportTo: exportTo.length > 0 ? exportTo : null,
    external: (text(spec, "location") ?? "MESH_EXTERNAL") === "MESH_EXTERNAL",
    selector: selector ? textMap(selector, "labels") : null,
    aliasOf: null,
  };
  const at = addresses.length > 0 ? addresses.map((a) => [a]) : [[]];
  return texts(spec, "hosts").flatMap((host) => {
    const given = allocated && addresses.length === 0 ? allocatedTo(entry, host) : [];
    return (given.length > 0 ? [given] : at).map((one) => ({
      ...common,
      hostname: host.toLowerCase(),
      written: host,
      addresses: one,
    }));
  });
}

/**
 * The addresses that istiod has given to a host, as the object's status says; none for wildcards and resolution NONE.
 * Source: istio/istio `pilot/pkg/serviceregistry/util/autoallocate.go` GetHostAddressesFromConfig, `pilot/pkg/controllers/ipallocate/ipallocate.go`.
 */
const allocatedTo = ({ status }: ConfigResource, host: string): readonly string[] =>
  children(status ?? {}, "addresses").flatMap((a) =>
    text(a, "host") === host ? (text(a, "value") ?? []) : [],
  );

/**
 * Whether the mesh's proxies answer names themselves, and so use addresses that istiod gives.
 * Source: istio/istio `pilot/pkg/model/service.go` GetAddressForProxy (DNSCapture).
 */
export const usesAllocated = ({ proxyMetadata }: MeshSettings): boolean =>
  proxyMetadata["ISTIO_META_DNS_CAPTURE"] === "true";

/** A range of one address is that address. */
const withoutFullMask = (address: string): string =>
  address.includes(":") ? address.replace(/\/128$/, "") : address.replace(/\/32$/, "");

function entryResolution(resolution: string | null): Resolution {
  if (resolution === null || resolution === "NONE") return "passthrough";
  return resolution === "STATIC" ? "registry" : "dns";
}

function entryPort(spec: Spec): readonly MeshPort[] {
  const port = numeral(spec, "number");
  if (port === null) return [];
  const protocol = text(spec, "protocol") ?? "";
  return [
    {
      name: text(spec, "name") ?? "",
      port,
      protocol: protocol === "" ? "auto" : protocolByName(protocol, null, 0),
      targetPort: numeral(spec, "targetPort"),
    },
  ];
}

/** Whether requests on a port may be routed as HTTP: it says so, or the proxy looks at the first bytes. */
export const routesHttp = (port: MeshPort): boolean =>
  port.protocol === "http" || port.protocol === "auto";

export const portOf = (service: MeshService, port: number): MeshPort | null =>
  service.ports.find((p) => p.port === port) ?? null;
