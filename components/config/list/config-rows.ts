import type { MeshFindings } from "@/lib/live/findings/findings-by-object";
import { severityRank, worstOf } from "@/lib/live/findings/findings-by-object";
import type { Severity } from "@/lib/mesh/analysis/finding";
import { bareKind, CONFIG_KINDS } from "@/lib/mesh/model/kinds";
import type { MeshIndex } from "@/lib/mesh/model/mesh-index";
import {
  type ConfigResource,
  type MeshResource,
  type ResourceRef,
  refKey,
  refOf,
} from "@/lib/mesh/model/resource";
import { shortNames } from "@/lib/mesh/model/short-names";
import { compileQuery, type QuerySubject } from "@/lib/mesh/query/match";
import { parseQuery } from "@/lib/mesh/query/parse";
import { type AppliesTo, appliesTo } from "@/lib/mesh/references/applies-to";
import { configListText } from "@/lib/messages/config-place/list";
import type { ConfigColumnId } from "@/lib/view/config/config-params";
import type { Sort } from "@/lib/view/sort";
import { ownerSeen } from "./owner-seen";

/** One object of the list. */
export type ConfigRow = {
  readonly key: string;
  readonly ref: ResourceRef;
  readonly kind: string;
  /** `null` without a finding, and before there are any. */
  readonly severity: Severity | null;
  /** `null` before the mesh was analysed. */
  readonly findings: number | null;
  readonly codes: readonly string[];
  readonly applies: string;
  /** Empty for what is no configuration. */
  readonly owner: string;
  /** All by which the owners are found. */
  readonly owners: readonly string[];
  /** Epoch ms; `null` where the cluster does not say. */
  readonly createdAt: number | null;
  readonly labels: MeshResource["meta"]["labels"];
};

/**
 * All configuration of the mesh, and every other object with a finding: a namespace, a service.
 *
 * @param findings `null` before the mesh was analysed
 */
export function configRows(index: MeshIndex, findings: MeshFindings | null): readonly ConfigRow[] {
  const objects = CONFIG_KINDS.flatMap(({ id }): readonly ConfigResource[] => index.all(id));
  const known = new Set(objects.map((object) => refKey(refOf(object))));
  const others = [...(findings?.byObject ?? [])]
    .filter(([key]) => !known.has(key))
    .flatMap(([, [first]]) => (first === undefined ? [] : [first.ref]));
  return [
    ...objects.map((object) => rowOf(object, index, findings)),
    ...others.map((ref) => otherRow(ref, index, findings)),
  ];
}

function rowOf(object: ConfigResource, index: MeshIndex, findings: MeshFindings | null): ConfigRow {
  const ref = refOf(object);
  const owner = ownerSeen(object);
  return {
    ...judged(ref, findings),
    applies: configListText.applies(appliesOf(object, index)),
    owner: owner.text,
    owners: owner.terms,
    createdAt: timeOf(object.meta.createdAt),
    labels: object.meta.labels,
  };
}

const appliesOf = (object: ConfigResource, index: MeshIndex): AppliesTo => appliesTo(index, object);

function otherRow(
  ref: ResourceRef,
  { snapshot }: MeshIndex,
  findings: MeshFindings | null,
): ConfigRow {
  const meta = snapshot.resources.get(refKey(ref))?.meta;
  return {
    ...judged(ref, findings),
    applies: "",
    owner: "",
    owners: [],
    createdAt: timeOf(meta?.createdAt ?? null),
    labels: meta?.labels ?? {},
  };
}

function judged(ref: ResourceRef, findings: MeshFindings | null) {
  const key = refKey(ref);
  const own = findings?.byObject.get(key) ?? [];
  return {
    key,
    ref,
    kind: bareKind(ref.kind),
    severity: worstOf(own),
    findings: findings === null ? null : own.length,
    codes: [...new Set(own.map(({ code }) => code))],
  };
}

function timeOf(createdAt: string | null): number | null {
  const at = createdAt === null ? Number.NaN : Date.parse(createdAt);
  return Number.isNaN(at) ? null : at;
}

/** The facts that the query language asks an object for. */
const subjectOf = (row: ConfigRow, now: number | null): QuerySubject => ({
  text: [row.ref.name, row.kind],
  strings: {
    ns: [row.ref.namespace],
    name: [row.ref.name],
    kind: [row.kind, row.ref.kind],
    severity: row.findings === null ? [] : [row.severity ?? "none"],
    owner: row.owners,
    code: row.codes,
    cluster: [row.ref.cluster],
  },
  aliases: { kind: shortNames(row.ref.kind) },
  labels: [row.labels],
  numbers: {
    age: row.createdAt === null || now === null ? null : Math.max(0, (now - row.createdAt) / 1000),
  },
  flags: new Set(),
});

export type RowFilter = {
  readonly clusters: readonly string[] | null;
  readonly namespaces: readonly string[] | null;
  /** Queries as they are written; one that cannot be read filters nothing. */
  readonly find: string;
  readonly hide: string;
  /** Epoch ms by the server's clock, which ages are counted from; `null` while it is not known. */
  readonly now: number | null;
};

/** The rows in scope that are found and not hidden. Cluster-scoped objects are in every namespace's scope. */
export function shownRows(
  rows: readonly ConfigRow[],
  { clusters, namespaces, find, hide, now }: RowFilter,
): readonly ConfigRow[] {
  const isFound = test(find) ?? (() => true);
  const isHidden = test(hide) ?? (() => false);
  return rows.filter((row) => {
    const { cluster, namespace } = row.ref;
    if (clusters !== null && !clusters.includes(cluster)) return false;
    if (namespaces !== null && namespace !== "" && !namespaces.includes(namespace)) return false;
    const subject = subjectOf(row, now);
    return isFound(subject) && !isHidden(subject);
  });
}

const AGE_STEP_MS = 5_000;

/** The moment that a filter has to know: in steps, and only where a term of it is about ages. */
export const momentFor = ({ find, hide }: Pick<RowFilter, "find" | "hide">, now: number) =>
  now > 0 && /\bage\b/i.test(`${find} ${hide}`) ? now - (now % AGE_STEP_MS) : null;

/** Whether a filter asks for findings, so that no row is a fact before the mesh was analysed. */
export const asksFindings = ({ find, hide }: Pick<RowFilter, "find" | "hide">): boolean =>
  /\b(?:severity|code)\b/i.test(`${find} ${hide}`);

function test(text: string): ((subject: QuerySubject) => boolean) | null {
  const query = parseQuery(text);
  return query.ok && query.value !== null ? compileQuery(query.value) : null;
}

type Value = string | number | null;

const VALUES: Readonly<Record<ConfigColumnId, (row: ConfigRow) => Value>> = {
  kind: (row) => row.kind,
  namespace: (row) => row.ref.namespace,
  name: (row) => row.ref.name,
  severity: (row) => severityRank(row.severity),
  findings: (row) => row.findings,
  applies: (row) => row.applies,
  owner: (row) => row.owner,
  // The youngest first is what grows with the age.
  age: (row) => (row.createdAt === null ? null : -row.createdAt),
};

/** Columns by which rows that are equal in the chosen one are put in order. */
const THEN: readonly ConfigColumnId[] = ["severity", "namespace", "kind", "name"];

/** Sorted by a column; what is not known comes last both ways, and equal rows by their worst finding, then by name. */
export function sortedRows(
  rows: readonly ConfigRow[],
  { column, direction }: Sort<ConfigColumnId>,
): readonly ConfigRow[] {
  const sign = direction === "ascending" ? 1 : -1;
  return rows.toSorted((a, b) => {
    const first = compare(VALUES[column](a), VALUES[column](b), sign);
    if (first !== 0) return first;
    if (column === "severity") {
      const more = compare(a.findings, b.findings, -1);
      if (more !== 0) return more;
    }
    for (const id of THEN) {
      const next = compare(VALUES[id](a), VALUES[id](b), 1);
      if (next !== 0) return next;
    }
    return compare(a.key, b.key, 1);
  });
}

function compare(a: Value, b: Value, sign: number): number {
  if (a === null || b === null) return a === b ? 0 : a === null ? 1 : -1;
  if (typeof a === "number" && typeof b === "number") return sign * (a - b);
  return sign * NAMES.compare(String(a), String(b));
}

const NAMES = new Intl.Collator("en", { numeric: true });

const NUMERIC: ReadonlySet<ConfigColumnId> = new Set(["findings"]);

/** What a press on a heading sorts by: names upwards first, counts downwards first, then the other way. */
export function nextSort(
  current: Sort<ConfigColumnId>,
  column: ConfigColumnId,
): Sort<ConfigColumnId> {
  if (current.column !== column) {
    return { column, direction: NUMERIC.has(column) ? "descending" : "ascending" };
  }
  return { column, direction: current.direction === "ascending" ? "descending" : "ascending" };
}

/** How many rows have each severity as their worst; `none` those without a finding. */
export function countBySeverity(rows: readonly ConfigRow[]): Readonly<Record<Worst, number>> {
  const counts = { error: 0, warning: 0, info: 0, none: 0 };
  for (const row of rows) counts[row.severity ?? "none"] += 1;
  return counts;
}

export type Worst = Severity | "none";
