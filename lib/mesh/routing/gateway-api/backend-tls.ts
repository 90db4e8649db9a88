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
  return [...byHost].flatMap(([host, attached]) => ruleFor(index, host, attached) ?? []);
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

function ruleFor(
  index: MeshIndex,
  host: string,
  attached: readonly Attached[],
): ConfigResource | null {
  const [first] = attached;
  if (!first) return null;
  const whole = attached.find(({ port }) => port === null);
  const ports = new Map(attached.toReversed().map((a) => [a.port, a] as const));
  const portLevelSettings = [...ports.values()].flatMap(({ policy, port }) =>
    port === null ? [] : [{ port: { number: port }, tls: tlsOf(index, policy) }],
  );
  const { policy } = whole ?? first;
  const trafficPolicy = {
    ...(whole && { tls: tlsOf(index, whole.policy) }),
    ...(portLevelSettings.length > 0 && { portLevelSettings }),
  };
  return { ...policy, meta: { ...policy.meta, createdAt: "" }, spec: { host, trafficPolicy } };
}

/** The Secret that istiod names where it has no certificate authority for a policy: nobody has it. */
export const NO_AUTHORITY = "invalid://";

/** With the policy that it is of. Without a certificate authority that istiod can read it names a Secret that nobody has. */
function tlsOf(index: MeshIndex, policy: ConfigResource): Spec {
  const validation = child(policy.spec, "validation") ?? emptySpec;
  return {
    policy: policy.meta.name,
    mode: "SIMPLE",
    sni: text(validation, "hostname") ?? "",
    ...(authorityOf(index, policy) === "missing" && { credentialName: NO_AUTHORITY }),
  };
}

/** Whether a policy's certificate authority stands in a ConfigMap of which nobody says that it is there. */
export const isUnread = (index: MeshIndex, policy: ConfigResource): boolean =>
  authorityOf(index, policy) === "unread";

type Authority = "found" | "missing" | "unread";

/**
 * The certificate authority of a policy: only the first reference counts, and it must be to a ConfigMap that has one under `ca.crt` or
 * `cacert`. Those of files are read; of a cluster istiod says in the policy's status whether it found the one that is named.
 *
 * Source: istio/istio `pilot/pkg/config/kube/gateway/backend_policies.go` getBackendTLSCredentialName, `pilot/pkg/credentials/kube`
 * ExtractRoot; seen at istiod 1.30.3: with no ConfigMap, and with one without `ca.crt`, sidecars have no TLS for the service, and
 * gateways are told to wait for a Secret that nobody has: their connections fail.
 */
function authorityOf(index: MeshIndex, policy: ConfigResource): Authority {
  const [ref] = children(child(policy.spec, "validation") ?? emptySpec, "caCertificateRefs");
  if (ref === undefined) return "found";
  if (text(ref, "kind") !== "ConfigMap") return "missing";
  const name = text(ref, "name") ?? "";
  const { cluster, namespace } = policy.meta;
  const there = index.find("CaConfigMap", cluster, namespace, name);
  if (there) return AUTHORITY_KEYS.some((k) => there.keys.includes(k)) ? "found" : "missing";
  const said = resolvedByIstiod(policy);
  if (said !== null) return said ? "found" : "missing";
  const everywhere = EVERYWHERE.get(name);
  if (everywhere !== undefined) return everywhere;
  const others = index.inNamespace("CaConfigMap", cluster, namespace);
  return others.some((one) => one.complete) ? "missing" : "unread";
}

const AUTHORITY_KEYS = ["cacert", "ca.crt"] as const;

/**
 * ConfigMaps that Kubernetes and istiod put into every namespace, and that nobody writes into files. Source: Kubernetes
 * `pkg/controller/certificates/rootcacertpublisher`; istio/istio `pilot/pkg/features` CACertConfigMapName, whose key is `root-cert.pem`.
 */
const EVERYWHERE: ReadonlyMap<string, Authority> = new Map([
  ["kube-root-ca.crt", "found"],
  ["istio-ca-root-cert", "missing"],
]);

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
