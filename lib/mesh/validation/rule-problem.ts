import type { JsonPath } from "../manifest/json";

/** One thing that istiod's admission webhook says of an object: an error refuses it, a warning does not. */
export type RuleProblem = {
  readonly severity: "error" | "warning";
  /** The value that is wrong, from the top of the object. */
  readonly path: JsonPath;
  readonly message: string;
};

/** Where the rules of a kind say what they find. */
export type Report = {
  readonly error: (path: JsonPath, message: string) => void;
  readonly warn: (path: JsonPath, message: string) => void;
};

export function collect(rules: (report: Report) => void): readonly RuleProblem[] {
  const problems: RuleProblem[] = [];
  rules({
    error: (path, message) => problems.push({ severity: "error", path, message }),
    warn: (path, message) => problems.push({ severity: "warning", path, message }),
  });
  return problems;
}
