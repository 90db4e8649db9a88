import { at, entriesOf, type Field, has, lines, str, sub } from "../field";
import type { Report } from "../rule-problem";

/** A pseudo header begins with a colon. */
const MATCH_NAME = /^:?[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;

/** `headers` of a rule or of a destination. Source: istio/istio `pkg/config/validation/validation.go` ValidateHTTPHeader… */
export function checkHeaders(holder: Field, report: Report): void {
  const headers = sub(holder, "headers");
  if (headers === null) return;
  for (const side of ["request", "response"] as const) {
    const operations = sub(headers, side);
    if (operations === null) continue;
    for (const key of ["add", "set"]) checkValues(operations, key, side === "request", report);
    for (const { text, path } of lines(operations, "remove")) {
      const fault = headerFault(text, false);
      if (fault !== null) report.error(path, fault);
    }
  }
}

function checkValues(operations: Field, key: string, authority: boolean, report: Report): void {
  for (const [name, value] of entriesOf(operations, key)) {
    const path = at(operations, key, name);
    const fault = headerFault(name, authority);
    if (fault !== null) report.error(path, fault);
    if (typeof value === "string" && /[\r\n\0]/.test(value)) {
      report.error(path, `header value configuration ${value} is invalid`);
    }
  }
}

/** The operation may name `:authority` and `host` where it sets or adds to a request. */
function headerFault(name: string, authority: boolean): string | null {
  if (name === "") return "header name cannot be empty";
  const lower = name.toLowerCase();
  if (authority && (lower === ":authority" || lower === "host")) return null;
  if (lower.startsWith(":") || lower === "host") {
    return `invalid header "${name}": header cannot have ":" prefix or be "host"`;
  }
  return null;
}

/** Name of a header to match: no claims are looked into here. Source: ValidateHTTPHeaderNameOrJwtClaimRoute. */
export function matchNameFault(name: string): string | null {
  if (name === "") return "header name cannot be empty";
  if (/^@request\.auth\.claims(?:\.|\[).+/.test(name)) return null;
  return MATCH_NAME.test(name) ? null : `header name ${name} is not a valid header name`;
}

/** `:authority` and `host` may be given once, by `rewrite.authority` or by the headers. Source: validateAuthorityRewrite. */
export function checkAuthority(route: Field, report: Report): void {
  const rewrite = sub(route, "rewrite");
  const headers = sub(route, "headers");
  const request = headers && sub(headers, "request");
  let given = rewrite !== null && has(rewrite, "authority") && str(rewrite, "authority") !== "";
  for (const key of ["set", "add"]) {
    for (const [name] of request ? entriesOf(request, key) : []) {
      if (![":authority", "host"].includes(name.toLowerCase())) continue;
      if (given && request)
        report.error(at(request, key, name), "authority header cannot be set multiple times");
      given = true;
    }
  }
}
