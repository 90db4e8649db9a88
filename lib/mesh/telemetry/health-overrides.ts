import { parseHealthAnnotation, wholePattern } from "./health-annotation";
import { matchesPattern } from "./matching/matches-pattern";
import type { Pattern } from "./matching/pattern";

/** Kinds of nodes that rules can be set for. */
export const RULED_KINDS = ["service", "workload", "app", "external"] as const;

/**
 * Rules of health for some objects. `namespace`, `kind` and `name` choose them, each an expression for the whole text; one that is left
 * out chooses all. `rate` is written as in the annotation `health.kiali.io/rate`.
 */
export type HealthOverride = {
  readonly namespace?: string;
  readonly kind?: string;
  readonly name?: string;
  readonly rate: string;
};

type Place = { readonly namespace: string | null; readonly kind: string; readonly name: string };

/** The rules set for an object: those of the first entry that chooses it; `null` where none does. */
export function overrideFor(overrides: readonly HealthOverride[], place: Place): string | null {
  const { kind, name } = place;
  const namespace = place.namespace ?? "";
  const entry = overrides.find((one) => {
    const expressions = compiled(one);
    return (
      expressions !== null &&
      matchesPattern(expressions.namespace, namespace) &&
      matchesPattern(expressions.kind, kind) &&
      matchesPattern(expressions.name, name)
    );
  });
  return entry?.rate ?? null;
}

type Expressions = Readonly<Record<"namespace" | "kind" | "name", Pattern>>;

const known = new WeakMap<HealthOverride, Expressions | null>();

function compiled(override: HealthOverride): Expressions | null {
  const hit = known.get(override);
  if (hit !== undefined) return hit;
  const namespace = wholePattern(override.namespace ?? "");
  const kind = wholePattern(override.kind ?? "");
  const name = wholePattern(override.name ?? "");
  const made = namespace && kind && name ? { namespace, kind, name } : null;
  known.set(override, made);
  return made;
}

/** What of an entry cannot be used: the name of the field, or an entry of `rate` as it stands; `null` when all can. */
export function flawOf(override: HealthOverride): string | null {
  for (const field of ["namespace", "kind", "name"] as const) {
    const text = override[field] ?? "";
    // `*` is an expression, of nothing repeated: who writes it means any name, and would get none.
    if (/^[*+?]/.test(text) || wholePattern(text) === null) return field;
  }
  const { problems, rules } = parseHealthAnnotation(override.rate);
  return problems[0]?.entry ?? (rules.length === 0 ? "rate" : null);
}
