import { memoPerIndex } from "../../../model/memo-per-index";
import type { MeshIndex } from "../../../model/mesh-index";
import type { ConfigResource, ServiceResource } from "../../../model/resource";
import type { GatewayServer, ServerTls } from "../../gateway/gateway-server";
import { serviceHostname } from "../../spec/host-names";
import type { MeshSettings } from "../../spec/mesh-settings";
import { child, children, emptySpec, numeral, type Spec, text } from "../../spec/read-spec";
import { isSince } from "../../spec/versions";
import { servesUnstable } from "../unstable";
import { certificatesHold } from "./certificates";
import { gatewayController } from "./gateway-class";
import { listenerSetsOf } from "./listener-sets";
import { namespacesAllowed } from "./namespaces-allowed";

/** A listener of a Gateway or of a ListenerSet. */
export type GatewayListener = {
  /** The object that holds it: what routes name as their parent. */
  readonly parent: ConfigResource;
  /** The Gateway whose pods serve it. */
  readonly gateway: ConfigResource;
  readonly section: string;
  readonly protocol: string;
  /** As written; empty: any. */
  readonly hostname: string;
  /** Kinds of routes that it takes. */
  readonly kinds: readonly string[];
  readonly server: GatewayServer;
  /** Whether istiod serves it: protocol known, certificates in order. */
  readonly valid: boolean;
  /** Full names of the Services in front of the Gateway's pods. */
  readonly services: readonly string[];
};

/**
 * All listeners of a cluster's Gateways that istiod serves itself. Those of waypoints are none: routes are not attached to them.
 * Source: istio/istio `pilot/pkg/config/kube/gateway/gateway_collection.go`, `conversion.go` buildListener.
 */
export function listenersIn(
  index: MeshIndex,
  cluster: string,
  settings: MeshSettings,
): readonly GatewayListener[] {
  const known = listenersKnown(index);
  const byCluster = known.get(settings) ?? new Map<string, readonly GatewayListener[]>();
  known.set(settings, byCluster);
  const listeners = byCluster.get(cluster) ?? readListeners(index, cluster, settings);
  byCluster.set(cluster, listeners);
  return listeners;
}

const listenersKnown = memoPerIndex<WeakMap<MeshSettings, Map<string, readonly GatewayListener[]>>>(
  () => new WeakMap(),
);

function readListeners(
  index: MeshIndex,
  cluster: string,
  settings: MeshSettings,
): readonly GatewayListener[] {
  return index
    .all("Gateway.gateway.networking.k8s.io")
    .filter((g) => g.meta.cluster === cluster && gatewayController(index, g) === "gateway")
    .flatMap((gateway) => {
      const services = gatewayServices(gateway, settings);
      const parents = [gateway, ...listenerSetsOf(index, gateway)];
      return parents.flatMap((parent) =>
        children(parent.spec, "listeners").map((spec, i) =>
          readListener(index, { parent, gateway, services }, spec, i, settings),
        ),
      );
    });
}

function readListener(
  index: MeshIndex,
  of: Pick<GatewayListener, "parent" | "gateway" | "services">,
  spec: Spec,
  i: number,
  settings: MeshSettings,
): GatewayListener {
  const { namespace } = of.parent.meta;
  const section = text(spec, "name") ?? "";
  const protocol = text(spec, "protocol") ?? "";
  const hostname = (text(spec, "hostname") ?? "").toLowerCase();
  const allowed = namespacesAllowed(index, of.parent, child(spec, "allowedRoutes"));
  const host = hostname === "" ? "*" : hostname;
  return {
    ...of,
    section,
    protocol,
    hostname,
    kinds: kindsOf(spec, protocol, settings),
    services: of.services,
    valid:
      isServed(index, of.parent, protocol, settings) &&
      certificatesHold(index, of.parent, child(spec, "tls"), settings),
    server: {
      gateway: of.parent,
      path: `listeners[${i}]`,
      name: `${namespace}/${internalName(of.parent.meta.name, section, settings)}`,
      port: numeral(spec, "port") ?? 0,
      portName: "default",
      protocol,
      bind: "",
      // Where no namespace is let in its name is asked for all the same: `conversion.go` buildHostnameMatch.
      hosts:
        allowed.length === 0
          ? [`~/${host}`]
          : allowed.map((ns) => (ns === "*" ? host : `${ns}/${host}`)),
      tls: listenerTls(child(spec, "tls"), of.parent, numeral(spec, "port")),
    },
  };
}

/** Source: `conversion.go` listenerProtocolToIstio; executed against istiod 1.30.3. */
function isServed(
  index: MeshIndex,
  { meta }: ConfigResource,
  protocol: string,
  settings: MeshSettings,
): boolean {
  if (protocol === "HTTP" || protocol === "HTTPS") return true;
  if (protocol === "TLS" && isSince(settings, "tls-routes")) return true;
  return (protocol === "TLS" || protocol === "TCP") && servesUnstable(index, meta.cluster);
}

/** Source: istio/istio `pkg/config/gateway/kube/gateway.go` InternalGatewayName. */
function internalName(gateway: string, listener: string, settings: MeshSettings): string {
  const joint = isSince(settings, "tilde-in-gateway-names") ? "~" : "-";
  return [gateway, "istio-autogenerated-k8s-gateway", listener].join(joint);
}

const ROUTES = ["HTTPRoute", "GRPCRoute"];

/** Source: istio/istio `pilot/pkg/config/kube/gateway/conditions.go` generateSupportedKinds. */
function kindsOf(spec: Spec, protocol: string, settings: MeshSettings): readonly string[] {
  const supported =
    protocol === "HTTP" || protocol === "HTTPS"
      ? ROUTES
      : protocol === "TCP"
        ? ["TCPRoute"]
        : protocol === "TLS"
          ? tlsKinds(spec, settings)
          : [];
  const wanted = children(child(spec, "allowedRoutes") ?? emptySpec, "kinds");
  if (wanted.length === 0) return supported;
  return supported.filter((kind) =>
    wanted.some((w) => text(w, "kind") === kind && (text(w, "group") ?? GROUP) === GROUP),
  );
}

const GROUP = "gateway.networking.k8s.io";

function tlsKinds(spec: Spec, settings: MeshSettings): readonly string[] {
  if (text(child(spec, "tls") ?? emptySpec, "mode") === "Passthrough") return ["TLSRoute"];
  return isSince(settings, "tls-routes") ? ["TLSRoute", "TCPRoute"] : ["TCPRoute"];
}

/** Source: `conversion.go` buildTLS. */
function listenerTls(
  tls: Spec | null,
  { meta }: ConfigResource,
  port: number | null,
): ServerTls | null {
  if (tls === null) return null;
  if (text(tls, "mode") === "Passthrough") {
    const east = meta.labels["topology.istio.io/network"] !== undefined;
    const own = meta.labels["networking.istio.io/gatewayPort"] ?? "15443";
    const auto = east && String(port) === own;
    return { mode: auto ? "AUTO_PASSTHROUGH" : "PASSTHROUGH", httpsRedirect: false };
  }
  const wanted = text(child(tls, "options") ?? emptySpec, "gateway.istio.io/tls-terminate-mode");
  const mode =
    wanted === "MUTUAL" || wanted === "OPTIONAL_MUTUAL" || wanted === "ISTIO_MUTUAL"
      ? wanted
      : "SIMPLE";
  return { mode, httpsRedirect: false };
}

/**
 * Full names of the Services that stand for a Gateway: the one istiod makes, or those that `addresses` names.
 * Source: `conversion.go` extractGatewayServices, IsManaged.
 */
export function gatewayServices(
  gateway: ConfigResource,
  settings: MeshSettings,
): readonly string[] {
  const { name, namespace, annotations } = gateway.meta;
  const addresses = children(gateway.spec, "addresses");
  const [only] = addresses;
  const byAddress = (a: Spec) => (text(a, "type") ?? "IPAddress") === "IPAddress";
  if (!only || (addresses.length === 1 && byAddress(only))) {
    const own = annotations["gateway.istio.io/name-override"];
    const made = `${name}-${text(gateway.spec, "gatewayClassName") ?? ""}`;
    return [serviceHostname(own || made, namespace, settings)];
  }
  return addresses
    .filter((a) => (text(a, "type") ?? "Hostname") === "Hostname")
    .map((a) => text(a, "value") ?? "")
    .map((host) => (host.includes(".") ? host : serviceHostname(host, namespace, settings)));
}

/** Whether a Service is among them; it must stand beside its Gateway. */
export function standsFor(
  service: ServiceResource,
  services: readonly string[],
  gateway: ConfigResource,
  settings: MeshSettings,
): boolean {
  const { name, namespace } = service.meta;
  return (
    namespace === gateway.meta.namespace &&
    services.includes(serviceHostname(name, namespace, settings))
  );
}
