import type { MeshIndex } from "../../model/mesh-index";
import { type ConfigResource, refOf, type WorkloadResource } from "../../model/resource";
import { attachesTo, policiesOn } from "../../policy/attachment";
import { mtlsInForce } from "../../policy/peer-authentication";
import { istioGatewaysOf, kubernetesGatewaysOf } from "../gateway/gateways-of";
import { agesKnown } from "../spec/age";
import { envoyFiltersOf } from "../spec/envoy-filters";
import type { MeshSettings } from "../spec/mesh-settings";
import { child } from "../spec/read-spec";
import { sidecarFor } from "../spec/sidecar-scope";
import type { AppliedObject, AppliedRole } from "./applied-object";

/** Objects in force for a workload's own proxy. A workload without a proxy has none but those that select it as a gateway. */
export function workloadObjects(
  index: MeshIndex,
  workload: WorkloadResource,
  settings: MeshSettings,
): readonly AppliedObject[] {
  if (workload.proxy === "none") return [];
  return [
    ...gatewayObjects(index, workload, settings),
    ...sidecarObjects(index, workload, settings),
    ...serverObjects(index, workload, settings),
    ...extensionObjects(index, workload, settings),
  ];
}

const certainOn = (workload: WorkloadResource): boolean =>
  workload.proxy === "sidecar" || workload.proxy === "gateway";

function gatewayObjects(
  index: MeshIndex,
  workload: WorkloadResource,
  settings: MeshSettings,
): readonly AppliedObject[] {
  if (workload.proxy !== "gateway") return [];
  const all: ConfigResource[] = [
    ...istioGatewaysOf(index, workload, settings),
    ...kubernetesGatewaysOf(index, workload, settings),
  ];
  return all.map((g) => ({
    ref: refOf(g),
    role: "gateway",
    path: child(g.spec, "selector") ? "selector" : "",
    certain: true,
  }));
}

function sidecarObjects(
  index: MeshIndex,
  workload: WorkloadResource,
  settings: MeshSettings,
): readonly AppliedObject[] {
  if (workload.proxy !== "sidecar") return [];
  const sidecar = sidecarFor(index, workload, settings);
  if (!sidecar) return [];
  const rivals = index.inNamespace(
    "Sidecar.networking.istio.io",
    sidecar.meta.cluster,
    sidecar.meta.namespace,
  );
  const path = child(sidecar.spec, "egress") || sidecar.spec["egress"] ? "egress" : "";
  return [{ ref: refOf(sidecar), role: "sidecar", path, certain: agesKnown(rivals) }];
}

/** What the server side asks of its clients: mTLS, authorization, tokens. */
export function serverObjects(
  index: MeshIndex,
  workload: WorkloadResource,
  settings: MeshSettings,
): readonly AppliedObject[] {
  if (workload.proxy === "none") return [];
  const ports = [
    null,
    ...workload.containerPorts.map((p) => p.port),
    ...portsOfServices(index, workload),
  ];
  const mtls = ports.flatMap((port): AppliedObject[] => {
    const { by, path, uncertain } = mtlsInForce(index, workload, port, settings);
    return by ? [{ ref: by, role: "mtls", path, certain: uncertain.length === 0 }] : [];
  });
  const authorization = policiesOn(index, workload, settings).map((p) =>
    applied(p, "authorization", certainOn(workload)),
  );
  const tokens = selecting(index, "RequestAuthentication.security.istio.io", workload, settings);
  return [
    ...mtls,
    ...authorization,
    ...tokens.map((p) => applied(p, "request-authentication", certainOn(workload))),
  ];
}

/** Container ports that services target by number, for settings of single ports. */
function portsOfServices(index: MeshIndex, workload: WorkloadResource): readonly number[] {
  return index
    .servicesOf(workload)
    .flatMap((s) => s.ports.map((p) => p.targetPort ?? p.port))
    .filter((p) => typeof p === "number");
}

const EXTENSIONS = [
  ["Telemetry.telemetry.istio.io", "telemetry"],
  ["WasmPlugin.extensions.istio.io", "wasm"],
  ["TrafficExtension.extensions.istio.io", "wasm"],
  ["ProxyConfig.networking.istio.io", "proxy-config"],
] as const;

/** What is added to the proxy: telemetry settings, plug-ins, EnvoyFilters. */
export function extensionObjects(
  index: MeshIndex,
  workload: WorkloadResource,
  settings: MeshSettings,
): readonly AppliedObject[] {
  const found = EXTENSIONS.flatMap(([kind, role]) =>
    selecting(index, kind, workload, settings).map((r) => applied(r, role, certainOn(workload))),
  );
  const filters = envoyFiltersOf(index, workload, settings);
  return [...found, ...filters.map((f) => applied(f, "envoy-filter", certainOn(workload)))];
}

type SelectingKind = (typeof EXTENSIONS)[number][0] | "RequestAuthentication.security.istio.io";

/** Objects of the root namespace and of the workload's that select its pods, or all pods. */
function selecting(
  index: MeshIndex,
  kind: SelectingKind,
  workload: WorkloadResource,
  settings: MeshSettings,
): readonly ConfigResource[] {
  const { cluster, namespace } = workload.meta;
  return [...new Set([namespace, settings.rootNamespace])]
    .flatMap((ns): readonly ConfigResource[] => index.inNamespace(kind, cluster, ns))
    .filter((r) => attachesTo(r, { workload }, settings));
}

/** The deciding place of an object that is attached to pods: its selector, or the whole object. */
function applied(resource: ConfigResource, role: AppliedRole, certain: boolean): AppliedObject {
  const place = ["selector", "workloadSelector", "targetRefs", "targetRef"].find(
    (key) => resource.spec[key] !== undefined,
  );
  return { ref: refOf(resource), role, path: place ?? "", certain };
}
