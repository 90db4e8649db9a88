import { qualifyHost, serviceHostname } from "../../routing/spec/host-names";
import type { MeshSettings } from "../../routing/spec/mesh-settings";
import { child, children, emptySpec, type Spec, text, texts } from "../../routing/spec/read-spec";
import type { ConfigRef } from "../edit";
import { bucketOf, type Need, type Standing } from "./names";

/**
 * What an object refers to, as far as traffic depends on it. What a policy attaches to is left out: a policy without its target does
 * nothing, and one that comes before its target leaves no moment without it.
 */
export function needsOf(standing: Standing | null, settings: MeshSettings): readonly Need[] {
  if (standing === null) return [];
  const { ref } = standing;
  const spec = part(standing.value, "spec");
  switch (ref.kind) {
    case "VirtualService.networking.istio.io":
      return virtualServiceNeeds(ref, spec, settings);
    case "DestinationRule.networking.istio.io":
      return [hostNeed(qualifyHost(text(spec, "host") ?? "", ref.namespace, settings))];
    case "HTTPRoute.gateway.networking.k8s.io":
    case "GRPCRoute.gateway.networking.k8s.io":
    case "TLSRoute.gateway.networking.k8s.io":
    case "TCPRoute.gateway.networking.k8s.io":
    case "UDPRoute.gateway.networking.k8s.io":
      return [
        ...parentNeeds(ref, children(spec, "parentRefs")),
        ...backendNeeds(ref, spec, settings),
      ];
    case "Gateway.gateway.networking.k8s.io":
      return [
        objectNeed(
          "GatewayClass.gateway.networking.k8s.io",
          "",
          text(spec, "gatewayClassName") ?? "",
        ),
        ...certificateNeeds(ref, spec),
      ];
    case "ListenerSet.gateway.networking.k8s.io":
      return [...parentNeeds(ref, [part(spec, "parentRef")]), ...certificateNeeds(ref, spec)];
    case "AuthorizationPolicy.security.istio.io":
      return readsJwt(spec) ? [{ bucket: bucketOf.jwt, detail: ref.namespace, waits: true }] : [];
    default:
      return [];
  }
}

const part = (spec: Spec, key: string): Spec => child(spec, key) ?? emptySpec;

/** The object at a key, in a list of none or one. */
function partIn(spec: Spec, key: string): readonly Spec[] {
  const found = child(spec, key);
  return found === null ? [] : [found];
}

const hostNeed = (host: string): Need => ({
  bucket: bucketOf.host,
  detail: host.toLowerCase(),
  waits: true,
});

const objectNeed = (kind: string, namespace: string, name: string, waits = false): Need => ({
  bucket: bucketOf.object(kind, namespace, name),
  detail: "",
  waits,
});

const PROTOCOLS = ["http", "tls", "tcp"] as const;
const VIRTUAL_SERVICE = "VirtualService.networking.istio.io";
const ISTIO_GATEWAY = "Gateway.networking.istio.io";

function virtualServiceNeeds(ref: ConfigRef, spec: Spec, settings: MeshSettings): readonly Need[] {
  const rules = PROTOCOLS.flatMap((protocol) => children(spec, protocol));
  const gateways = [spec, ...rules.flatMap((rule) => children(rule, "match"))]
    .flatMap((part) => texts(part, "gateways"))
    .filter((gateway) => gateway !== "mesh");
  const delegates = rules.flatMap((rule) => partIn(rule, "delegate"));
  return [
    ...gateways.map((gateway) => gatewayNeed(ref, gateway)),
    ...delegates.map((to) =>
      objectNeed(VIRTUAL_SERVICE, text(to, "namespace") ?? ref.namespace, text(to, "name") ?? ""),
    ),
    ...rules.flatMap(destinationsIn).flatMap((to) => destinationNeeds(ref, to, settings)),
  ];
}

/** `name`, or `namespace/name`. Source: istio.io VirtualService `gateways`. */
function gatewayNeed(ref: ConfigRef, gateway: string): Need {
  const slash = gateway.indexOf("/");
  return slash < 0
    ? objectNeed(ISTIO_GATEWAY, ref.namespace, gateway)
    : objectNeed(ISTIO_GATEWAY, gateway.slice(0, slash), gateway.slice(slash + 1));
}

const destinationsIn = (rule: Spec): readonly Spec[] => [
  ...children(rule, "route").flatMap((route) => partIn(route, "destination")),
  ...children(rule, "mirrors").flatMap((mirror) => partIn(mirror, "destination")),
  ...partIn(rule, "mirror"),
];

function destinationNeeds(ref: ConfigRef, to: Spec, settings: MeshSettings): readonly Need[] {
  const host = qualifyHost(text(to, "host") ?? "", ref.namespace, settings).toLowerCase();
  const subset = text(to, "subset");
  if (subset === null) return [hostNeed(host)];
  return [hostNeed(host), { bucket: bucketOf.subset(subset), detail: host, waits: true }];
}

const GATEWAY_API = "gateway.networking.k8s.io";

function parentNeeds(ref: ConfigRef, parents: readonly Spec[]): readonly Need[] {
  return parents.flatMap((parent) => {
    const kind = `${text(parent, "kind") ?? "Gateway"}.${text(parent, "group") ?? GATEWAY_API}`;
    const namespace = text(parent, "namespace") ?? ref.namespace;
    const name = text(parent, "name") ?? "";
    const section = text(parent, "sectionName");
    const itself = objectNeed(kind, namespace, name);
    if (section === null) return [itself];
    const bucket = bucketOf.listener(kind, namespace, name, section);
    return [itself, { bucket, detail: "", waits: false }];
  });
}

function backendNeeds(ref: ConfigRef, spec: Spec, settings: MeshSettings): readonly Need[] {
  const rules = children(spec, "rules");
  const backends = rules.flatMap((rule) => children(rule, "backendRefs"));
  const mirrors = [...rules, ...backends]
    .flatMap((holder) => children(holder, "filters"))
    .flatMap((filter) => partIn(part(filter, "requestMirror"), "backendRef"));
  return [...backends, ...mirrors].flatMap((backend) => {
    const group = text(backend, "group") ?? "";
    const kind = text(backend, "kind") ?? "Service";
    const name = text(backend, "name") ?? "";
    const namespace = text(backend, "namespace") ?? ref.namespace;
    return [
      backendNeed(group, kind, namespace, name, settings),
      ...(namespace === ref.namespace ? [] : [grantNeed(ref, `${group}/${kind}`, namespace, name)]),
    ];
  });
}

/** A Service, a host of a ServiceEntry (kind `Hostname` of Istio), or an object of its own kind. */
function backendNeed(
  group: string,
  kind: string,
  namespace: string,
  name: string,
  settings: MeshSettings,
): Need {
  if (kind === "Hostname") return hostNeed(name);
  if (group === "" && kind === "Service") {
    return hostNeed(serviceHostname(name, namespace, settings));
  }
  return objectNeed(`${kind}.${group}`, namespace, name, true);
}

/** Source: Gateway API ReferenceGrant: references across namespaces need one in the namespace referred to. */
function grantNeed(ref: ConfigRef, to: string, namespace: string, name: string): Need {
  const dot = ref.kind.indexOf(".");
  const from = `${ref.kind.slice(dot + 1)}/${ref.kind.slice(0, dot)}`;
  return { bucket: bucketOf.grant(to, namespace, from, ref.namespace), detail: name, waits: true };
}

function certificateNeeds(ref: ConfigRef, spec: Spec): readonly Need[] {
  return children(spec, "listeners")
    .flatMap((listener) => children(part(listener, "tls"), "certificateRefs"))
    .flatMap((certificate) => {
      const namespace = text(certificate, "namespace") ?? ref.namespace;
      if (namespace === ref.namespace) return [];
      const to = `${text(certificate, "group") ?? ""}/${text(certificate, "kind") ?? "Secret"}`;
      return [grantNeed(ref, to, namespace, text(certificate, "name") ?? "")];
    });
}

/** Whether a policy asks for identities that only a RequestAuthentication gives. */
function readsJwt(spec: Spec): boolean {
  return children(spec, "rules").some((rule) => {
    const sources = children(rule, "from").map((from) => part(from, "source"));
    return (
      sources.some((s) => s["requestPrincipals"] != null || s["notRequestPrincipals"] != null) ||
      children(rule, "when").some((when) => text(when, "key")?.startsWith("request.auth.") === true)
    );
  });
}
