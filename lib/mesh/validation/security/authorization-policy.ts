import { isAddress, isNetwork } from "../checks/names";
import { at, count, type Field, items, lines, str, sub } from "../field";
import type { Report } from "../rule-problem";
import { conditionFault } from "./conditions";
import { checkPathTemplates } from "./path-template";
import { checkAttachment } from "./selector";

/** Source: istio/istio `pkg/config/validation/validation.go` ValidateAuthorizationPolicy. */
export function checkAuthorizationPolicy(spec: Field, report: Report): void {
  checkAttachment(spec, report);
  const action = str(spec, "action") || "ALLOW";
  checkProvider(spec, action, report);
  const rules = items(spec, "rules");
  if (action === "DENY" && rules.length === 0) {
    report.error(
      at(spec, "rules"),
      "DENY action without `rules` is meaningless as it will never be triggered, add at least one rule",
    );
  }
  for (const rule of rules) checkRule(rule, action, report);
}

function checkProvider(spec: Field, action: string, report: Report): void {
  const provider = sub(spec, "provider");
  if (action === "CUSTOM") {
    if (count(spec, "rules") === 0) {
      report.error(
        at(spec, "rules"),
        "CUSTOM action without `rules` is meaningless as it will never be triggered, add at least one rule",
      );
    }
    if (provider === null || str(provider, "name") === "") {
      report.error(at(spec, "provider", "name"), "`provider.name` must not be empty");
    }
  } else if (provider !== null) {
    report.error(provider.path, "`provider` must not be with non CUSTOM action");
  }
}

function checkRule(rule: Field, action: string, report: Report): void {
  for (const from of items(rule, "from")) {
    const source = sub(from, "source");
    if (source === null) report.error(at(from, "source"), "`from.source` cannot be nil");
    else checkSource(source, action, report);
  }
  for (const to of items(rule, "to")) {
    const operation = sub(to, "operation");
    if (operation === null) report.error(at(to, "operation"), "`to.operation` cannot be nil");
    else checkOperation(operation, report);
  }
  for (const condition of items(rule, "when")) checkCondition(condition, action, report);
  if (action === "DENY" && onlyHttp(rule)) {
    report.warn(
      rule.path,
      "configured AuthorizationPolicy will deny all traffic to TCP ports under its scope due to the use of only HTTP attributes in a DENY rule; it is recommended to explicitly specify the port",
    );
  }
}

const SOURCES = [
  ...["principals", "requestPrincipals", "namespaces", "ipBlocks", "remoteIpBlocks"],
  ...["notPrincipals", "notRequestPrincipals", "notNamespaces", "notIpBlocks", "notRemoteIpBlocks"],
  ...["serviceAccounts", "notServiceAccounts", "trustDomains", "notTrustDomains"],
];

function checkSource(source: Field, action: string, report: Report): void {
  if (SOURCES.every((key) => count(source, key) === 0)) {
    report.error(source.path, "`from.source` must have at least one field set");
  }
  for (const key of SOURCES) {
    if (key.toLowerCase().endsWith("ipblocks")) checkBlocks(source, key, report);
    else checkNotEmpty(source, key, report);
    if (/serviceAccounts$/i.test(key)) checkAccounts(source, key, report);
  }
  const accounts = count(source, "serviceAccounts") + count(source, "notServiceAccounts") > 0;
  const others = ["principals", "notPrincipals", "namespaces", "notNamespaces"].some(
    (key) => count(source, key) > 0,
  );
  if (accounts && others) {
    report.error(source.path, "`serviceAccounts` cannot be set with `principals` or `namespaces`");
  }
  if (action === "CUSTOM") checkCustomSource(source, report);
}

/** What an external authorizer may not be chosen by: identities, which mTLS and tokens give. */
const NOT_WITH_CUSTOM = SOURCES.filter((key) => !key.toLowerCase().endsWith("ipblocks"));

/** Executed against istiod 1.30.3. */
function checkCustomSource(source: Field, report: Report): void {
  for (const key of NOT_WITH_CUSTOM) {
    if (count(source, key) === 0) continue;
    const name = `${key.charAt(0).toUpperCase()}${key.slice(1)}`;
    report.error(at(source, key), `From.${name} is currently not supported with CUSTOM action`);
  }
}

function checkBlocks(source: Field, key: string, report: Report): void {
  for (const { text, path } of lines(source, key)) {
    if (!isAddress(text) && !isNetwork(text))
      report.error(path, `invalid IP or CIDR in ${key}: ${text}`);
  }
}

function checkNotEmpty(field: Field, key: string, report: Report): void {
  for (const { text, path } of lines(field, key)) {
    if (text === "") report.error(path, `\`${key}\` cannot contain an empty value`);
  }
}

function checkAccounts(source: Field, key: string, report: Report): void {
  for (const { text, path } of lines(source, key)) {
    if (text.includes("*")) report.error(path, `wildcard is not supported in ${key}: ${text}`);
    if (text.split("/").length > 2)
      report.error(
        path,
        `expected 0 or 1 '/' characters, found ${text.split("/").length - 1}: ${text}`,
      );
    if (text.split("/").includes("") && text !== "")
      report.error(path, `\`${key}\` parts cannot be empty: ${text}`);
  }
}

const OPERATIONS = [
  ...["ports", "methods", "hosts", "paths"],
  ...["notPorts", "notMethods", "notHosts", "notPaths"],
];

function checkOperation(operation: Field, report: Report): void {
  if (OPERATIONS.every((key) => count(operation, key) === 0)) {
    report.error(operation.path, "`to.operation` must have at least one field set");
  }
  for (const key of OPERATIONS) {
    checkNotEmpty(operation, key, report);
    if (/ports$/i.test(key)) checkPorts(operation, key, report);
    if (/paths$/i.test(key)) checkPathTemplates(operation, key, report);
  }
}

function checkPorts(operation: Field, key: string, report: Report): void {
  for (const { text, path } of lines(operation, key)) {
    const port = /^[+-]?\d+$/.test(text) ? Number(text) : Number.NaN;
    if (!(port >= 1 && port <= 65_535)) report.error(path, `invalid ports in ${key}: ${text}`);
  }
}

const CUSTOM_KEYS = /^(?:source\.(?!ip$)|request\.auth\.)/;

function checkCondition(condition: Field, action: string, report: Report): void {
  const key = str(condition, "key");
  if (key === "") report.error(at(condition, "key"), "`key` cannot be empty");
  else {
    const fault = conditionFault(condition, key);
    if (fault !== null) report.error(at(condition, "key"), fault);
    if (action === "CUSTOM" && CUSTOM_KEYS.test(key)) {
      report.error(at(condition, "key"), `${key} is currently not supported with CUSTOM action`);
    }
  }
  if (count(condition, "values") === 0 && count(condition, "notValues") === 0) {
    report.error(
      condition.path,
      `at least one of \`values\` or \`notValues\` must be set for key ${key}`,
    );
  }
}

const HTTP_SOURCES = [
  "requestPrincipals",
  "notRequestPrincipals",
  "remoteIpBlocks",
  "notRemoteIpBlocks",
];
const HTTP_OPERATIONS = ["methods", "hosts", "paths", "notMethods", "notHosts", "notPaths"];

/** Whether a rule is about HTTP alone: on a TCP port what remains of it takes every connection. */
function onlyHttp(rule: Field): boolean {
  const sources = items(rule, "from").flatMap((f) => sub(f, "source") ?? []);
  const operations = items(rule, "to").flatMap((t) => sub(t, "operation") ?? []);
  const keys = [...sources, ...operations].flatMap((part) =>
    Object.keys(part.value).filter((key) => count(part, key) > 0),
  );
  const when = items(rule, "when").map((c) => str(c, "key"));
  const used = [...keys, ...when];
  const isHttp = (key: string) =>
    HTTP_SOURCES.includes(key) || HTTP_OPERATIONS.includes(key) || key.startsWith("request.");
  return used.length > 0 && used.every(isHttp);
}
