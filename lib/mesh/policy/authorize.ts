import type { MeshIndex } from "../model/mesh-index";
import {
  type ConfigResource,
  type ResourceRef,
  refKey,
  refOf,
  type WorkloadResource,
} from "../model/resource";
import { registryOf } from "../routing/registry/registry";
import type { MeshSettings } from "../routing/spec/mesh-settings";
import { child, children, emptySpec, text } from "../routing/spec/read-spec";
import { isMeshConfigRead, settingsOf } from "../routing/spec/settings-of";
import type { Uncertainty } from "../routing/spec/uncertainty";
import { isSince } from "../routing/spec/versions";
import { enforcedAt, type PolicyPoint, policiesOn } from "./attachment";
import type { AuthorizationRequest } from "./authorization-request";
import { ruleMatches } from "./rules/rule-matches";
import type { Truth } from "./rules/truth";

export type AuthorizationVerdict = {
  readonly verdict: "allow" | "deny" | "uncertain";
  /** The policy that decides; `null` when none selects the workload, or when no ALLOW policy matches (then `unmatched` names them). */
  readonly by: ResourceRef | null;
  /** `rules[0]`; empty without `by`. */
  readonly path: string;
  /** The ALLOW policies none of whose rules matched: why an unmatched request is denied. */
  readonly unmatched: readonly ResourceRef[];
  /** CUSTOM policies whose rules match, or may: an external authorizer is asked too. */
  readonly custom: readonly ResourceRef[];
  readonly uncertain: readonly Uncertainty[];
};

const NOTHING = { by: null, path: "", unmatched: [], custom: [], uncertain: [] } as const;

/**
 * Whether the policies on a workload's own proxy let a request through: CUSTOM, then DENY, then ALLOW; policies of the root
 * namespace and of the workload's are pooled. A CUSTOM rule that matches makes an allowed request `uncertain`, for an external
 * authorizer decides; it is asked before any token is read, so its rules see no claims. AUDIT changes nothing, nor do dry runs. A
 * workload without a proxy enforces nothing; a ztunnel enforces what is said of connections.
 *
 * Source: istio/istio `pilot/pkg/security/authz/builder/builder.go`; https://istio.io/latest/docs/concepts/security/#implicit-enablement
 */
export const authorize = (
  index: MeshIndex,
  workload: WorkloadResource,
  request: AuthorizationRequest,
  settings: MeshSettings = settingsOf(index, workload.meta.cluster),
): AuthorizationVerdict => authorizeAt(index, { workload }, request, settings);

/** The same at any place, a waypoint among them. */
export function authorizeAt(
  index: MeshIndex,
  point: PolicyPoint,
  request: AuthorizationRequest,
  settings: MeshSettings = settingsOf(index, point.workload.meta.cluster),
): AuthorizationVerdict {
  const { workload } = point;
  if (workload.proxy === "none") return { ...NOTHING, verdict: "allow" };
  if (workload.proxy === "mixed") {
    const uncertain = [{ code: "mixed-proxy", ref: refOf(workload), path: "" }] as const;
    return { ...NOTHING, verdict: "uncertain", uncertain };
  }
  const inForce = policiesAt(index, point, request, settings);
  if (inForce.policies.length === 0) return { ...NOTHING, verdict: "allow" };
  const custom = customRules(index, point, inForce, settings);
  const closed = inForce.policies.filter((p) => actionOf(p) === "ALLOW").map(refOf);
  return combine({
    asked: custom.asked,
    denying: [...custom.denying, ...judged(inForce, "DENY", settings)],
    allowing:
      closed.length > 0 ? { rules: judged(inForce, "ALLOW", settings), policies: closed } : null,
  });
}

/**
 * What CUSTOM policies alone make of a request, which is all that is asked of it where its token is then refused: `deny` where no
 * authorizer can be asked, `uncertain` where one is.
 *
 * Source: istio/istio `pilot/pkg/networking/core/listener_builder.go` buildHTTPConnectionManager; executed against istiod 1.30.3.
 */
export function authorizeBeforeToken(
  index: MeshIndex,
  point: PolicyPoint,
  request: AuthorizationRequest,
  settings: MeshSettings,
): AuthorizationVerdict {
  const { workload } = point;
  if (workload.proxy === "none" || workload.proxy === "mixed") {
    return { ...NOTHING, verdict: "allow" };
  }
  const inForce = policiesAt(index, point, request, settings);
  return combine({ ...customRules(index, point, inForce, settings), allowing: null });
}

/** The policies at a place, and the request as its proxy sees it. */
type InForce = {
  readonly policies: readonly ConfigResource[];
  readonly request: AuthorizationRequest;
  readonly ztunnel: boolean;
};

function policiesAt(
  index: MeshIndex,
  point: PolicyPoint,
  request: AuthorizationRequest,
  settings: MeshSettings,
): InForce {
  const { workload, services = [] } = point;
  const ztunnel = workload.proxy === "ambient";
  return {
    policies:
      services.length === 0
        ? policiesOn(index, workload, settings)
        : enforcedAt(index, point, settings),
    request: ztunnel ? { ...request, protocol: "tcp" } : request,
    ztunnel,
  };
}

function customRules(
  index: MeshIndex,
  point: PolicyPoint,
  inForce: InForce,
  settings: MeshSettings,
): Pick<Pooled, "asked" | "denying"> {
  const { policies, request, ztunnel } = inForce;
  if (ztunnel) return { asked: [], denying: [] };
  const custom = policies.filter((p) => actionOf(p) === "CUSTOM");
  const providers = [...new Set(custom.map(providerOf))].toSorted();
  const isMuddled = providers.length > 1 && !isSince(settings, "several-authorizers");
  const source = { ...request.source, claims: null };
  const byProvider = providers.map((name) => {
    const own = custom.filter((p) => providerOf(p) === name);
    const rules = judged(
      { ...inForce, policies: own, request: { ...request, source } },
      "CUSTOM",
      settings,
    );
    const asks = isMuddled ? "never" : askable(index, point, name, settings);
    if (asks === "never") return { asked: [], denying: rules };
    return { asked: asks === "any" || asks === request.protocol ? rules : [], denying: [] };
  });
  return {
    asked: byProvider.flatMap((p) => p.asked),
    denying: byProvider.flatMap((p) => p.denying),
  };
}

const providerOf = ({ spec }: ConfigResource): string | null =>
  text(child(spec, "provider") ?? emptySpec, "name");

type Pooled = {
  /** Rules for which an external authorizer is asked. */
  readonly asked: readonly Judged[];
  readonly denying: readonly Judged[];
  /** `null` where no policy allows, so that everything is. */
  readonly allowing: {
    readonly rules: readonly Judged[];
    readonly policies: readonly ResourceRef[];
  } | null;
};

function combine({ asked, denying, allowing }: Pooled): AuthorizationVerdict {
  const matching = asked.filter((r) => r.truth !== false);
  const custom = [...new Map(matching.map((r) => [refKey(r.ref), r.ref])).values()];
  const denied = denying.find((r) => r.truth === true);
  if (denied) return { ...NOTHING, custom, verdict: "deny", by: denied.ref, path: denied.path };
  const allowed = allowing?.rules.find((r) => r.truth === true);
  const mayAllow = allowed ? [] : doubtsOf(allowing?.rules ?? []);
  if (allowing && !allowed && mayAllow.length === 0) {
    return { ...NOTHING, custom, verdict: "deny", unmatched: allowing.policies };
  }
  const byOthers = matching.map((r) => ({
    code: "unsupported" as const,
    ref: r.ref,
    path: r.path,
  }));
  const uncertain = [...doubtsOf(denying), ...byOthers, ...mayAllow];
  const verdict = uncertain.length > 0 ? "uncertain" : "allow";
  const by = { by: allowed?.ref ?? null, path: allowed?.path ?? "" };
  return { ...NOTHING, ...by, custom, verdict, uncertain };
}

type PolicyAction = "ALLOW" | "DENY" | "CUSTOM" | "AUDIT";

function actionOf(policy: ConfigResource): PolicyAction {
  const action = text(policy.spec, "action") ?? "ALLOW";
  return action === "DENY" || action === "CUSTOM" || action === "AUDIT" ? action : "ALLOW";
}

type Judged = {
  /** The rule as istiod names it; the first by this name decides. */
  readonly key: string;
  readonly ref: ResourceRef;
  readonly path: string;
  readonly truth: Truth;
};

/**
 * The rules of an action's policies in the order in which Envoy asks them, which is that of their names. A policy without rules matches
 * nothing, which for ALLOW means that it admits nobody.
 */
function judged(
  { policies, request, ztunnel }: InForce,
  action: PolicyAction,
  settings: MeshSettings,
): readonly Judged[] {
  const named = policies.filter((p) => actionOf(p) === action);
  const rules = named.flatMap((policy) => {
    const { namespace, name } = policy.meta;
    const place = { home: namespace, settings, narrows: action !== "ALLOW", ztunnel };
    const ref = refOf(policy);
    return children(policy.spec, "rules").map((rule, i) => {
      const path = `rules[${i}]`;
      const key = `ns[${namespace}]-policy[${name}]-rule[${i}]`;
      return { key, ref, path, truth: ruleMatches(rule, request, { ...place, ref, path }) };
    });
  });
  return rules.toSorted((a, b) => (a.key < b.key ? -1 : 1));
}

const doubtsOf = (rules: readonly Judged[]): readonly Uncertainty[] =>
  rules.flatMap((r) => (typeof r.truth === "boolean" ? [] : r.truth));

/**
 * On which connections a provider that CUSTOM policies name is asked. `never`: it cannot be, for the mesh configuration does not have it,
 * or its service is not in the registry; the policies' rules then deny what they match.
 *
 * Source: istio/istio `pilot/pkg/security/authz/builder/extauthz.go` getExtAuthz.
 */
function askable(
  index: MeshIndex,
  { workload }: PolicyPoint,
  name: string | null,
  settings: MeshSettings,
): "never" | "http" | "any" {
  const provider = settings.extensionProviders.find((e) => e.name === name);
  // Where the mesh configuration is not read, nothing is known of its providers.
  if (provider === undefined && !isMeshConfigRead(index, workload.meta.cluster)) return "any";
  if (!provider?.kind.startsWith("envoyExtAuthz")) return "never";
  const [hostname = "", namespace] = (provider.service ?? "").split("/").reverse();
  const found = registryOf(index, workload.meta.cluster, settings)
    .named(hostname.toLowerCase())
    .some((s) => namespace === undefined || s.meta.namespace === namespace);
  if (!found) return "never";
  return provider.kind === "envoyExtAuthzHttp" ? "http" : "any";
}

/** SPIFFE id of a workload's pods, without `spiffe://`. */
export const principalOf = (workload: WorkloadResource, settings: MeshSettings): string =>
  `${settings.trustDomain}/ns/${workload.meta.namespace}/sa/${workload.serviceAccount || "default"}`;
