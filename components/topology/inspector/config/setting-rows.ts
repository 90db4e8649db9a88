import { refKey } from "@/lib/mesh/model/resource";
import type { Decided, TraceHop } from "@/lib/mesh/trace/answer";
import type { DestinationInForce } from "@/lib/mesh/trace/rules/rules-in-force";
import { routingText } from "@/lib/messages/topology/routing";
import { hopLabels, hopSentence } from "@/lib/messages/trace/hops";

/** One thing that a rule sets, or a default does. */
export type RuleRow = {
  readonly key: string;
  readonly label: string;
  readonly text: string;
  /** Empty where a default holds, or there is nothing to decide. */
  readonly by: readonly Decided[];
  /** Whose default holds; `null` where `by` decides. */
  readonly otherwise: string | null;
  /** It goes against what the caller wants. */
  readonly isWarned: boolean;
};

/** One row and the destinations that it holds for. */
type Held = { readonly row: RuleRow; readonly at: readonly DestinationInForce[] };

/**
 * What the DestinationRule in force sets at the destinations of a rule, and what keeps requests from them: as the answer for a request
 * says it, each once. Where it does not hold for all of them it says for which.
 */
export function settingRows(destinations: readonly DestinationInForce[]): readonly RuleRow[] {
  const rows = new Map<string, Held>();
  for (const destination of destinations) {
    for (const row of destination.hops.flatMap(rowOf)) {
      const known = rows.get(row.key)?.at ?? [];
      if (!known.includes(destination)) rows.set(row.key, { row, at: [...known, destination] });
    }
  }
  return [...rows.values()].map(({ row, at }) =>
    at.length === destinations.length || row.label === routingText.subset
      ? row
      : { ...row, text: routingText.at(at.map(nameOf), row.text) },
  );
}

const nameOf = ({ subset, host }: DestinationInForce): string => subset ?? host;

/** Defaults are left out, and how many servers there are: it is shown elsewhere. */
function rowOf(hop: TraceHop): readonly RuleRow[] {
  const { tone, text } = hopSentence(hop);
  const isWarned = tone === "bad" || tone === "warn";
  if (!isWarned && (hop.by.length === 0 || hop.at === "endpoints")) return [];
  const shown =
    hop.code === "destination-rule" ? followed(hop) : { label: hopLabels[hop.at], text };
  const by = hop.by.map(({ object, path }) => `${refKey(object)} ${path}`);
  const key = JSON.stringify([shown, by]);
  return [{ key, ...shown, by: withoutWhole(hop.by), otherwise: null, isWarned }];
}

/** The subset that is followed, or the rule as a whole. */
function followed({ facts: { subset } }: TraceHop): Pick<RuleRow, "label" | "text"> {
  return subset === undefined
    ? { label: routingText.follows, text: "" }
    : { label: routingText.subset, text: String(subset) };
}

/** An object with a place that decides is not named as a whole besides. */
const withoutWhole = (all: readonly Decided[]): readonly Decided[] =>
  all.filter(
    ({ object, path }) =>
      path !== "" ||
      !all.some((other) => other.path !== "" && refKey(other.object) === refKey(object)),
  );
