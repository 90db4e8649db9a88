import { type CelInput, celEnv, isCelError, parse, plan } from "@bufbuild/cel";
import type { SchemaRule } from "../schema";
import { kubernetesFunctions } from "./kubernetes-functions";

/** What a rule says of a value. An error counts as a refusal; `error` is then its cause. */
export type RuleVerdict =
  | { readonly holds: true }
  | { readonly holds: false; readonly message: string; readonly error: string | null };

export type CompiledRule = (self: CelInput) => RuleVerdict;

const environment = celEnv({ funcs: [...kubernetesFunctions] });

const compiled = new WeakMap<SchemaRule, CompiledRule | null>();

/** Compiling costs a hundred times what evaluating does, and every place of one kind has the same rules. */
export function ruleOf(rule: SchemaRule): CompiledRule | null {
  const known = compiled.get(rule);
  if (known !== undefined) return known;
  const made = compileRule(rule);
  compiled.set(rule, made);
  return made;
}

const plans = new Map<string, ((self: CelInput) => unknown) | null>();

function planOf(expression: string): ((self: CelInput) => unknown) | null {
  const known = plans.get(expression);
  if (known !== undefined) return known;
  const made = makePlan(expression);
  plans.set(expression, made);
  return made;
}

/** `null` where a function is called that is not known here: the API server alone can tell then. */
function makePlan(expression: string): ((self: CelInput) => unknown) | null {
  const parsed = parse(expression);
  if ([...functionsIn(parsed.expr)].some((name) => !isKnown(name))) return null;
  const run = plan(environment, parsed);
  return (self) => run({ self });
}

/** Names of the functions that an expression calls, macros expanded. The tree is plain data: a call holds its name under `function`. */
function* functionsIn(part: unknown): Generator<string> {
  if (typeof part !== "object" || part === null) return;
  for (const [key, value] of Object.entries(part)) {
    if (key === "function" && typeof value === "string") yield value;
    else yield* functionsIn(value);
  }
}

/** Operators are spelled with signs, `_&&_`; the planner itself knows them. */
const isKnown = (name: string): boolean =>
  !/^[A-Za-z]\w*$/.test(name) || environment.funcs.find(name) !== undefined;

function compileRule(rule: SchemaRule): CompiledRule | null {
  // Rules about a change are not asked when an object is made.
  if (/\boldSelf\b/.test(rule.rule)) return null;
  const run = planOf(rule.rule);
  if (run === null) return null;
  const words = rule.messageExpression === null ? null : planOf(rule.messageExpression);
  const fixed = rule.message ?? `failed rule: ${rule.rule.trim()}`;
  return (self) => {
    const answer = run(self);
    if (answer === true) return { holds: true };
    const made = words?.(self);
    const message = typeof made === "string" ? made : fixed;
    return { holds: false, message, error: isCelError(answer) ? asGoSays(answer.message) : null };
  };
}

/** The cause that users meet, in the words of the API server's own CEL; those of functions have them already. */
function asGoSays(message: string): string {
  return message.replace(/^field not found: /, "no such key: ");
}
