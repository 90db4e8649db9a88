import { type ResourceRef, refKey } from "@/lib/mesh/model/resource";
import type { Decided } from "@/lib/mesh/trace/answer";
import type { RuleInForce, Setting } from "@/lib/mesh/trace/rules/rules-in-force";
import { routingText } from "@/lib/messages/topology/routing";
import { answerText } from "@/lib/messages/trace/trace-page";
import { type RuleRow, settingRows } from "./setting-rows";

const { labels } = answerText;

/** What a rule does with the requests that it takes, in the order of the answer for one request. */
export function ruleRows(rule: RuleInForce): readonly RuleRow[] {
  const { action, destinations, timeout, retries, mirrors, fault } = rule;
  const row = (label: string, text: string, by: Decided | null): RuleRow => ({
    ...{ key: label, label, text },
    by: by === null ? [] : [by],
    otherwise: null,
    isWarned: label === labels.fault,
  });
  const rows: RuleRow[] = [];
  if (fault !== null) {
    rows.push(row(labels.fault, answerText.fault(fault.what), fault.by[0] ?? null));
  }
  if (action !== "forward") {
    rows.push(row(labels.answer, routingText.action[action], null));
  }
  for (const { by, host, subset, port, share } of destinations) {
    const shown = answerText.destination({ host, subset, port, share, endpoints: null });
    rows.push(row(routingText.to, shown, by));
  }
  rows.push(...settingRows(destinations));
  if (timeout !== null) {
    const shown = answerText.limit(timeout.ms);
    rows.push({ ...row(labels.timeout, shown, timeout.by), otherwise: defaultOf(timeout) });
  }
  if (retries !== null) {
    const shown = answerText.retries(retries);
    rows.push({ ...row(labels.retries, shown, retries.by), otherwise: defaultOf(retries) });
  }
  for (const { by, ...mirror } of mirrors) {
    rows.push(row(labels.mirror, answerText.mirror(mirror), by));
  }
  return rows.map((one, i) => ({ ...one, key: `${one.key} ${i}` }));
}

const defaultOf = ({ by, otherwise }: Setting): string | null =>
  by === null ? routingText.otherwise[otherwise] : null;

/** Rules in order, those of one object that follow each other together. */
export function byObject(
  rules: readonly RuleInForce[],
): readonly { readonly object: ResourceRef; readonly rules: readonly RuleInForce[] }[] {
  const runs: { object: ResourceRef; rules: RuleInForce[] }[] = [];
  for (const rule of rules) {
    const last = runs.at(-1);
    if (last && refKey(last.object) === refKey(rule.rule.object)) last.rules.push(rule);
    else runs.push({ object: rule.rule.object, rules: [rule] });
  }
  return runs;
}

/** All places of an object that its rules name, each once. */
export function placesIn(object: ResourceRef, rules: readonly RuleInForce[]): readonly string[] {
  const own = refKey(object);
  const places = rules.flatMap((rule) => [rule.rule, ...ruleRows(rule).flatMap(({ by }) => by)]);
  const paths = places.flatMap((place) =>
    refKey(place.object) === own && place.path !== "" ? [place.path] : [],
  );
  return [...new Set(paths)];
}
