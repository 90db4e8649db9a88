/**
 * One term of the find and hide language: `ns:shop`, `rps>10`, `-version:v2`, `idle`, or a bare word that matches names.
 *
 * Grammar: terms separated by blanks are AND; `OR` and parentheses as usual; `-` negates a term or a group.
 */
export type Query =
  | { readonly type: "and" | "or"; readonly operands: readonly Query[] }
  | { readonly type: "not"; readonly operand: Query }
  /** A bare word: part of a name, or with `*` a pattern for the whole name. */
  | { readonly type: "text"; readonly pattern: string }
  /**
   * `field:pattern`: the whole value; `*` matches anything, `\*` and `\\` stand for themselves. `key` is the part before `=` of
   * `label:team=pay`, `null` for every other field.
   */
  | {
      readonly type: "match";
      readonly field: MatchField;
      readonly key: string | null;
      readonly pattern: string;
    }
  /** `value` in base units: requests per second, 0..1, milliseconds, bytes per second. */
  | {
      readonly type: "compare";
      readonly field: CompareField;
      readonly operator: "<" | "<=" | "=" | "!=" | ">=" | ">";
      readonly value: number;
    }
  | { readonly type: "flag"; readonly field: FlagField };

export type MatchField =
  | "ns"
  | "app"
  | "version"
  | "kind"
  | "name"
  | "label"
  | "protocol"
  | "health"
  | "from"
  | "to"
  | "via"
  | "service"
  | "workload"
  | "cluster"
  | "flag"
  | "code"
  | "principal"
  | "sourceprincipal"
  | "destprincipal"
  | "severity"
  | "owner";

export type CompareField =
  | "rps"
  | "err"
  | "4xx"
  | "p50"
  | "p95"
  | "p99"
  | "avg"
  | "mtls"
  | "bytes"
  | "share"
  | "rank"
  | "age";

export type FlagField =
  | "idle"
  | "external"
  | "healthy"
  | "outside"
  | "denied"
  | "unknown"
  | "gateway"
  | "dead"
  | "root"
  | "serviceentry";
