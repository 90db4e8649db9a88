import { memoPerIndex } from "../../../model/memo-per-index";
import type { MeshIndex } from "../../../model/mesh-index";
import { type ConfigResource, refKey, refOf } from "../../../model/resource";
import {
  child,
  children,
  emptySpec,
  numeral,
  type Spec,
  text,
} from "../../../routing/spec/read-spec";
import type { Analyzer } from "../../analyzer";
import { type CodeInfo, ENVOY_FILTER, istioCode } from "../../codes";
import { finding } from "../../registry/spec-parts";

const RELATIVE = istioCode("IST0151", "warning");
const NO_REPLACE = istioCode("IST0152", "error");
const NO_ADD = istioCode("IST0153", "error");
const NO_REMOVE = istioCode("IST0154", "error");
const RELATIVE_VERSIONED = istioCode("IST0155", "warning");

/**
 * Patches that Envoy's configuration takes no notice of, because the operation does not fit what it is applied to, and patches relative
 * to others in an EnvoyFilter without priority: which comes first then depends on age.
 *
 * Source: istio/istio `pkg/config/analysis/analyzers/envoyfilter/envoyfilter.go`. The filters that some patch limits to a proxy version
 * are gathered in the order of objects, here by namespace and name.
 */
export const envoyPatches: Analyzer = {
  name: "envoy-patches",
  judges: [ENVOY_FILTER],
  codes: [RELATIVE, NO_REPLACE, NO_ADD, NO_REMOVE, RELATIVE_VERSIONED],
  reads: [ENVOY_FILTER],
  judge(filter, { index }) {
    const versioned = new Set(versionedBefore(index).get(refKey(refOf(filter))));
    const hasPriority = (numeral(filter.spec, "priority") ?? 0) !== 0;
    return patchesOf(filter).flatMap((patch, i) => {
      const name = nameOfPatch(patch);
      const code = judgePatch(patch, hasPriority, versioned.has(name));
      if (isVersioned(patch)) versioned.add(name);
      if (code === null) return [];
      const facts = { operation: operationOf(patch), applyTo: text(patch, "applyTo") ?? "" };
      return [finding(code, filter, ["spec", "configPatches", i], facts)];
    });
  },
};

/** Up to the first one without a patch. */
function patchesOf({ spec }: ConfigResource): readonly Spec[] {
  const all = children(spec, "configPatches");
  const end = all.findIndex((p) => child(p, "patch") === null);
  return end < 0 ? all : all.slice(0, end);
}

const operationOf = (patch: Spec): string => text(child(patch, "patch") ?? {}, "operation") ?? "";

const isVersioned = (patch: Spec): boolean => {
  const proxy = child(child(patch, "match") ?? emptySpec, "proxy");
  return proxy !== null && text(proxy, "proxyVersion") !== null;
};

/** The filter's name as the analyzer compares it: of the value, else of the filter that is matched, which is another text there. */
function nameOfPatch(patch: Spec): string {
  const value = child(child(patch, "patch") ?? emptySpec, "value");
  if (value === null || Object.keys(value).length === 0) return "";
  if ("name" in value) return `value ${JSON.stringify(value["name"])}`;
  const listener = child(child(patch, "match") ?? emptySpec, "listener") ?? emptySpec;
  const chain = child(listener, "filterChain") ?? emptySpec;
  return text(child(chain, "filter") ?? emptySpec, "name") ?? "";
}

const ROUTES = ["ROUTE_CONFIGURATION", "HTTP_ROUTE"];
const REPLACED = ["NETWORK_FILTER", "HTTP_FILTER", "VIRTUAL_HOST"];

function judgePatch(patch: Spec, hasPriority: boolean, isSeen: boolean): CodeInfo | null {
  const applyTo = text(patch, "applyTo") ?? "";
  const relative = hasPriority ? null : isSeen ? RELATIVE_VERSIONED : RELATIVE;
  switch (operationOf(patch)) {
    case "ADD":
      return ROUTES.includes(applyTo) ? NO_ADD : null;
    case "REMOVE":
      return ROUTES.includes(applyTo) ? NO_REMOVE : relative;
    case "REPLACE":
      return REPLACED.includes(applyTo) ? relative : NO_REPLACE;
    case "INSERT_BEFORE":
    case "INSERT_AFTER":
      return relative;
    default:
      return null;
  }
}

/** For each EnvoyFilter the filters that earlier ones of its cluster limit to a proxy version. */
const versionedBefore = memoPerIndex((index: MeshIndex) => {
  const before = new Map<string, readonly string[]>();
  const seen = new Map<string, readonly string[]>();
  const ordered = index.all(ENVOY_FILTER).toSorted((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
  for (const filter of ordered) {
    const { cluster } = filter.meta;
    const known = seen.get(cluster) ?? [];
    before.set(keyOf(filter), known);
    const added = patchesOf(filter).filter(isVersioned).map(nameOfPatch);
    if (added.length > 0) seen.set(cluster, [...known, ...added]);
  }
  return before;
});

const keyOf = (filter: ConfigResource): string => refKey(refOf(filter));
