import { type ConfigResource, refOf } from "../../../model/resource";
import { children, numeral, type Spec } from "../../../routing/spec/read-spec";
import type { Analyzer } from "../../analyzer";
import { GRPC_ROUTE, HTTP_ROUTE, kialiCode, ownCode, VIRTUAL_SERVICE } from "../../codes";
import type { Finding } from "../../finding";
import { type AnalysisContext, fullHost } from "../../registry/context";
import { type DestinationPlace, destinationsIn, finding } from "../../registry/spec-parts";

const SUM_ZERO = ownCode("HED102", "error");
const NEGATIVE = ownCode("HED103", "error");
const SUM_ODD = ownCode("HED104", "info");
const ALL_BACKENDS_ZERO = ownCode("HED105", "error");
const LONE_WEIGHT = kialiCode("KIA1104", "warning");
const TWICE = kialiCode("KIA1105", "warning");

/**
 * Weights of one rule: what Istio's webhook refuses (a sum of 0 among several, a weight below 0), and what it takes but may not be meant.
 * Any other sum is taken: weights are relative to it.
 *
 * Sources: istio/istio `pkg/config/validation/validation.go` validateWeights, asked of istiod 1.30.3; Kiali `checkers/virtualservices`;
 * Gateway API `BackendRef.weight` (all 0: 500).
 */
export const weights: Analyzer = {
  name: "weights",
  judges: [VIRTUAL_SERVICE, HTTP_ROUTE, GRPC_ROUTE],
  codes: [SUM_ZERO, NEGATIVE, SUM_ODD, ALL_BACKENDS_ZERO, LONE_WEIGHT, TWICE],
  reads: [],
  judge: (resource, context) =>
    resource.kind === VIRTUAL_SERVICE
      ? rulesOf(resource).flatMap((rule) => judgeRule(resource, rule, context))
      : children(resource.spec, "rules").flatMap((rule, i) => judgeBackends(resource, rule, i)),
};

/** The destinations of each rule, mirrors left out. */
function rulesOf(vs: ConfigResource): readonly (readonly DestinationPlace[])[] {
  const rules: DestinationPlace[][] = [];
  for (const d of destinationsIn(vs)) {
    if (d.mirror) continue;
    // Those of one rule stand beside each other.
    const [before] = rules.at(-1) ?? [];
    if (before?.protocol === d.protocol && before.rule === d.rule) rules.at(-1)?.push(d);
    else rules.push([d]);
  }
  return rules;
}

const weightPath = (d: DestinationPlace) => [...d.path.slice(0, -1), "weight"];

function judgeRule(
  vs: ConfigResource,
  rule: readonly DestinationPlace[],
  context: AnalysisContext,
): readonly Finding[] {
  const [first] = rule;
  if (first === undefined) return [];
  const negative = rule.filter((d) => (d.weight ?? 0) < 0);
  const below = negative.map((d) =>
    finding(NEGATIVE, vs, weightPath(d), { weight: d.weight ?? 0 }),
  );
  if (rule.length === 1) return [...below, ...judgeLone(vs, first)];
  const sum = rule.reduce((total, d) => total + (d.weight ?? 0), 0);
  const path = first.path.slice(0, 4);
  const ofSum =
    negative.length > 0 || sum === 100
      ? []
      : [finding(sum === 0 ? SUM_ZERO : SUM_ODD, vs, path, { sum })];
  return [...below, ...ofSum, ...twice(vs, rule, context)];
}

function judgeLone(vs: ConfigResource, d: DestinationPlace): readonly Finding[] {
  const { weight } = d;
  if (weight === null || weight < 1 || weight > 99) return [];
  const path = weightPath(d);
  const fix = { ref: refOf(vs), changes: [{ op: "remove", path, was: weight }] } as const;
  return [finding(LONE_WEIGHT, vs, path, { weight }, { fix })];
}

function twice(
  vs: ConfigResource,
  rule: readonly DestinationPlace[],
  { settings }: AnalysisContext,
): readonly Finding[] {
  const keyOf = (d: DestinationPlace) => `${fullHost(d.host, vs, settings)} ${d.subset ?? ""}`;
  const keys = rule.map(keyOf);
  return rule
    .filter((d, i) => keys.indexOf(keyOf(d)) < i)
    .map((d) => finding(TWICE, vs, [...d.path, "host"], { host: d.host, subset: d.subset ?? "" }));
}

/** Without any share left, requests are answered with 500. No backend at all is a matter of the rule's filters. */
function judgeBackends(route: ConfigResource, rule: Spec, i: number): readonly Finding[] {
  const backends = children(rule, "backendRefs");
  if (backends.length === 0 || backends.some((b) => (numeral(b, "weight") ?? 1) !== 0)) return [];
  return [finding(ALL_BACKENDS_ZERO, route, ["spec", "rules", i, "backendRefs"], {})];
}
