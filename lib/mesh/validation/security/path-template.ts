import { type Field, lines } from "../field";
import type { Report } from "../rule-problem";

const LITERAL = /^[a-zA-Z0-9._~%!$&'()+,;=:@-]*$/;

/** Templates `{*}` (one segment) and `{**}` (the rest) in paths. Source: istio/istio `pkg/config/security/security.go` CheckValidPathTemplate. */
export function checkPathTemplates(operation: Field, key: string, report: Report): void {
  for (const { text, path } of lines(operation, key)) {
    const fault = templateFault(text);
    if (fault !== null) report.error(path, fault);
  }
}

function templateFault(text: string): string | null {
  const refused = `invalid or unsupported path ${text}`;
  if (!text.includes("{*}") && !text.includes("{**}")) {
    const braces = text.includes("{") || text.includes("}");
    return braces ? `${refused}. Contains '{' or '}' beyond a supported path template` : null;
  }
  const segments = text.split("/").slice(1);
  const rest = segments.indexOf("{**}");
  if (rest >= 0 && segments.slice(rest + 1).some(isOperator)) {
    return `${refused}: {**} is not the last operator`;
  }
  const wrong = segments.find((s) => !isOperator(s) && (s.includes("*") || !LITERAL.test(s)));
  return wrong === undefined ? null : `${refused}: "${wrong}" is not a literal`;
}

const isOperator = (segment: string): boolean => segment === "{*}" || segment === "{**}";
