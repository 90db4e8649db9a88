import type { ResourceRef } from "../../model/resource";
import type { Spec } from "../../routing/spec/read-spec";
import type { Uncertainty } from "../../routing/spec/uncertainty";
import type { AuthorizationRequest } from "../authorization-request";
import { type Clause, clausesOf, type RuleClauses, type RulePlace } from "./clause";
import { allOf, anyOf, not, type Truth } from "./truth";

/** Who asks a rule: the proxy that enforces it, for the action of its policy. */
export type Asked = RulePlace & {
  /** The action narrows what is let through (DENY, CUSTOM, AUDIT): what cannot be judged is left out, which denies more. */
  readonly narrows: boolean;
  /** It is a ztunnel, which knows connections alone. */
  readonly ztunnel: boolean;
  /** The rule, for the reasons of doubt. */
  readonly ref: ResourceRef;
  readonly path: string;
};

/**
 * Whether a rule of an AuthorizationPolicy matches: any of `from`, any of `to`, and all of `when`.
 *
 * On a connection that is no HTTP, a rule that allows and says anything about HTTP never matches. One that denies is judged without
 * those fields, which denies more; a ztunnel leaves it out where nothing else is in it. The same goes for a value that is none.
 *
 * Sources: istio/istio `pilot/pkg/security/authz/model/model.go` Generate, `builder/builder.go`,
 * `pilot/pkg/serviceregistry/kube/controller/ambient/authorization.go`.
 */
export function ruleMatches(rule: Spec, request: AuthorizationRequest, asked: Asked): Truth {
  const read = clausesOf(rule, request, asked);
  if (read === null) return false;
  const all = [...read.from.flat(), ...read.to.flat(), ...read.when];
  const tcp = request.protocol === "tcp";
  const useless = (c: Clause) => tcp && c.http;
  const unfit = all.some((c) => useless(c) || hasInvalid(c));
  if (!asked.narrows) return unfit ? false : judge(read, asked, () => false);
  if (asked.ztunnel && all.length > 0 && all.every(useless)) return false;
  return judge(read, asked, useless);
}

const hasInvalid = (c: Clause): boolean =>
  [...c.values, ...c.notValues].some((v) => c.compare(v) === "invalid");

function judge(read: RuleClauses, asked: Asked, leaveOut: (c: Clause) => boolean): Truth {
  const hold = (clauses: readonly Clause[]) =>
    allOf(clauses.filter((c) => !leaveOut(c)).map((c) => holds(c, asked)));
  const some = (alternatives: readonly (readonly Clause[])[]) =>
    alternatives.length === 0 || anyOf(alternatives.map(hold));
  return allOf([some(read.from), some(read.to), hold(read.when)]);
}

/** Values that are none are left out; without any other the field says nothing. */
function holds(c: Clause, asked: Asked): Truth {
  const truths = (values: readonly string[], path: string): readonly Truth[] => {
    const found = [...new Set(values.map(c.compare))].filter((v) => v !== "invalid");
    return found.map((v) => (v === "unknown" ? doubt(asked, path) : v));
  };
  const [some, none] = [truths(c.values, c.path), truths(c.notValues, c.notPath)];
  return allOf([some.length === 0 || anyOf(some), none.length === 0 || not(anyOf(none))]);
}

const doubt = ({ ref, path }: Asked, at: string): readonly Uncertainty[] => [
  { code: "unknown-attribute", ref, path: `${path}.${at}` },
];
