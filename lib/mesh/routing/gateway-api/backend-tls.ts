import type { MeshIndex } from "../../model/mesh-index";
import type { ConfigResource } from "../../model/resource";
import { ageKey } from "../spec/age";
import { serviceHostname } from "../spec/host-names";
import type { MeshSettings } from "../spec/mesh-settings";
import { child, children, emptySpec, numeral, type Spec, text } from "../spec/read-spec";
import { isSince } from "../spec/versions";
import { servesUnstable } from "./unstable";

/** BackendTLSPolicies are read as DestinationRules; what they come to is one of their kind all the same. */
export const BACKEND_TLS = "BackendTLSPolicy.gateway.networking.k8s.io";

const IGNORED = "istio.io/ignore-policy-attachment";

/**
 * The DestinationRules that istiod makes of the BackendTLSPolicies of a namespace: one for each host that they target, of no age, for
 * everybody. The oldest policy of a target counts, and the oldest of each port that one names. They keep the kind and name of the policy.
 *
 * Source: istio/istio `pilot/pkg/config/kube/gateway/backend_policies.go` DestinationRuleCollection, BackendTLSPolicyCollection; seen at
 * istiod 1.30.3.
 */
export function backendTlsRules(
  index: MeshIndex,
  cluster: string,
  namespace: string,
  settings: MeshSettings,
): readonly ConfigResource[] {
  const policies = index.inNamespace(BACKEND_TLS, cluster, namespace);
  if (policies.length === 0) return [];
  if (!isSince(settings, "backend-tls-policies") && !servesUnstable(index, cluster)) return [];
  const byHost = new Map<string, Attached[]>();
  for (const policy of policies.filter((p) => isRead(p, settings)).toSorted(oldest)) {
    for (const attached of targetsOf(index, policy, settings)) {
      const list = byHost.get(attached.host);
      if (list) list.push(attached);
      else byHost.set(attached.host, [attached]);
    }
  }
  return [...byHost].flatMap(([host, attached]) => ruleFor(host, attached) ?? []);
}

const isRead = ({ meta }: ConfigResource, settings: MeshSettings): boolean =>
  meta.annotations[IGNORED] !== "true" || !isSince(settings, "ignored-backend-policies");

const oldest = (a: ConfigResource, b: ConfigResource): number => (ageKey(a) < ageKey(b) ? -1 : 1);

/** A policy at one host. */
type Attached = {
  readonly policy: ConfigResource;
  readonly host: string;
  /** `null`: every port. */
  readonly port: number | null;
};

function targetsOf(
  index: MeshIndex,
  policy: ConfigResource,
  settings: MeshSettings,
): readonly Attached[] {
  return children(policy.spec, "targetRefs").flatMap((ref) => {
    const target = targetOf(index, policy, ref, settings);
    if (target === null) return [];
    const section = text(ref, "sectionName");
    const port = section === null ? null : target.ports.get(section);
    if (port === undefined) return [];
    return target.hosts.map((host) => ({ policy, host, port }));
  });
}

type Target = {
  readonly hosts: readonly string[];
  readonly ports: ReadonlyMap<string, number>;
};

/** What a policy targets: a Service or a ServiceEntry of its own namespace. */
function targetOf(
  index: MeshIndex,
  { meta }: ConfigResource,
  ref: Spec,
  settings: MeshSettings,
): Target | null {
  const name = text(ref, "name") ?? "";
  const kind = `${text(ref, "group") ?? ""}/${text(ref, "kind") ?? ""}`;
  if (kind === "/Service") {
    const service = index.find("Service", meta.cluster, meta.namespace, name);
    if (service === null) return null;
    const ports = new Map(service.ports.map((p) => [p.name, p.port]));
    return { hosts: [serviceHostname(name, meta.namespace, settings)], ports };
  }
  if (kind !== "networking.istio.io/ServiceEntry") return null;
  const id = "ServiceEntry.networking.istio.io";
  const entry = index.find(id, meta.cluster, meta.namespace, name);
  if (entry === null) return null;
  const ports = children(entry.spec, "ports").flatMap((p) => {
    const number = numeral(p, "number");
    return number === null ? [] : [[text(p, "name") ?? "", number] as const];
  });
  const hosts = Array.isArray(entry.spec["hosts"]) ? entry.spec["hosts"] : [];
  return { hosts: hosts.filter((h) => typeof h === "string"), ports: new Map(ports) };
}

function ruleFor(host: string, attached: readonly Attached[]): ConfigResource | null {
  const [first] = attached;
  if (!first) return null;
  const whole = attached.find(({ port }) => port === null);
  const ports = new Map(attached.toReversed().map((a) => [a.port, a] as const));
  const portLevelSettings = [...ports.values()].flatMap(({ policy, port }) =>
    port === null ? [] : [{ port: { number: port }, tls: tlsOf(policy) }],
  );
  const { policy } = whole ?? first;
  const trafficPolicy = {
    ...(whole && { tls: tlsOf(whole.policy) }),
    ...(portLevelSettings.length > 0 && { portLevelSettings }),
  };
  return { ...policy, meta: { ...policy.meta, createdAt: "" }, spec: { host, trafficPolicy } };
}

/** With the policy that it is of. Without a certificate authority that istiod can read it names a Secret that nobody has. */
function tlsOf(policy: ConfigResource): Spec {
  const validation = child(policy.spec, "validation") ?? emptySpec;
  return {
    policy: policy.meta.name,
    mode: "SIMPLE",
    sni: text(validation, "hostname") ?? "",
    ...(authorityOf(policy) === "missing" && { credentialName: "invalid://" }),
  };
}

/** Whether a policy's certificate authority stands in a ConfigMap of which nobody says that it is there. */
export const isUnread = (policy: ConfigResource): boolean => authorityOf(policy) === "unread";

/**
 * The certificate authority of a policy: only the first reference counts, and it must be to a ConfigMap with `ca.crt`. ConfigMaps are not
 * read; istiod says in the policy's status whether it found the one that is named.
 *
 * Source: istio/istio `pilot/pkg/config/kube/gateway/backend_policies.go` getBackendTLSCredentialName; seen at istiod 1.30.3: with no
 * ConfigMap, and with one without `ca.crt`, sidecars have no TLS for the service.
 */
function authorityOf(policy: ConfigResource): "found" | "missing" | "unread" {
  const [ref] = children(child(policy.spec, "validation") ?? emptySpec, "caCertificateRefs");
  if (ref === undefined) return "found";
  if (text(ref, "kind") !== "ConfigMap") return "missing";
  const said = resolvedByIstiod(policy);
  if (said === null) return "unread";
  return said ? "found" : "missing";
}

const CONTROLLERS = new Set(["istio.io/mesh-controller", "istio.io/gateway-controller"]);

/** What istiod has written of the policy's references as it stands; `null` where it has not. */
function resolvedByIstiod({ status, generation }: ConfigResource): boolean | null {
  const conditions = children(status ?? emptySpec, "ancestors")
    .filter((a) => CONTROLLERS.has(text(a, "controllerName") ?? ""))
    .flatMap((a) => children(a, "conditions"));
  const found = conditions.find(
    (c) =>
      text(c, "type") === "ResolvedRefs" &&
      generation !== null &&
      numeral(c, "observedGeneration") === generation,
  );
  return found ? text(found, "status") === "True" : null;
}
