import type { ConfigKind } from "../../model/kinds";
import { isJsonList, isJsonObject, type Json } from "../json";
import type { SchemaNode } from "./schema";
import { objectSchema } from "./validate-object";

/** The schemas of one kind by version of its API, and where they were taken from. */
export type BundledSchema = {
  readonly source: string;
  /** The schema of an `apiVersion`'s version (`v1`); `null` for a version that the kind does not have. */
  readonly ofVersion: (version: string) => SchemaNode | null;
  /** The same as `openAPIV3Schema`, as a cluster would serve it. */
  readonly openApiOf: (version: string) => Json | null;
};

type Load = () => Promise<{ readonly default: Json }>;

/** One file per kind, loaded when it is asked for. Made by `tools/make-schemas.mjs`. */
const FILES: Partial<Readonly<Record<ConfigKind, Load>>> = {
  "VirtualService.networking.istio.io": () =>
    import("./bundled/networking.istio.io/virtual-service.json"),
  "DestinationRule.networking.istio.io": () =>
    import("./bundled/networking.istio.io/destination-rule.json"),
  "Gateway.networking.istio.io": () => import("./bundled/networking.istio.io/gateway.json"),
  "ServiceEntry.networking.istio.io": () =>
    import("./bundled/networking.istio.io/service-entry.json"),
  "Sidecar.networking.istio.io": () => import("./bundled/networking.istio.io/sidecar.json"),
  "WorkloadEntry.networking.istio.io": () =>
    import("./bundled/networking.istio.io/workload-entry.json"),
  "WorkloadGroup.networking.istio.io": () =>
    import("./bundled/networking.istio.io/workload-group.json"),
  "EnvoyFilter.networking.istio.io": () =>
    import("./bundled/networking.istio.io/envoy-filter.json"),
  "ProxyConfig.networking.istio.io": () =>
    import("./bundled/networking.istio.io/proxy-config.json"),
  "AuthorizationPolicy.security.istio.io": () =>
    import("./bundled/security.istio.io/authorization-policy.json"),
  "PeerAuthentication.security.istio.io": () =>
    import("./bundled/security.istio.io/peer-authentication.json"),
  "RequestAuthentication.security.istio.io": () =>
    import("./bundled/security.istio.io/request-authentication.json"),
  "Telemetry.telemetry.istio.io": () => import("./bundled/telemetry.istio.io/telemetry.json"),
  "WasmPlugin.extensions.istio.io": () => import("./bundled/extensions.istio.io/wasm-plugin.json"),
  "TrafficExtension.extensions.istio.io": () =>
    import("./bundled/extensions.istio.io/traffic-extension.json"),
  "GatewayClass.gateway.networking.k8s.io": () =>
    import("./bundled/gateway.networking.k8s.io/gateway-class.json"),
  "Gateway.gateway.networking.k8s.io": () =>
    import("./bundled/gateway.networking.k8s.io/gateway.json"),
  "HTTPRoute.gateway.networking.k8s.io": () =>
    import("./bundled/gateway.networking.k8s.io/http-route.json"),
  "GRPCRoute.gateway.networking.k8s.io": () =>
    import("./bundled/gateway.networking.k8s.io/grpc-route.json"),
  "TLSRoute.gateway.networking.k8s.io": () =>
    import("./bundled/gateway.networking.k8s.io/tls-route.json"),
  "TCPRoute.gateway.networking.k8s.io": () =>
    import("./bundled/gateway.networking.k8s.io/tcp-route.json"),
  "UDPRoute.gateway.networking.k8s.io": () =>
    import("./bundled/gateway.networking.k8s.io/udp-route.json"),
  "ListenerSet.gateway.networking.k8s.io": () =>
    import("./bundled/gateway.networking.k8s.io/listener-set.json"),
  "BackendTLSPolicy.gateway.networking.k8s.io": () =>
    import("./bundled/gateway.networking.k8s.io/backend-tls-policy.json"),
  "ReferenceGrant.gateway.networking.k8s.io": () =>
    import("./bundled/gateway.networking.k8s.io/reference-grant.json"),
  "XBackendTrafficPolicy.gateway.networking.x-k8s.io": () =>
    import("./bundled/gateway.networking.x-k8s.io/x-backend-traffic-policy.json"),
  "XMesh.gateway.networking.x-k8s.io": () =>
    import("./bundled/gateway.networking.x-k8s.io/x-mesh.json"),
};

/** Kinds that have a bundled schema; of the others only the cluster knows one. */
// Every key of FILES is a ConfigKind.
export const bundledKinds = Object.keys(FILES) as readonly ConfigKind[];

const loaded = new Map<ConfigKind, Promise<BundledSchema>>();

/** The bundled schemas of a kind, read once; `null` for a kind without. Which release they are of stands in `source`. */
export async function loadBundledSchema(kind: ConfigKind): Promise<BundledSchema | null> {
  const known = loaded.get(kind);
  if (known !== undefined) return known;
  const load = FILES[kind];
  if (load === undefined) return null;
  const reading = load().then(({ default: file }) => readBundle(file));
  loaded.set(kind, reading);
  return reading;
}

function readBundle(file: Json): BundledSchema {
  const { source, schemas } = isJsonObject(file) ? file : {};
  const entries = isJsonList(schemas) ? schemas : [];
  const byVersion = new Map(
    entries.flatMap((entry) => {
      const openApi = isJsonObject(entry) ? entry["schema"] : undefined;
      if (!isJsonObject(entry) || openApi === undefined) return [];
      const schema = objectSchema(openApi);
      const versions = isJsonList(entry["versions"]) ? entry["versions"] : [];
      return versions.map((version) => [version, { schema, openApi }] as const);
    }),
  );
  return {
    source: typeof source === "string" ? source : "",
    ofVersion: (version) => byVersion.get(version)?.schema ?? null,
    openApiOf: (version) => byVersion.get(version)?.openApi ?? null,
  };
}
