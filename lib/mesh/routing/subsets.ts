import type { MeshIndex } from "../model/mesh-index";
import {
  type ConfigResource,
  type Labels,
  type ResourceRef,
  refOf,
  type WorkloadResource,
} from "../model/resource";
import { BACKEND_TLS, isUnread } from "./gateway-api/backend-tls";
import { type ResolvedHost, resolveConfigHost, workloadsBehindHost } from "./hosts";
import { type ConsolidatedRule, consolidatedRulesFor } from "./registry/consolidated-rules";
import type { Route } from "./route";
import { destinationsOf } from "./select-route";
import { agesKnown } from "./spec/age";
import { discovered } from "./spec/discovery";
import type { MeshSettings } from "./spec/mesh-settings";
import { child, children, emptySpec, type Spec, text, textMap } from "./spec/read-spec";
import { settingsOf } from "./spec/settings-of";
import type { Uncertainty } from "./spec/uncertainty";
import { isSince } from "./spec/versions";

/** The DestinationRule in force for a client and a host: one object, or several of one namespace merged. */
export type DestinationPolicy = {
  /** The objects it is made of, the base first. */
  readonly from: readonly ResourceRef[];
  /** The base's `trafficPolicy`, or the first that a merged object brings; `null` when none has one. */
  readonly trafficPolicy: { readonly by: ResourceRef; readonly spec: Spec } | null;
  /** TLS of a BackendTLSPolicy that fills in where `trafficPolicy` has none, in the form of a traffic policy. */
  readonly backend?: { readonly by: ResourceRef; readonly spec: Spec };
  readonly subsets: readonly Subset[];
  readonly uncertain: readonly Uncertainty[];
};

export type Subset = {
  readonly name: string;
  readonly labels: Labels;
  readonly by: ResourceRef;
  /** `subsets[1]` */
  readonly path: string;
  readonly trafficPolicy: Spec | null;
};

/** Who asks for a DestinationRule: a workload, or any client of a namespace. */
export type DestinationClient = Pick<WorkloadResource, "podLabels"> & {
  readonly meta: { readonly cluster: string; readonly namespace: string };
};

/** A destination that names a subset which the caller's DestinationRule does not have: every such request fails (503 `NC`). */
export type MissingSubset = {
  readonly host: string;
  readonly hostname: string;
  readonly subset: string;
  readonly by: ResourceRef;
  readonly path: string;
};

/**
 * The DestinationRule a client's proxy uses for a host. The client's namespace is asked first, then the service's, then the root
 * namespace; the first that has one for the host ends the search. Inside a namespace the exact host beats the longest wildcard, and
 * rules with the same host and `exportTo` are merged: subsets are joined, the oldest `trafficPolicy` counts. A rule whose
 * `workloadSelector` selects the client goes before the last of those without one.
 *
 * Source: istio/istio `pilot/pkg/model/push_context.go` destinationRule, `sidecar.go` DestinationRule.
 */
export function destinationPolicyFor(
  index: MeshIndex,
  caller: DestinationClient,
  host: ResolvedHost,
  settings: MeshSettings = settingsOf(index, caller.meta.cluster),
): DestinationPolicy | null {
  const seen = discovered(index, settings);
  const chosen = chosenOf(rulesOf(seen, caller.meta, host, settings), caller);
  return chosen ? policyOf(seen, chosen, settings) : null;
}

/**
 * All that `destinationPolicyFor` gives to anybody of a namespace, each once: rules that select workloads are in force for these alone.
 */
export function destinationPoliciesIn(
  index: MeshIndex,
  client: DestinationClient["meta"],
  host: ResolvedHost,
  settings: MeshSettings,
): readonly DestinationPolicy[] {
  const seen = discovered(index, settings);
  const found = rulesOf(seen, client, host, settings);
  const selected = found.some(({ selector }) => selector !== null)
    ? seen
        .inNamespace("Workload", client.cluster, client.namespace)
        .filter(({ proxy }) => proxy !== "none")
    : [];
  const anyone: DestinationClient = { meta: client, podLabels: {} };
  const chosen = new Set([anyone, ...selected].map((one) => chosenOf(found, one)));
  return [...chosen].flatMap((rule) => (rule && policyOf(seen, rule, settings)) ?? []);
}

const rulesOf = (
  seen: MeshIndex,
  { cluster, namespace }: DestinationClient["meta"],
  host: ResolvedHost,
  settings: MeshSettings,
): readonly ConsolidatedRule[] => {
  const place = { hostname: host.hostname, namespace: homeOf(host) };
  return consolidatedRulesFor(seen, { cluster, namespace }, place, settings);
};

function chosenOf(
  found: readonly ConsolidatedRule[],
  caller: DestinationClient,
): ConsolidatedRule | undefined {
  const own = found.find(
    ({ rules: [base], selector }) =>
      selector !== null &&
      base?.meta.namespace === caller.meta.namespace &&
      isFor(selector, caller),
  );
  return own ?? found.findLast(({ selector }) => selector === null);
}

const isFor = (selector: Labels, { podLabels }: DestinationClient): boolean =>
  Object.entries(selector).every(([key, value]) => podLabels[key] === value);

const homeOf = (host: ResolvedHost): string => {
  if (host.type === "service") return host.service.meta.namespace;
  return host.type === "service-entry" ? host.entry.meta.namespace : "";
};

const policies = new WeakMap<ConsolidatedRule, DestinationPolicy>();

function policyOf(
  index: MeshIndex,
  rule: ConsolidatedRule,
  settings: MeshSettings,
): DestinationPolicy | null {
  const known = policies.get(rule) ?? withBackend(index, rule.rules, settings);
  if (known) policies.set(rule, known);
  return known;
}

/** The DestinationRules merged, with the TLS of a BackendTLSPolicy before their traffic policy or beneath it, as the version has it. */
function withBackend(
  index: MeshIndex,
  rules: readonly ConfigResource[],
  settings: MeshSettings,
): DestinationPolicy | null {
  const backend = rules.find(isBackend);
  if (!backend) return merge(rules);
  const own = merge(rules.filter((rule) => !isBackend(rule)));
  const by = refOf(backend);
  const spec = child(backend.spec, "trafficPolicy") ?? emptySpec;
  const origin = index.find(BACKEND_TLS, by.cluster, by.namespace, by.name);
  const path = "validation.caCertificateRefs";
  const doubt =
    origin && isUnread(index, origin) ? [{ code: "unread" as const, ref: by, path }] : [];
  const { from, subsets, uncertain } = own ?? { from: [], subsets: [], uncertain: [] };
  const rest = { from, subsets, uncertain: [...uncertain, ...doubt] };
  const over = isSince(settings, "rule-over-backend-policy") ? (own?.trafficPolicy ?? null) : null;
  return over
    ? { ...rest, trafficPolicy: over, backend: { by, spec } }
    : { ...rest, trafficPolicy: { by, spec } };
}

const isBackend = ({ kind }: ConfigResource): boolean => kind === BACKEND_TLS;

function merge(rules: readonly ConfigResource[]): DestinationPolicy | null {
  if (rules.length === 0) return null;
  const subsets = new Map<string, Subset>();
  let trafficPolicy: DestinationPolicy["trafficPolicy"] = null;
  for (const dr of rules) {
    const by = refOf(dr);
    const spec = child(dr.spec, "trafficPolicy");
    if (spec && !trafficPolicy) trafficPolicy = { by, spec };
    for (const [i, subset] of children(dr.spec, "subsets").entries()) {
      const name = text(subset, "name");
      if (name === null || subsets.has(name)) continue;
      subsets.set(name, {
        name,
        labels: textMap(subset, "labels"),
        by,
        path: `subsets[${i}]`,
        trafficPolicy: child(subset, "trafficPolicy"),
      });
    }
  }
  const doubtful = agesKnown(rules) ? [] : rules.filter((dr) => dr.meta.createdAt === null);
  return {
    from: rules.map(refOf),
    trafficPolicy,
    subsets: [...subsets.values()],
    uncertain: doubtful.map((dr) => ({ code: "age-unknown", ref: refOf(dr), path: "" })),
  };
}

/**
 * Workloads behind a host that a subset selects: those whose pods carry all its labels. Without a subset all of them; `null` when
 * the subset does not exist for this caller.
 */
export function subsetWorkloads(
  index: MeshIndex,
  caller: WorkloadResource,
  host: ResolvedHost,
  subset: string | null,
  settings: MeshSettings = settingsOf(index, caller.meta.cluster),
): readonly WorkloadResource[] | null {
  const behind = workloadsBehindHost(discovered(index, settings), host);
  if (subset === null) return behind;
  const policy = destinationPolicyFor(index, caller, host, settings);
  const found = policy?.subsets.find((s) => s.name === subset);
  if (!found) return null;
  const labels = Object.entries(found.labels);
  return behind.filter((w) => labels.every(([k, v]) => w.podLabels[k] === v));
}

/** Destinations with a share whose subset does not exist for the caller. Source: istio/istio `cluster_builder.go`; 503 `NC`. */
export function missingSubsets(
  index: MeshIndex,
  caller: WorkloadResource,
  routes: readonly Route[],
  settings: MeshSettings = settingsOf(index, caller.meta.cluster),
): readonly MissingSubset[] {
  return routes.flatMap((route) =>
    destinationsOf(route).flatMap(({ host, hostname, subset, path }) => {
      if (subset === null) return [];
      const target = destinationHost(index, caller, hostname, settings);
      const workloads = subsetWorkloads(index, caller, target, subset, settings);
      return workloads === null ? [{ host, hostname, subset, by: route.by, path }] : [];
    }),
  );
}

/** The registry's entry for a destination's full host name, as the caller sees it. */
export function destinationHost(
  index: MeshIndex,
  caller: WorkloadResource,
  hostname: string,
  settings: MeshSettings = settingsOf(index, caller.meta.cluster),
): ResolvedHost {
  const { cluster, namespace } = caller.meta;
  const namespaces = { object: namespace, client: namespace };
  return resolveConfigHost(discovered(index, settings), cluster, hostname, namespaces, settings);
}
