import type { RawObject } from "../model/inventory";
import { selects } from "../model/mesh-index";
import { containerPortsOf } from "../model/raw/containers";
import { labelsOf } from "../model/raw/meta";
import { type Raw, recordAt, recordsAt, stringsAt, textAt } from "../model/raw/value";

/**
 * The endpoint slices that the endpoint controller would make of these services and pods: for files that have pods and no slices, as
 * `kubectl get services,pods -o yaml` writes them. One slice for each set of target ports.
 *
 * source: kubernetes `pkg/controller/endpointslice`; a port whose name no container has is left out.
 */
export function endpointSlicesOf(
  services: readonly RawObject[],
  pods: readonly RawObject[],
): readonly RawObject[] {
  const byNamespace = new Map<string, RawObject[]>();
  for (const pod of pods.filter(isAddressed)) {
    const namespace = namespaceOf(pod);
    byNamespace.set(namespace, [...(byNamespace.get(namespace) ?? []), pod]);
  }
  return services.flatMap((service) => {
    const selector = stringsAt(recordAt(service, "spec"), "selector");
    const behind = (byNamespace.get(namespaceOf(service)) ?? []).filter((pod) =>
      selects(selector, labelsOf(pod)),
    );
    return slicesOf(service, behind);
  });
}

const namespaceOf = (object: Raw): string =>
  textAt(recordAt(object, "metadata"), "namespace") ?? "";
const nameOf = (object: Raw): string => textAt(recordAt(object, "metadata"), "name") ?? "";

const ENDED = ["Succeeded", "Failed"];

function isAddressed(pod: RawObject): boolean {
  const status = recordAt(pod, "status");
  return textAt(status, "podIP") !== null && !ENDED.includes(textAt(status, "phase") ?? "");
}

function slicesOf(service: RawObject, pods: readonly RawObject[]): readonly RawObject[] {
  const slices = new Map<string, { ports: readonly Raw[]; endpoints: Raw[] }>();
  for (const pod of pods) {
    const ports = portsOf(service, pod);
    const key = JSON.stringify(ports);
    const slice = slices.get(key) ?? { ports, endpoints: [] };
    slice.endpoints.push(endpointOf(pod));
    slices.set(key, slice);
  }
  const name = nameOf(service);
  return [...slices.values()].map((slice, i) => ({
    apiVersion: "discovery.k8s.io/v1",
    kind: "EndpointSlice",
    metadata: {
      name: `${name}-${i}`,
      namespace: namespaceOf(service),
      labels: { "kubernetes.io/service-name": name },
    },
    ...slice,
  }));
}

function portsOf(service: RawObject, pod: RawObject): readonly Raw[] {
  const declared = containerPortsOf(recordAt(pod, "spec"));
  return recordsAt(recordAt(service, "spec"), "ports").flatMap((port) => {
    const target = port["targetPort"] ?? port["port"];
    const number =
      typeof target === "string" ? declared.find((p) => p.name === target)?.port : target;
    return typeof number === "number" ? [{ name: textAt(port, "name") ?? "", port: number }] : [];
  });
}

function endpointOf(pod: RawObject): Raw {
  const status = recordAt(pod, "status");
  const ready = recordsAt(status, "conditions").some(
    (c) => textAt(c, "type") === "Ready" && textAt(c, "status") === "True",
  );
  return {
    addresses: [textAt(status, "podIP")],
    conditions: { ready },
    targetRef: { kind: "Pod", name: nameOf(pod) },
  };
}
