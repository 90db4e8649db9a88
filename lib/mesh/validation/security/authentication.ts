import { at, entriesOf, type Field, has, items, lines, str, sub } from "../field";
import type { Report } from "../rule-problem";
import { jwksFault } from "./jwks";
import { checkAttachment } from "./selector";

/** Source: istio/istio `pkg/config/validation/validation.go` ValidatePeerAuthentication. */
export function checkPeerAuthentication(spec: Field, report: Report): void {
  checkAttachment(spec, report);
  const selector = sub(spec, "selector");
  const wide = selector === null || entriesOf(selector, "matchLabels").length === 0;
  const ports = entriesOf(spec, "portLevelMtls");
  if (wide && ports.length > 0) {
    report.error(
      at(spec, "portLevelMtls"),
      "mesh/namespace peer authentication cannot have port level mTLS",
    );
  }
  for (const [port] of ports) {
    if (port === "0") report.error(at(spec, "portLevelMtls", port), "port cannot be 0");
  }
}

/** Source: ValidateRequestAuthentication. */
export function checkRequestAuthentication(spec: Field, report: Report): void {
  checkAttachment(spec, report);
  for (const rule of items(spec, "jwtRules")) checkJwtRule(rule, report);
}

function checkJwtRule(rule: Field, report: Report): void {
  if (str(rule, "issuer") === "" && has(rule, "issuer"))
    report.error(at(rule, "issuer"), "issuer cannot be empty string");
  if (str(rule, "issuer") === "" && str(rule, "jwksUri") === "") {
    report.error(rule.path, "issuer or jwksUri must be non-empty string");
  }
  for (const { text, path } of lines(rule, "audiences")) {
    if (text === "") report.error(path, "audience must be non-empty string");
  }
  checkKeys(rule, report);
  checkPlaces(rule, report);
  for (const output of items(rule, "outputClaimToHeaders")) checkOutput(output, report);
}

function checkKeys(rule: Field, report: Report): void {
  const uri = str(rule, "jwksUri");
  if (uri !== "" && !isHttpUrl(uri))
    report.error(at(rule, "jwksUri"), `URI scheme or host of "${uri}" is not supported`);
  const jwks = str(rule, "jwks");
  if (uri !== "" && jwks !== "")
    report.error(at(rule, "jwks"), "only one of jwks or jwksUri can be set");
  if (jwks !== "") {
    const fault = jwksFault(jwks);
    if (fault !== null) report.error(at(rule, "jwks"), fault);
  }
}

const isHttpUrl = (uri: string): boolean => /^https?:\/\/[^/\s]+/.test(uri);

const TOKEN = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;

function checkPlaces(rule: Field, report: Report): void {
  for (const header of items(rule, "fromHeaders")) {
    if (str(header, "name") === "")
      report.error(at(header, "name"), "location header name must be non-empty string");
  }
  for (const { text, path } of lines(rule, "fromParams")) {
    if (text === "") report.error(path, "location query must be non-empty string");
  }
  for (const { text, path } of lines(rule, "fromCookies")) {
    if (text === "") report.error(path, "cookie name must be non-empty string");
  }
}

function checkOutput(output: Field, report: Report): void {
  const [header, claim] = [str(output, "header"), str(output, "claim")];
  if (header === "" || claim === "") {
    report.error(
      output.path,
      `outputClaimToHeaders header and claim value must be non-empty string`,
    );
    return;
  }
  if (!TOKEN.test(header))
    report.error(at(output, "header"), `header name ${header} is not a valid header name`);
}
