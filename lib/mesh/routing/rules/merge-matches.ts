import {
  child,
  emptySpec,
  flag,
  numeral,
  type Spec,
  text,
  textMap,
  texts,
} from "../spec/read-spec";

/** Where a match of a merged rule stands. */
export type MatchOrigin = { readonly holder: "root" | "delegate"; readonly index: number };

const origins = new WeakMap<Spec, MatchOrigin>();

/** Where a match stands that was merged; `null` for one that is its rule's own. */
export const originOfMatch = (match: Spec): MatchOrigin | null => origins.get(match) ?? null;

const placed = (match: Spec, holder: MatchOrigin["holder"], index: number): Spec => {
  const copy = { ...match };
  origins.set(copy, { holder, index });
  return copy;
};

/**
 * The matches of a root's rule joined with those of its delegate's: each of the delegate's with each of the root's that it does not
 * contradict. `null` when one of the delegate's contradicts all.
 *
 * Source: istio/istio `pilot/pkg/model/virtualservice.go` mergeHTTPMatchRequests, hasConflict.
 */
export function mergeMatches(
  root: readonly Spec[],
  delegate: readonly Spec[],
): readonly Spec[] | null {
  if (root.length === 0) return delegate.map((m, i) => placed(m, "delegate", i));
  if (delegate.length === 0) return root.map((m, i) => placed(m, "root", i));
  const merged: Spec[] = [];
  for (const [i, leaf] of delegate.entries()) {
    const fitting = root.filter((r) => !conflict(r, leaf));
    if (fitting.length === 0) return null;
    merged.push(...fitting.map((r) => placed(mergeMatch(r, leaf), "delegate", i)));
  }
  return merged;
}

const TEXTS = ["uri", "scheme", "method", "authority"] as const;
const MAPS = ["headers", "withoutHeaders", "queryParams"] as const;

function mergeMatch(root: Spec, leaf: Spec): Spec {
  const singles = [...TEXTS, "port", "sourceNamespace"].flatMap((field) => {
    const value = isUnset(leaf[field]) ? root[field] : leaf[field];
    return value === undefined ? [] : [[field, value] as const];
  });
  const maps = [...MAPS, "sourceLabels"].flatMap((field) => {
    const value = { ...child(root, field), ...child(leaf, field) };
    return Object.keys(value).length === 0 ? [] : [[field, value] as const];
  });
  const gateways = texts(leaf, "gateways");
  return {
    ...leaf,
    ...Object.fromEntries([...singles, ...maps]),
    gateways: gateways.length > 0 ? gateways : texts(root, "gateways"),
  };
}

const isUnset = (value: unknown): boolean =>
  value === undefined || value === null || value === "" || value === 0;

function conflict(root: Spec, leaf: Spec): boolean {
  return (
    TEXTS.some((field) => contradicts(child(root, field), child(leaf, field))) ||
    MAPS.some((field) => mapsContradict(child(root, field), child(leaf, field))) ||
    flag(root, "ignoreUriCase") !== flag(leaf, "ignoreUriCase") ||
    sourcesContradict(root, leaf)
  );
}

const mapsContradict = (root: Spec | null, leaf: Spec | null): boolean =>
  Object.keys(leaf ?? emptySpec).some((key) =>
    contradicts(child(root ?? emptySpec, key), child(leaf ?? emptySpec, key)),
  );

function sourcesContradict(root: Spec, leaf: Spec): boolean {
  const [p, q] = [numeral(root, "port") ?? 0, numeral(leaf, "port") ?? 0];
  const source = text(root, "sourceNamespace");
  const labels = textMap(root, "sourceLabels");
  const gateways = texts(root, "gateways");
  const inner = texts(leaf, "gateways");
  const foreign = inner.length > gateways.length || inner.some((g) => !gateways.includes(g));
  return (
    (p > 0 && q > 0 && p !== q) ||
    (source !== null && source !== text(leaf, "sourceNamespace")) ||
    Object.entries(textMap(leaf, "sourceLabels")).some(
      ([key, value]) => labels[key] !== undefined && labels[key] !== value,
    ) ||
    (gateways.length > 0 && inner.length > 0 && foreign)
  );
}

/** Whether a delegate's condition on a text does not lie inside the root's. Regular expressions fit nothing but no condition. */
function contradicts(root: Spec | null, leaf: Spec | null): boolean {
  if (root === null || leaf === null) return false;
  const kinds = (spec: Spec) => ({
    exact: text(spec, "exact"),
    prefix: text(spec, "prefix"),
    regex: text(spec, "regex"),
  });
  const [r, l] = [kinds(root), kinds(leaf)];
  if (r.regex !== null && (l.regex ?? l.prefix ?? l.exact) !== null) return true;
  if (l.regex !== null && (r.prefix ?? r.exact) !== null) return true;
  if (r.exact !== null) return l.prefix !== null || l.exact !== r.exact;
  if (r.prefix === null) return true;
  const value = l.prefix ?? l.exact;
  return value === null || !value.startsWith(r.prefix);
}
