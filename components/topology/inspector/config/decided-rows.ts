import { refKey } from "@/lib/mesh/model/resource";
import type { AppliedRole } from "@/lib/mesh/routing/applied/applied-object";
import type { Decided, TraceHop } from "@/lib/mesh/trace/answer";
import type { RuleInForce } from "@/lib/mesh/trace/rules/rules-in-force";
import { isSetting } from "@/lib/messages/trace/settings";
import type { RoutingInForce } from "./routing-facts";

/** One part that objects play for some callers, and the places that do, in the order in which they are asked. */
export type DecidedRow = { readonly role: AppliedRole; readonly places: readonly Decided[] };

/** Which places decide what becomes of the requests of callers that follow the same rules. Defaults are left out. */
export function decidedRows({ rules, places }: RoutingInForce): readonly DecidedRow[] {
  const all = rules.flatMap(({ ports }) => ports.flatMap(({ rules: of }) => of));
  const written = all.filter(({ rule }) => rule.path !== "");
  const hops = all.flatMap(({ destinations }) => destinations.flatMap((d) => d.hops));
  const entries = places.filter(({ role }) => role === "service-entry");
  const rows: readonly DecidedRow[] = [
    { role: "split", places: written.filter(splits).map(weightsOf) },
    { role: "route", places: written.filter((r) => !splits(r)).map(({ rule }) => rule) },
    { role: "fault", places: all.flatMap(({ fault }) => fault?.by ?? []) },
    { role: "mirror", places: all.flatMap(({ mirrors }) => mirrors.map(({ by }) => by)) },
    { role: "subsets", places: hops.filter(isDestination).flatMap(subsetOf) },
    { role: "traffic-policy", places: hops.filter(isSetting).flatMap(({ by }) => by) },
    { role: "service-entry", places: entries.map(({ ref, path }) => ({ object: ref, path })) },
  ];
  return rows
    .map(({ role, places: found }) => ({ role, places: once(found) }))
    .filter(({ places: found }) => found.length > 0);
}

const splits = ({ destinations }: RuleInForce): boolean => destinations.length > 1;

/** The list of a rule's destinations: their weights divide its requests. */
function weightsOf({ rule, destinations: [first] }: RuleInForce): Decided {
  const by = first?.by ?? null;
  return by === null ? rule : { ...by, path: by.path.replace(/\[\d+\]$/, "") };
}

const isDestination = ({ at }: TraceHop): boolean => at === "destination";

/** A destination names its subset's place before the rule itself. */
const subsetOf = ({ by, facts }: TraceHop): readonly Decided[] =>
  facts["subset"] === undefined ? [] : by.filter(({ path }) => path !== "").slice(0, 1);

const once = (places: readonly Decided[]): readonly Decided[] => [
  ...new Map(places.map((place) => [`${refKey(place.object)} ${place.path}`, place])).values(),
];
