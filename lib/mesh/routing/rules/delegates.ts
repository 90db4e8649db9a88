import { memoPerIndex } from "../../model/memo-per-index";
import type { MeshIndex } from "../../model/mesh-index";
import { type ConfigResource, type ResourceRef, refOf } from "../../model/resource";
import { qualifyHost } from "../spec/host-names";
import type { MeshSettings } from "../spec/mesh-settings";
import { child, children, type Spec, text, texts } from "../spec/read-spec";
import { exportToOf, isVisible } from "../spec/visibility";
import { gatewayName } from "./caller";
import { mergeMatches } from "./merge-matches";

/** Where a rule of a merged VirtualService stands. */
export type RuleOrigin = {
  /** The VirtualService that holds the rule: the delegate. */
  readonly vs: ConfigResource;
  /** `http[1]` */
  readonly path: string;
  /** The root's rule that hands over to it; `null` for a rule of the root itself. */
  readonly root: { readonly by: ResourceRef; readonly path: string } | null;
};

const origins = new WeakMap<Spec, RuleOrigin>();

/** Where a rule stands that came from a delegate; `null` for a rule of the VirtualService itself. */
export const originOfRule = (rule: Spec): RuleOrigin | null => origins.get(rule) ?? null;

/** Whether a VirtualService hands rules to others. */
export const isRoot = (vs: ConfigResource): boolean =>
  children(vs.spec, "http").some((rule) => child(rule, "delegate") !== null);

/** The VirtualServices that a root hands rules to. */
export function delegatesOf(root: ConfigResource): readonly ResourceRef[] {
  return children(root.spec, "http").flatMap((rule) => {
    const delegate = child(rule, "delegate");
    return delegate ? [delegateRef(root, delegate)] : [];
  });
}

const delegateRef = (root: ConfigResource, delegate: Spec): ResourceRef => ({
  ...refOf(root),
  name: text(delegate, "name") ?? "",
  namespace: text(delegate, "namespace") ?? root.meta.namespace,
});

const merged = memoPerIndex(() => new Map<MeshSettings, WeakMap<ConfigResource, ConfigResource>>());

/**
 * A VirtualService with the rules of its delegates in place of its own that hand over. A delegate that is missing, has hosts, or is
 * not exported to the root's namespace drops the rule; so does one whose matches contradict the root's.
 *
 * Source: istio/istio `pilot/pkg/model/virtualservice.go` mergeVirtualServicesIfNeeded.
 */
export function withDelegates(
  index: MeshIndex,
  vs: ConfigResource,
  settings: MeshSettings,
): ConfigResource {
  if (!isRoot(vs)) return vs;
  const bySettings = merged(index);
  const known = bySettings.get(settings) ?? new WeakMap<ConfigResource, ConfigResource>();
  bySettings.set(settings, known);
  const hit = known.get(vs);
  if (hit) return hit;
  const http = children(vs.spec, "http").flatMap((rule, i) =>
    rulesOf(index, vs, rule, `http[${i}]`, settings),
  );
  const whole = { ...vs, spec: { ...vs.spec, http } };
  known.set(vs, whole);
  return whole;
}

function rulesOf(
  index: MeshIndex,
  root: ConfigResource,
  rule: Spec,
  path: string,
  settings: MeshSettings,
): readonly Spec[] {
  const delegate = child(rule, "delegate");
  if (delegate === null) {
    const copy = { ...rule };
    origins.set(copy, { vs: root, path, root: null });
    return [copy];
  }
  const { cluster, namespace, name } = delegateRef(root, delegate);
  const vs = index.find("VirtualService.networking.istio.io", cluster, namespace, name);
  if (vs === null || texts(vs.spec, "hosts").length > 0) return [];
  const exportTo = exportToOf(vs, settings.defaultVirtualServiceExportTo);
  if (!isVisible(exportTo, namespace, root.meta.namespace)) return [];
  const resolved = resolvedRoot(root, rule, settings);
  return children(vs.spec, "http").flatMap((sub, i) => {
    const whole = mergeRules(resolved, withFullGateways(sub, namespace));
    if (whole === null) return [];
    origins.set(whole, { vs, path: `http[${i}]`, root: { by: refOf(root), path } });
    return [whole];
  });
}

/** Names in a root's rule as they are meant there: they belong to its namespace, not to the delegate's. */
function resolvedRoot(root: ConfigResource, rule: Spec, settings: MeshSettings): Spec {
  const { namespace } = root.meta;
  const full = (destination: Spec): Spec => ({
    ...destination,
    host: qualifyHost(text(destination, "host") ?? "", namespace, settings),
  });
  const mirror = child(rule, "mirror");
  const mirrors = children(rule, "mirrors").map((m) => {
    const destination = child(m, "destination");
    return destination ? { ...m, destination: full(destination) } : m;
  });
  return {
    ...withFullGateways(rule, namespace),
    ...(mirror && { mirror: full(mirror) }),
    ...(mirrors.length > 0 && { mirrors }),
  };
}

function withFullGateways(rule: Spec, namespace: string): Spec {
  const match = children(rule, "match").map((m) => {
    const gateways = texts(m, "gateways");
    return gateways.length === 0
      ? m
      : { ...m, gateways: gateways.map((g) => gatewayName(g, namespace)) };
  });
  return match.length === 0 ? rule : { ...rule, match };
}

/** What a delegate's rule leaves open, the root's fills. */
const INHERITED = [
  "rewrite",
  "directResponse",
  "timeout",
  "retries",
  "fault",
  "mirror",
  "mirrorPercent",
  "mirrorPercentage",
  "corsPolicy",
  "headers",
] as const;

function mergeRules(root: Spec, sub: Spec): Spec | null {
  const match = mergeMatches(children(root, "match"), children(sub, "match"));
  if (match === null) return null;
  const inherited = INHERITED.flatMap((field) => {
    const value = sub[field] ?? root[field];
    return value === undefined || value === null ? [] : [[field, value] as const];
  });
  const mirrors = children(sub, "mirrors");
  const names = [text(root, "name"), text(sub, "name")].filter((n) => n !== null);
  return {
    ...sub,
    ...Object.fromEntries(inherited),
    mirrors: mirrors.length > 0 ? mirrors : children(root, "mirrors"),
    ...(names.length > 0 && { name: names.join("-") }),
    match,
  };
}
