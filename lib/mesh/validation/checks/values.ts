import type { JsonPath } from "../../manifest/json";
import { compiled } from "../../routing/match/re2";
import { at, entriesOf, type Field, has, num, str } from "../field";
import type { Report } from "../rule-problem";
import { isDnsLabel } from "./names";

const NS: Readonly<Record<string, number>> = {
  h: 3_600e9,
  m: 60e9,
  s: 1e9,
  ms: 1e6,
  us: 1e3,
  µs: 1e3,
  ns: 1,
};

/** A duration in ns, by the grammar of Go's `time.ParseDuration`; `null` for any other text. */
export function durationNs(text: string): number | null {
  const body = /^[+-]?(.*)$/.exec(text)?.[1] ?? "";
  if (body === "0") return 0;
  if (!/^(?:(?:\d+\.?\d*|\.\d+)(?:h|ms|m|s|us|µs|ns))+$/.test(body)) return null;
  let total = 0;
  for (const [, amount, unit] of body.matchAll(/(\d+\.?\d*|\.\d+)(h|ms|m|s|us|µs|ns)/g)) {
    total += Number(amount) * (NS[unit ?? ""] ?? 0);
  }
  return text.startsWith("-") ? -total : total;
}

/** A text that istiod can read as a duration. */
export function checkReadable(field: Field, key: string, report: Report): number | null {
  if (!has(field, key)) return null;
  const ns = durationNs(str(field, key));
  if (ns === null)
    report.error(at(field, key), `bad Duration: time: invalid duration "${str(field, key)}"`);
  return ns;
}

/** At least 1 ms, in whole ms. Source: istio/istio `pkg/config/validation/agent/validation.go` ValidateDuration. */
export function checkDuration(field: Field, key: string, report: Report): void {
  const ns = checkReadable(field, key, report);
  if (ns === null) return;
  if (ns < 1e6) report.error(at(field, key), "duration must be greater than 1ms");
  if (ns % 1e6 !== 0) report.error(at(field, key), "only durations to ms precision are supported");
}

/** `percentage: {value}`: 0 to 100. Source: `validation.go` validatePercentage. */
export function checkPercentage(field: Field, key: string, report: Report): void {
  const value = num({ value: asSpec(field.value[key]), path: at(field, key) }, "value");
  if (value === null) return;
  if (value < 0 || value > 100) {
    report.error(at(field, key, "value"), `percentage ${value} is not in range 0..100`);
  }
  if (value > 0 && value < 0.0001) {
    report.error(at(field, key, "value"), `percentage ${value} is less than 0.0001`);
  }
}

const asSpec = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value) ? { ...value } : {};

/** A StringMatch: no empty prefix, and a regular expression that RE2 takes. Source: `virtualservice.go` validateStringMatch. */
export function checkStringMatch(
  match: unknown,
  where: string,
  path: JsonPath,
  report: Report,
): void {
  const spec = asSpec(match);
  if (spec["prefix"] === "" && where !== "uri") {
    report.error(path, `"${where}": prefix string match should not be empty`);
  }
  if (spec["regex"] === "")
    report.error(path, `"${where}": regex string match should not be empty`);
  if (typeof spec["regex"] === "string") checkExpression(spec["regex"], where, path, report);
}

export function checkExpression(
  pattern: string,
  where: string,
  path: JsonPath,
  report: Report,
): void {
  if (pattern.length > 1024) {
    report.error(path, `"${where}": regex is too large, max length allowed is 1024`);
    return;
  }
  if (compiled(pattern) === null) {
    report.error(
      path,
      `"${where}": error parsing regexp \`${pattern}\`; Istio uses RE2 style regex-based match`,
    );
  }
}

const TAG_NAME = /^[a-zA-Z0-9](?:[-a-zA-Z0-9_.]*[a-zA-Z0-9])?$/;
const TAG_PREFIX =
  /^[a-zA-Z0-9](?:[-a-zA-Z0-9]*[a-zA-Z0-9])?(?:\.[a-zA-Z0-9](?:[-a-zA-Z0-9]*[a-zA-Z0-9])?)*$/;

/** Keys and values as Kubernetes labels have them. Source: istio/istio `pkg/config/labels/instance.go` Validate. */
export function checkLabels(field: Field, key: string, report: Report): void {
  for (const [name, value] of entriesOf(field, key)) {
    if (!isTagKey(name)) report.error(at(field, key, name), `invalid tag key: "${name}"`);
    if (typeof value === "string" && value !== "" && !isTagValue(value)) {
      report.error(at(field, key, name), `invalid tag value: "${value}"`);
    }
  }
}

function isTagKey(name: string): boolean {
  const slash = name.lastIndexOf("/");
  const prefix = slash < 0 ? null : name.slice(0, slash);
  const own = name.slice(slash + 1);
  const prefixOk = prefix === null || (prefix.length <= 253 && TAG_PREFIX.test(prefix));
  return prefixOk && own.length <= 63 && TAG_NAME.test(own);
}

/** Of any length: executed against istiod 1.30.3. */
const isTagValue = (value: string): boolean => TAG_NAME.test(value);

/** Source: `validation.go` validateSubsetName. */
export function checkSubsetName(name: string, path: JsonPath, report: Report): void {
  if (name === "") report.error(path, "subset name cannot be empty");
  else if (!isDnsLabel(name)) report.error(path, `subset name is invalid: ${name}`);
}
