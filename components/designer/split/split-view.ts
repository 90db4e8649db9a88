import type { ConfigRef, ObjectEdit } from "@/lib/mesh/changes/edit";
import {
  type SplitChoice,
  type SplitEdit,
  splitChoices,
  splitTable,
} from "@/lib/mesh/changes/split/split";
import type { SplitRow, SplitTable } from "@/lib/mesh/changes/split/split-rows";
import { isJsonList, isJsonObject, type Json } from "@/lib/mesh/manifest/json";
import type { MeshIndex } from "@/lib/mesh/model/mesh-index";
import { sameJson } from "@/lib/mesh/model/raw/equal";
import { refKey, type ServiceResource } from "@/lib/mesh/model/resource";
import { takesAll } from "@/lib/mesh/routing/rules/read-match";

/** One string per choice of a service, the same in every snapshot. */
export const choiceKey = (choice: SplitChoice): string =>
  choice.type === "create"
    ? `create ${choice.api}`
    : `${refKey(choice.site.ref)} ${choice.site.path}`;

/**
 * The choice that is shown: the one asked for; after an object was made, the rule in it; else the first rule with weights that sidecars
 * follow, one that takes whatever earlier rules leave before one for some requests alone; the first with weights, or the first at all.
 */
export function shownChoice(
  choices: readonly SplitChoice[],
  asked: string | null,
  index: MeshIndex,
  service: ServiceResource,
): SplitChoice | null {
  const found = choices.find((choice) => choiceKey(choice) === asked);
  if (found !== undefined) return found;
  const made = choices.find(
    (c) => c.type === "rule" && asked === `create ${c.site.api}` && c.site.entries.includes("mesh"),
  );
  if (made !== undefined) return made;
  const open = choices.filter((choice) => splitTable(index, service, choice).ok);
  const followed = open.filter((c) => c.type === "create" || c.site.entries.includes("mesh"));
  return followed.find(takesTheRest) ?? followed[0] ?? open[0] ?? choices[0] ?? null;
}

const takesTheRest = (choice: SplitChoice): boolean =>
  choice.type === "rule" &&
  (choice.site.matches.length === 0 || choice.site.matches.some(takesAll));

/** The whole percent that was typed into a box, with or without its sign; `null` for anything else: it is not rounded or cut to fit. */
export function typedWeight(typed: string): number | null {
  const [, digits] = /^\s*(\d{1,3})\s*%?\s*$/.exec(typed) ?? [];
  const weight = digits === undefined ? null : Number(digits);
  return weight === null || weight > 100 ? null : weight;
}

/** What the cluster sets now for the rows of a table, by row, in percent, not always whole; `null` where the rule, or the row in it, is not there. */
export function setInCluster(
  base: MeshIndex,
  service: ServiceResource,
  choice: SplitChoice,
  table: SplitTable,
): ReadonlyMap<string, number | null> {
  const now = rowsInCluster(base, service, choice);
  return new Map(table.rows.map((row) => [row.key, now.find(isSame(row))?.exact ?? null]));
}

/**
 * The rows of a table as they stood before anything was drafted, new ones last: a version that a gesture puts into a rule keeps its
 * place on the screen, and the presets their version.
 */
export function inStandingOrder(
  base: MeshIndex,
  service: ServiceResource,
  choice: SplitChoice,
  table: SplitTable,
): readonly SplitRow[] {
  const now = rowsInCluster(base, service, choice);
  const place = (row: SplitRow) => {
    const at = now.findIndex(isSame(row));
    return at < 0 ? now.length : at;
  };
  return table.rows.toSorted((a, b) => place(a) - place(b));
}

const isSame = (a: SplitRow) => (b: SplitRow) => a.hostname === b.hostname && a.subset === b.subset;

/** The rows of a choice in the cluster; where its rule is not there, those of an object to be made. */
function rowsInCluster(
  base: MeshIndex,
  service: ServiceResource,
  choice: SplitChoice,
): readonly SplitRow[] {
  const standing =
    choice.type === "rule"
      ? (ruleInCluster(base, service, choice) ?? { type: "create" as const, api: choice.site.api })
      : choice;
  const table = splitTable(base, service, standing);
  return table.ok ? table.value.rows : [];
}

/** The same rule in the cluster: at its place with the same matches, else the only one of the object with these. */
function ruleInCluster(
  base: MeshIndex,
  service: ServiceResource,
  { site }: Extract<SplitChoice, { type: "rule" }>,
): SplitChoice | null {
  const rules = splitChoices(base, service).flatMap((c) => (c.type === "rule" ? [c] : []));
  const alike = rules.filter(
    (c) =>
      refKey(c.site.ref) === refKey(site.ref) &&
      sameJson(withoutPlace(c.site.matches), withoutPlace(site.matches)),
  );
  return (
    alike.find((c) => c.site.path === site.path) ?? (alike.length === 1 ? alike[0] : null) ?? null
  );
}

const withoutPlace = (matches: readonly { readonly path: string }[]) =>
  matches.map(({ path: _, ...match }) => match);

/** Whether an edit changes nothing of the objects that it names. */
export const isNothing = ({ objects }: Pick<SplitEdit, "objects">): boolean =>
  objects.every((object) => object.type === "patch" && object.changes.length === 0);

/** What a split writes besides the weights of its rule, for the line that says so first. */
export type SplitWrites = {
  readonly made: readonly { readonly ref: ConfigRef; readonly subsets: readonly string[] }[];
  readonly changed: readonly { readonly ref: ConfigRef; readonly subsets: readonly string[] }[];
};

export function splitWrites({ objects }: Pick<SplitEdit, "objects">): SplitWrites {
  const named = objects.map((object) => ({ object, ref: object.ref, subsets: newSubsets(object) }));
  return {
    made: named.filter(({ object }) => object.type === "create").map(plain),
    changed: named
      .filter(({ object, subsets }) => object.type === "patch" && subsets.length > 0)
      .map(plain),
  };
}

const plain = ({ ref, subsets }: { ref: ConfigRef; subsets: readonly string[] }) => ({
  ref,
  subsets,
});

function newSubsets(object: ObjectEdit): readonly string[] {
  if (object.type === "create") return subsetNames(specField(object.value, "subsets"));
  if (object.type === "remove") return [];
  return object.changes.flatMap((change) => {
    if (change.op === "remove" || change.path[1] !== "subsets") return [];
    return change.op === "insert" ? subsetNames([change.to]) : subsetNames(change.to);
  });
}

const specField = (value: Json, key: string): Json | undefined => {
  const spec = isJsonObject(value) ? value["spec"] : undefined;
  return isJsonObject(spec) ? spec[key] : undefined;
};

const subsetNames = (list: Json | undefined): readonly string[] =>
  (isJsonList(list) ? list : []).flatMap((subset) => {
    const name = isJsonObject(subset) ? subset["name"] : undefined;
    return typeof name === "string" ? [name] : [];
  });
