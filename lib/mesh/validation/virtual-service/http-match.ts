import { checkPort, isDnsLabel } from "../checks/names";
import { checkGatewayNames } from "../checks/shared";
import { checkLabels, checkStringMatch } from "../checks/values";
import { at, entriesOf, type Field, has, items, num, str } from "../field";
import type { Report } from "../rule-problem";
import { matchNameFault } from "./headers";

const STRING_FIELDS = ["uri", "scheme", "method", "authority"] as const;
const NAMED_FIELDS = ["headers", "withoutHeaders", "queryParams"] as const;

/**
 * The same for a route of its own, one that hands over and one that is handed to: executed against istiod 1.30.3, which merges patterns too.
 *
 * Source: istio/istio `pkg/config/validation/virtualservice.go` validateHTTPRouteMatchRequest.
 */
export function checkMatches(route: Field, report: Report): void {
  for (const match of items(route, "match")) {
    checkTexts(match, report);
    checkMatch(match, report);
  }
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
