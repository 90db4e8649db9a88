import { checkPort } from "../checks/names";
import { checkDuration, checkExpression, checkStringMatch } from "../checks/values";
import { at, type Field, has, items, lines, num, str, sub } from "../field";
import type { Report } from "../rule-problem";

/** Source: istio/istio `pkg/config/validation/virtualservice.go` validateHTTPRedirect. */
export function checkRedirect(route: Field, report: Report): void {
  const redirect = sub(route, "redirect");
  if (redirect === null) return;
  const port = num(redirect, "port");
  const says = ["uri", "authority", "scheme"].some((key) => str(redirect, key) !== "");
  if (!says && port === null && !has(redirect, "derivePort")) {
    report.error(redirect.path, "redirect must specify URI, authority, scheme, or port");
  }
  if (port !== null && port !== 0) checkPort(port, at(redirect, "port"), report);
  const scheme = str(redirect, "scheme");
  if (scheme !== "" && scheme !== "http" && scheme !== "https") {
    report.error(at(redirect, "scheme"), "redirect scheme must be either http or https");
  }
  const code = num(redirect, "redirectCode") ?? 0;
  if (code !== 0 && (code < 300 || code > 399)) {
    report.error(at(redirect, "redirectCode"), `${code} is not a valid redirect code, must be 3xx`);
  }
}

const MAX_BODY = 1024 * 1024;
const LARGE_BODY = 100 * 1024;

/** Source: validateHTTPDirectResponse. */
export function checkDirectResponse(route: Field, report: Report): void {
  const direct = sub(route, "directResponse");
  if (direct === null) return;
  const status = num(direct, "status") ?? 0;
  if (status < 200 || status > 600)
    report.error(at(direct, "status"), `HTTP status ${status} is not in range 200-599`);
  const body = sub(direct, "body");
  if (body === null) return;
  const size = Math.max(utf8Length(str(body, "string")), (str(body, "bytes").length * 3) / 4);
  if (size > MAX_BODY) report.error(body.path, "response body size must be < 1MB");
  else if (size > LARGE_BODY)
    report.warn(
      body.path,
      "response body is larger than 100KB: this may impact the performance of the proxy",
    );
}

function utf8Length(text: string): number {
  let length = 0;
  for (const char of text) {
    const code = char.codePointAt(0) ?? 0;
    length += code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
  }
  return length;
}

const RETRY_ON = new Set([
  ...["5xx", "gateway-error", "reset", "reset-before-request", "connect-failure", "retriable-4xx"],
  ...["refused-stream", "retriable-status-codes", "retriable-headers", "envoy-ratelimited"],
  ...["http3-post-connect-failure", "cancelled", "deadline-exceeded", "internal"],
  ...["resource-exhausted", "unavailable"],
]);

const STATUS_CODES = new Set([
  ...[100, 101, 102, 103, 200, 201, 202, 203, 204, 205, 206, 207, 208, 226, 300, 301, 302, 303],
  ...[304, 305, 307, 308, 400, 401, 402, 403, 404, 405, 406, 407, 408, 409, 410, 411, 412, 413],
  ...[414, 415, 416, 417, 418, 421, 422, 423, 424, 425, 426, 428, 429, 431, 451, 500, 501, 502],
  ...[503, 504, 505, 506, 507, 508, 510, 511],
]);

/** Source: validateHTTPRetry. */
export function checkRetries(route: Field, report: Report): void {
  const retries = sub(route, "retries");
  if (retries === null) return;
  const attempts = num(retries, "attempts") ?? 0;
  if (attempts < 0) report.error(at(retries, "attempts"), "attempts cannot be negative");
  const says =
    has(retries, "perTryTimeout") ||
    str(retries, "retryOn") !== "" ||
    has(retries, "retryRemoteLocalities");
  if (attempts === 0 && says) {
    report.error(
      at(retries, "attempts"),
      "http retry policy configured when attempts are set to 0 (disabled)",
    );
  }
  checkDuration(retries, "perTryTimeout", report);
  checkDuration(retries, "backoff", report);
  for (const policy of str(retries, "retryOn").split(",")) {
    if (
      policy === "" ||
      RETRY_ON.has(policy) ||
      (/^\+?\d+$/.test(policy) && STATUS_CODES.has(Number(policy)))
    )
      continue;
    report.error(at(retries, "retryOn"), `"${policy}" is not a valid retryOn policy`);
  }
}

/** Source: validateHTTPRewrite. */
export function checkRewrite(route: Field, report: Report): void {
  const rewrite = sub(route, "rewrite");
  if (rewrite === null) return;
  const uri = str(rewrite, "uri");
  const regex = sub(rewrite, "uriRegexRewrite");
  if (uri !== "" && regex !== null) {
    report.error(
      at(rewrite, "uriRegexRewrite"),
      "rewrite may only contain one of URI or UriRegexRewrite",
    );
  }
  if (uri === "" && regex === null && str(rewrite, "authority") === "") {
    report.error(
      rewrite.path,
      "rewrite must specify at least one of URI, UriRegexRewrite, or authority",
    );
  }
  if (regex === null) return;
  if (str(regex, "match") === "" || str(regex, "rewrite") === "") {
    report.error(
      regex.path,
      "UriRegexRewrite requires both Rewrite and Match fields to be specified",
    );
  }
  if (str(regex, "match") !== "")
    checkExpression(str(regex, "match"), "uriRegexRewrite", at(regex, "match"), report);
}

const METHODS = new Set([
  "GET",
  "HEAD",
  "POST",
  "PUT",
  "PATCH",
  "DELETE",
  "*",
  "CONNECT",
  "OPTIONS",
  "TRACE",
]);
const TOKEN = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;

/** Source: validateCORSPolicy. */
export function checkCors(route: Field, report: Report): void {
  const cors = sub(route, "corsPolicy");
  if (cors === null) return;
  for (const origin of items(cors, "allowOrigins")) {
    const says = ["exact", "prefix", "regex"].some((key) => str(origin, key) !== "");
    if (!says) report.error(origin.path, "'' is not a valid match type for CORS allow origins");
    checkStringMatch(origin.value, "corsPolicy.allowOrigins", origin.path, report);
  }
  for (const { text, path } of lines(cors, "allowMethods")) {
    if (!METHODS.has(text)) report.error(path, `"${text}" is not a supported HTTP method`);
  }
  for (const key of ["allowHeaders", "exposeHeaders"]) {
    for (const { text, path } of lines(cors, key)) {
      if (!TOKEN.test(text)) report.error(path, `header name ${text} is not a valid header name`);
    }
  }
  if (!has(cors, "maxAge")) return;
  checkDuration(cors, "maxAge", report);
  const seconds = /^[+-]?(?:\d+(?:h|m|s))+$/.test(str(cors, "maxAge"));
  if (!seconds)
    report.error(at(cors, "maxAge"), "max_age duration is accurate only to seconds precision");
}
