import { memoPerIndex } from "../../model/memo-per-index";
import type { MeshIndex } from "../../model/mesh-index";
import type { ConfigResource, Labels } from "../../model/resource";
import { backendTlsRules } from "../gateway-api/backend-tls";
import { oldestFirst } from "../spec/age";
import { mostSpecificHost, qualifyHost } from "../spec/host-names";
import type { MeshSettings } from "../spec/mesh-settings";
import { child, text, textMap, texts } from "../spec/read-spec";

/** DestinationRules of one host that istiod has joined. */
export type ConsolidatedRule = {
  /** The base first; what a BackendTLSPolicy comes to is among them. */
  readonly rules: readonly ConfigResource[];
  /** Of the base, as it is written; a rule with a selector is private. */
  readonly exportTo: ReadonlySet<string>;
  /** Of the base: whom it is for; `null`: everybody. */
  readonly selector: Labels | null;
};

/** The joined rules of one namespace by host. */
type RulesByHost = {
  readonly hosts: ReadonlyMap<string, readonly ConsolidatedRule[]>;
  readonly wildcards: readonly string[];
};

const byHost = (hosts: RulesByHost["hosts"]): RulesByHost => ({
  hosts,
  wildcards: [...hosts.keys()].filter((h) => h.startsWith("*")),
});

/** What a namespace's rules come to, for clients of the namespace and for others. */
type NamespaceRules = {
  readonly local: RulesByHost;
  readonly exported: RulesByHost;
  /** Of the root namespace: what its own clients are asked for first. */
  readonly privateOnly: RulesByHost;
};

const known = memoPerIndex(() => new Map<MeshSettings, Map<string, NamespaceRules>>());

function rulesOf(
  index: MeshIndex,
  cluster: string,
  namespace: string,
  settings: MeshSettings,
): NamespaceRules {
  const bySettings = known(index);
  const memo = bySettings.get(settings) ?? new Map<string, NamespaceRules>();
  bySettings.set(settings, memo);
  // A namespace holds no slash.
  const key = `${namespace}/${cluster}`;
  const rules = memo.get(key) ?? consolidate(index, cluster, namespace, settings);
  memo.set(key, rules);
  return rules;
}

/**
 * The joined DestinationRules that a client's namespace sees for a host: of its own namespace, else of the service's, else of the root
 * namespace. The first that has the host ends the search, even when none of what it has is for this client.
 *
 * Source: istio/istio `pilot/pkg/model/push_context.go` destinationRule, getExportedDestinationRuleFromNamespace.
 */
export function consolidatedRulesFor(
  index: MeshIndex,
  client: { readonly cluster: string; readonly namespace: string },
  host: { readonly hostname: string; readonly namespace: string },
  settings: MeshSettings,
): readonly ConsolidatedRule[] {
  const { rootNamespace } = settings;
  const own = rulesOf(index, client.cluster, client.namespace, settings);
  const near = client.namespace === rootNamespace ? own.privateOnly : own.local;
  const found = forHost(near, host.hostname);
  if (found) return found;
  for (const namespace of [host.namespace, rootNamespace]) {
    const { exported } = rulesOf(index, client.cluster, namespace, settings);
    const seen = forHost(exported, host.hostname)?.filter((rule) =>
      isExported(rule, client.namespace),
    );
    if (seen && seen.length > 0) return seen;
  }
  return [];
}

const isExported = ({ exportTo }: ConsolidatedRule, namespace: string): boolean =>
  exportTo.size === 0 || exportTo.has("*") || exportTo.has(namespace);

function forHost(
  { hosts, wildcards }: RulesByHost,
  hostname: string,
): readonly ConsolidatedRule[] | null {
  const exact = hosts.get(hostname);
  if (exact) return exact;
  const best = mostSpecificHost(wildcards, hostname);
  return best === null ? null : (hosts.get(best) ?? null);
}

/** Rules with a selector first, then the oldest. Source: `push_context.go` sortConfigBySelectorAndCreationTime. */
function consolidate(
  index: MeshIndex,
  cluster: string,
  namespace: string,
  settings: MeshSettings,
): NamespaceRules {
  const local = new Map<string, Joining[]>();
  const exported = new Map<string, Joining[]>();
  const privateOnly = new Map<string, Joining[]>();
  const rules = [
    ...index.inNamespace("DestinationRule.networking.istio.io", cluster, namespace),
    ...backendTlsRules(index, cluster, namespace, settings),
  ].toSorted(
    (a, b) => Number(selectorOf(a) === null) - Number(selectorOf(b) === null) || oldestFirst(a, b),
  );
  for (const rule of rules) {
    const exportTo = exportOf(rule);
    // Hosts are compared letter by letter here.
    const hostname = qualifyHost(text(rule.spec, "host") ?? "", namespace, settings);
    const near = ["*", ".", namespace].some((to) => exportTo.has(to));
    if (exportTo.size === 0 || near) join(local, hostname, rule, exportTo);
    if (!isPrivate(exportTo, namespace, settings)) join(exported, hostname, rule, exportTo);
    else if (namespace === settings.rootNamespace) join(privateOnly, hostname, rule, exportTo);
  }
  return { local: byHost(local), exported: byHost(exported), privateOnly: byHost(privateOnly) };
}

function exportOf(rule: ConfigResource): ReadonlySet<string> {
  return new Set(selectorOf(rule) === null ? texts(rule.spec, "exportTo") : ["."]);
}

function isPrivate(
  exportTo: ReadonlySet<string>,
  namespace: string,
  settings: MeshSettings,
): boolean {
  if (exportTo.size === 0) return settings.defaultDestinationRuleExportTo.includes(".");
  return exportTo.size === 1 && (exportTo.has(".") || exportTo.has(namespace));
}

function selectorOf(rule: ConfigResource): Labels | null {
  const selector = child(rule.spec, "workloadSelector");
  return selector ? textMap(selector, "matchLabels") : null;
}

type Joining = Omit<ConsolidatedRule, "rules"> & { readonly rules: ConfigResource[] };

/**
 * Joins a rule to those of its host that it fits, and keeps it beside them where it fits none. A rule for everybody that is exported
 * exactly as one with a selector is joined to that one alone, and so lost to all others.
 *
 * Source: istio/istio `pilot/pkg/model/destination_rule.go` mergeDestinationRule; executed against istiod 1.30.3.
 */
function join(
  rules: Map<string, Joining[]>,
  hostname: string,
  rule: ConfigResource,
  exportTo: ReadonlySet<string>,
): void {
  const selector = selectorOf(rule);
  const list = rules.get(hostname) ?? [];
  rules.set(hostname, list);
  let apart = true;
  for (const standing of list) {
    const equal = sameSet(exportTo, standing.exportTo);
    const wider =
      standing.exportTo.size > 0 && [...standing.exportTo].every((e) => exportTo.has(e));
    const other =
      selector !== null && standing.selector !== null && !sameLabels(selector, standing.selector);
    apart = !equal;
    if ((!equal && !wider) || other) {
      apart = true;
      continue;
    }
    const open = selector === null && standing.selector === null;
    if (open || (selector !== null && sameLabels(selector, standing.selector ?? {}))) apart = false;
    standing.rules.push(rule);
  }
  if (apart) list.push({ rules: [rule], exportTo, selector });
}

const sameSet = (a: ReadonlySet<string>, b: ReadonlySet<string>): boolean =>
  a.size === b.size && [...a].every((e) => b.has(e));

function sameLabels(a: Labels, b: Labels): boolean {
  const [x, y] = [Object.entries(a), Object.entries(b)];
  return x.length === y.length && x.every(([key, value]) => b[key] === value);
}
