import { checkPort, isDnsLabel } from "../checks/names";
import { checkGatewayNames } from "../checks/shared";
import { checkLabels, checkStringMatch } from "../checks/values";
import { at, count, entriesOf, type Field, has, items, num, str, sub } from "../field";
import type { Report } from "../rule-problem";
import { matchNameFault } from "./headers";
import type { RouteType } from "./route-type";

const STRING_FIELDS = ["uri", "scheme", "method", "authority"] as const;
const NAMED_FIELDS = ["headers", "withoutHeaders", "queryParams"] as const;

/** Source: istio/istio `pkg/config/validation/virtualservice.go` validateHTTPRouteMatchRequest. */
export function checkMatches(route: Field, type: RouteType, report: Report): void {
  for (const match of items(route, "match")) {
    if (type === "independent") checkTexts(match, report);
    else checkNoExpressions(match, report);
    checkMatch(match, report);
    if (type === "delegate") checkDelegated(match, report);
  }
}

/** Matches of a root and of its delegate are merged, which cannot be done with regular expressions. */
function checkNoExpressions(match: Field, report: Report): void {
  for (const key of STRING_FIELDS) {
    const part = sub(match, key);
    if (part !== null && has(part, "regex"))
      report.error(at(part, "regex"), `${key} match does not support regex match for delegating`);
  }
  for (const key of NAMED_FIELDS) {
    for (const [name, value] of entriesOf(match, key)) {
      if (hasExpression(value))
        report.error(
          at(match, key, name),
          `${key} match ${name} does not support regex match for delegating`,
        );
    }
  }
}

const hasExpression = (value: unknown): boolean =>
  typeof value === "object" && value !== null && "regex" in value;

function checkDelegated(match: Field, report: Report): void {
  if (count(match, "gateways") > 0)
    report.error(at(match, "gateways"), "delegate HTTP route match must not specify gateways");
}

function checkTexts(match: Field, report: Report): void {
  for (const key of STRING_FIELDS) {
    if (has(match, key)) checkStringMatch(match.value[key], key, at(match, key), report);
  }
  for (const key of NAMED_FIELDS) {
    for (const [name, value] of entriesOf(match, key)) {
      checkStringMatch(value, key, at(match, key, name), report);
    }
  }
}

function checkMatch(match: Field, report: Report): void {
  for (const key of ["headers", "withoutHeaders"]) {
    for (const [name] of entriesOf(match, key)) {
      const fault = matchNameFault(name);
      if (fault !== null) report.error(at(match, key, name), fault);
    }
  }
  const port = num(match, "port") ?? 0;
  if (port !== 0) checkPort(port, at(match, "port"), report);
  checkLabels(match, "sourceLabels", report);
  checkGatewayNames(match, report);
  checkSourceNamespace(match, report);
}

function checkSourceNamespace(match: Field, report: Report): void {
  const namespace = str(match, "sourceNamespace");
  if (namespace !== "" && !isDnsLabel(namespace)) {
    report.error(at(match, "sourceNamespace"), `sourceNamespace match ${namespace} is invalid`);
  }
}
