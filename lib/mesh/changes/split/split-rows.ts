import type { MeshIndex } from "../../model/mesh-index";
import type { ServiceResource, WorkloadResource } from "../../model/resource";
import { resolveConfigHost } from "../../routing/hosts";
import { qualifyHost, serviceHostname } from "../../routing/spec/host-names";
import type { MeshSettings } from "../../routing/spec/mesh-settings";
import { child, children, emptySpec, numeral, type Spec, text } from "../../routing/spec/read-spec";
import { destinationPolicyFor, type Subset } from "../../routing/subsets";
import type { SplitSite } from "./split-site";
import type { Version } from "./versions";
import { percents, type Weights } from "./weights";

/** One destination that a split can give requests to. */
export type SplitRow = {
  /** Unique in its split: `reviews.shop.svc.cluster.local v1`. */
  readonly key: string;
  /** The version where it is exactly one, else the subset or the service. */
  readonly label: string;
  readonly version: Version | null;
  readonly hostname: string;
  /** `null` for a destination that is a whole service. */
  readonly subset: string | null;
  /** Place in the rule's list; `null`: not in it yet. */
  readonly at: number | null;
  /** What the rule sets, whole percents that sum to 100 over all rows; `null`: not in the rule. */
  readonly set: number | null;
  /** As `set`, in percent without the rounding: a third is no whole percent. */
  readonly exact: number | null;
  /** The subset does not exist yet and is made with the split. */
  readonly makesSubset: boolean;
};

/** How a rule, or a rule to be made, divides requests. */
export type SplitTable = {
  readonly rows: readonly SplitRow[];
  /** The rule sends to the service as a whole: that destination gives way to the versions. */
  readonly replacesWhole: number | null;
  /** Where an author starts: what the rule sets, else the share of each version's ready pods. */
  readonly start: Weights;
};

/**
 * The destinations of a rule and the versions that it could send to as well.
 *
 * @param site `null` for a VirtualService that does not exist yet
 */
export function virtualServiceTable(
  index: MeshIndex,
  service: ServiceResource,
  versions: readonly Version[],
  site: SplitSite | null,
  settings: MeshSettings,
): SplitTable {
  const own = serviceHostname(service.meta.name, service.meta.namespace, settings);
  const subsets = subsetsOf(index, service, own, settings);
  const listed = site ? listedRows(site, own, versions, subsets, index, service, settings) : [];
  const whole = wholeOf(listed, own, versions);
  const kept = whole === null ? listed : [];
  const names = new Set(subsets.map((s) => s.name));
  const added = versions
    .filter((v) => !kept.some((row) => row.version === v))
    .map((version) => rowFor(version, own, subsets, names, index, service));
  return rowsWithWeights(kept, added, whole, site);
}

/** The table of some rows with what the rule sets and where an author starts. */
export function rowsWithWeights(
  kept: readonly SplitRow[],
  added: readonly SplitRow[],
  whole: number | null,
  site: SplitSite | null,
): SplitTable {
  const given = site && whole === null ? givenWeights(kept, site) : {};
  const sum = Object.values(given).reduce((a, b) => a + b, 0);
  const weights = sum > 0 ? percents(given) : given;
  const rows = [...kept, ...added].map((row) => {
    const weight = given[row.key];
    const exact = weight === undefined ? null : sum > 0 ? (weight * 100) / sum : 0;
    return { ...row, set: weights[row.key] ?? null, exact };
  });
  const byPods = percents(Object.fromEntries(rows.map((r) => [r.key, r.version?.readyPods ?? 0])));
  const start = Object.fromEntries(rows.map((r) => [r.key, r.set ?? 0]));
  return { rows, replacesWhole: whole, start: kept.length > 0 ? start : byPods };
}

/**
 * Weights as written, of which each counts as its part of the sum. Where all are 0 nothing is sent anywhere: Istio refuses such a VirtualService, and answers
 * requests of such an HTTPRoute with an error. The single destination of a VirtualService takes everything.
 */
function givenWeights(rows: readonly SplitRow[], site: SplitSite): Weights {
  const list = destinationList(site);
  const given = (row: SplitRow) =>
    Math.max(0, numeral(list[row.at ?? -1] ?? emptySpec, "weight") ?? 0);
  if (rows.length === 1 && site.api === "virtual-service") {
    return Object.fromEntries(rows.map((row) => [row.key, 100]));
  }
  const standard = site.api === "http-route" ? 1 : 0;
  const weight = (row: SplitRow) =>
    numeral(list[row.at ?? -1] ?? emptySpec, "weight") === null ? standard : given(row);
  return Object.fromEntries(rows.map((row) => [row.key, weight(row)]));
}

/** The destinations of a rule, as written. */
export const destinationList = ({ api, resource, rule }: SplitSite): readonly Spec[] => {
  const rules = children(resource.spec, api === "http-route" ? "rules" : "http");
  return children(rules[rule] ?? emptySpec, api === "http-route" ? "backendRefs" : "route");
};

function listedRows(
  site: SplitSite,
  own: string,
  versions: readonly Version[],
  subsets: readonly Subset[],
  index: MeshIndex,
  service: ServiceResource,
  settings: MeshSettings,
): readonly SplitRow[] {
  const home = site.ref.namespace;
  return destinationList(site).map((entry, at) => {
    const destination = child(entry, "destination") ?? emptySpec;
    const written = text(destination, "host") ?? "";
    const hostname = qualifyHost(written, home, settings).toLowerCase();
    const subset = text(destination, "subset");
    const behind =
      hostname === own
        ? selected(index.workloadsBehind(service), subsets, subset)
        : behindOther(index, service, hostname, settings);
    const version = versions.find((v) => sameWorkloads(v.workloads, behind)) ?? null;
    const label = version?.name ?? subset ?? written;
    const key = `${hostname} ${subset ?? ""} ${at}`;
    return {
      key,
      label,
      version,
      hostname,
      subset,
      at,
      set: null,
      exact: null,
      makesSubset: false,
    };
  });
}

function behindOther(
  index: MeshIndex,
  { meta }: ServiceResource,
  hostname: string,
  settings: MeshSettings,
): readonly WorkloadResource[] {
  const scope = { object: meta.namespace, client: meta.namespace };
  const host = resolveConfigHost(index, meta.cluster, hostname, scope, settings);
  return host.type === "service" ? index.workloadsBehind(host.service) : [];
}

/** The one destination that stands for all versions at once. */
function wholeOf(
  rows: readonly SplitRow[],
  own: string,
  versions: readonly Version[],
): number | null {
  const [only, ...others] = rows;
  if (!only || others.length > 0 || versions.length < 2) return null;
  return only.hostname === own && only.subset === null ? only.at : null;
}

function rowFor(
  version: Version,
  own: string,
  subsets: readonly Subset[],
  names: Set<string>,
  index: MeshIndex,
  service: ServiceResource,
): SplitRow {
  const all = index.workloadsBehind(service);
  const there = subsets.find((s) =>
    sameWorkloads(version.workloads, selected(all, subsets, s.name)),
  );
  const subset = there?.name ?? freeName(version.name, names);
  names.add(subset);
  return {
    key: `${own} ${subset}`,
    label: version.name,
    version,
    hostname: own,
    subset,
    at: null,
    set: null,
    exact: null,
    makesSubset: !there,
  };
}

/** Subsets that clients of the service's own namespace know. */
function subsetsOf(
  index: MeshIndex,
  { meta }: ServiceResource,
  hostname: string,
  settings: MeshSettings,
): readonly Subset[] {
  const { cluster, namespace } = meta;
  const scope = { object: namespace, client: namespace };
  const host = resolveConfigHost(index, cluster, hostname, scope, settings);
  const client = { meta: { cluster, namespace }, podLabels: {} };
  return destinationPolicyFor(index, client, host, settings)?.subsets ?? [];
}

function selected(
  workloads: readonly WorkloadResource[],
  subsets: readonly Subset[],
  name: string | null,
): readonly WorkloadResource[] {
  if (name === null) return workloads;
  const labels = subsets.find((s) => s.name === name)?.labels;
  if (labels === undefined) return [];
  return workloads.filter((w) => Object.entries(labels).every(([k, v]) => w.podLabels[k] === v));
}

export const sameWorkloads = (
  a: readonly WorkloadResource[],
  b: readonly WorkloadResource[],
): boolean => a.length > 0 && a.length === b.length && a.every((w) => b.includes(w));

/** A subset's name for a version: its value as a DNS label, with a number where that is taken. */
function freeName(version: string, taken: ReadonlySet<string>): string {
  const stem =
    version
      .toLowerCase()
      .replaceAll(/[^a-z0-9-]+/g, "-")
      .replaceAll(/^-+|-+$/g, "")
      .slice(0, 60) || "version";
  let name = stem;
  for (let n = 2; taken.has(name); n++) name = `${stem}-${n}`;
  return name;
}
