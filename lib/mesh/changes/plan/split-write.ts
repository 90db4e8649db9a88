import { diffJson } from "../../manifest/diff-json";
import { equalJson } from "../../manifest/field-change";
import { isJsonList, isJsonObject, type Json, type JsonObject } from "../../manifest/json";
import type { ObjectChange } from "../change-set";
import { identityOf } from "../fold/item-identity";
import { plainText } from "../fold/text";

/** Lists whose items others refer to, and the fields that must not change with them for both halves to make sense. */
const LISTS: Readonly<
  Record<string, { readonly list: string; readonly fixed: "host" | "rest" | null }>
> = {
  "DestinationRule.networking.istio.io": { list: "subsets", fixed: "host" },
  // With other ports or endpoints a host that came early would lead to the old ones.
  "ServiceEntry.networking.istio.io": { list: "hosts", fixed: "rest" },
  "Gateway.gateway.networking.k8s.io": { list: "listeners", fixed: null },
  "ListenerSet.gateway.networking.k8s.io": { list: "listeners", fixed: null },
};

/**
 * One update as two: first what it adds for others to refer to and nothing else, then all the rest. `null` where it adds nothing of
 * the kind, or where the halves would not be sound by themselves.
 */
export function splitWrite(change: ObjectChange): readonly [ObjectChange, ObjectChange] | null {
  const rule = LISTS[change.ref.kind];
  if (change.type !== "update" || rule === undefined) return null;
  const { before, after } = change;
  const [was, to] = [before["spec"], after["spec"]];
  if (!isJsonObject(was) || !isJsonObject(to)) return null;
  if (rule.fixed === "host" && was["host"] !== to["host"]) return null;
  if (rule.fixed === "rest" && !equalJson(rest(was, rule.list), rest(to, rule.list))) return null;

  const had = itemsOf(was, rule.list);
  const known = new Set(had.map(identityOf));
  const added = itemsOf(to, rule.list).filter((item) => !known.has(identityOf(item)));
  if (added.length === 0) return null;
  const middle = { ...before, spec: { ...was, [rule.list]: [...had, ...added] } };
  if (equalJson(middle, after)) return null;
  const first = { after: middle, text: plainText(middle), changes: diffJson(before, middle) };
  return [
    { ...change, ...first },
    { ...change, before: middle, changes: diffJson(middle, after) },
  ];
}

const itemsOf = (spec: JsonObject, list: string): readonly Json[] => {
  const items = spec[list];
  return isJsonList(items) ? items : [];
};

const rest = (spec: JsonObject, list: string): JsonObject =>
  Object.fromEntries(Object.entries(spec).filter(([key]) => key !== list));
