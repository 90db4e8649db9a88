import { bareKind } from "../../../model/kinds";
import type { ConfigResource } from "../../../model/resource";
import { hostsOverlap, isInside } from "../../spec/host-names";
import { children, numeral, type Spec, text, texts } from "../../spec/read-spec";
import type { GatewayListener } from "./listeners";

/** A route at a listener, for the hosts that the listener leaves it. */
export type Attachment = {
  readonly route: ConfigResource;
  readonly listener: GatewayListener;
  readonly hosts: readonly string[];
};

const GATEWAY_GROUP = "gateway.networking.k8s.io";

/**
 * The listeners that a route is attached to: those of its parents, by section and port, that take its kind and namespace and share a
 * host with it. Each host belongs to the listener with the closest hostname among those of one parent, port and protocol.
 *
 * Source: istio/istio `pilot/pkg/config/kube/gateway/conversion.go` extractParentReferenceInfo, referenceAllowed,
 * hostnameAllowedByIsolation.
 */
export function attachmentsOf(
  route: ConfigResource,
  listeners: readonly GatewayListener[],
): readonly Attachment[] {
  return children(route.spec, "parentRefs").flatMap((parent) => {
    const siblings = listeners.filter((l) => isParent(parent, route, l.parent));
    return siblings
      .filter((l) => takes(l, parent, route))
      .flatMap((listener) => {
        const hosts = hostsAt(route, listener, siblings);
        return hosts.length === 0 ? [] : [{ route, listener, hosts }];
      });
  });
}

const isParent = (ref: Spec, route: ConfigResource, parent: ConfigResource): boolean =>
  (text(ref, "group") ?? GATEWAY_GROUP) === GATEWAY_GROUP &&
  (text(ref, "kind") ?? "Gateway") === bareKind(parent.kind) &&
  text(ref, "name") === parent.meta.name &&
  (text(ref, "namespace") ?? route.meta.namespace) === parent.meta.namespace;

function takes(listener: GatewayListener, ref: Spec, route: ConfigResource): boolean {
  const port = numeral(ref, "port");
  const section = text(ref, "sectionName");
  return (
    (port === null || port === 0 || port === listener.server.port) &&
    (section === null || section === listener.section) &&
    listener.kinds.includes(bareKind(route.kind)) &&
    sharesHost(listener, route)
  );
}

function sharesHost({ server }: GatewayListener, route: ConfigResource): boolean {
  const wanted = hostnamesOf(route);
  return server.hosts.some((entry) => {
    const [namespace, host] = entry.includes("/") ? entry.split("/", 2) : ["*", entry];
    const here = namespace === "*" || namespace === route.meta.namespace;
    return here && wanted.some((w) => hostsOverlap(host ?? "", w));
  });
}

/** TCP routes know no hosts. */
function hostnamesOf(route: ConfigResource): readonly string[] {
  const own = bareKind(route.kind) === "TCPRoute" ? [] : texts(route.spec, "hostnames");
  return own.length === 0 ? ["*"] : own.map((h) => h.toLowerCase());
}

function hostsAt(
  route: ConfigResource,
  listener: GatewayListener,
  siblings: readonly GatewayListener[],
): readonly string[] {
  const hosts = hostnamesOf(route);
  const kind = bareKind(route.kind);
  if (kind === "TCPRoute") return hosts;
  if (kind === "TLSRoute") return hosts.flatMap((host) => narrower(host, listener.hostname || "*"));
  const others = siblings
    .filter((l) => l !== listener && l.server.port === listener.server.port)
    .filter((l) => l.protocol === listener.protocol && l.hostname !== listener.hostname)
    .map((l) => l.hostname);
  return hosts.filter((host) => belongs(host, listener.hostname, others));
}

function belongs(host: string, own: string, others: readonly string[]): boolean {
  if (own !== "" && !own.startsWith("*")) return true;
  if (own !== "" && !hostsOverlap(host, own)) return false;
  return others.every((other) => own.length > other.length || !isInside(host, other));
}

/** The host that both cover, if there is one. */
function narrower(a: string, b: string): readonly string[] {
  if (isInside(a, b)) return [a];
  return isInside(b, a) ? [b] : [];
}
