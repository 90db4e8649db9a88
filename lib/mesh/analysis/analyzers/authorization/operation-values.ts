import type { ConfigResource } from "../../../model/resource";
import { refOf } from "../../../model/resource";
import type { Analyzer } from "../../analyzer";
import { AUTHORIZATION_POLICY, kialiCode, SERVICE_ENTRY, VIRTUAL_SERVICE } from "../../codes";
import type { Finding } from "../../finding";
import { type RuleField, ruleFields } from "../../reading/policy-rules";
import type { AnalysisContext } from "../../registry/context";
import { finding } from "../../registry/spec-parts";

const UNKNOWN_METHOD = kialiCode("KIA0102", "warning");
const UNKNOWN_HOST = kialiCode("KIA0104", "error");

/**
 * Methods that no request has, and hosts of the mesh that do not exist: such a value never matches.
 *
 * Source: Kiali `business/checkers/authorization/{http_methods,no_host}_checker.go`. Unlike it, a method in lower case is found: methods
 * compare with case (RFC 9110 section 9.1; Envoy `StringMatcher.ignore_case` is not set). Hosts outside the mesh are not judged, for a
 * gateway may be called by any name; where everything outside may be called, an unknown one is a warning.
 */
export const operationValues: Analyzer = {
  name: "operation-values",
  judges: [AUTHORIZATION_POLICY],
  codes: [UNKNOWN_METHOD, UNKNOWN_HOST],
  reads: [VIRTUAL_SERVICE, SERVICE_ENTRY, "Service", "Namespace", "MeshConfig"],
  follow: ({ meta }, { index }) =>
    index
      .all(AUTHORIZATION_POLICY)
      .filter((p) => p.meta.cluster === meta.cluster)
      .filter((p) => ruleFields(p).some((field) => field.name === "hosts")),
  judge: (policy, context) =>
    ruleFields(policy).flatMap((field) => [
      ...judgeMethods(policy, field),
      ...judgeHosts(policy, field, context),
    ]),
};

const METHODS = "GET HEAD POST PUT DELETE CONNECT OPTIONS TRACE PATCH".split(" ");

function judgeMethods(policy: ConfigResource, field: RuleField): readonly Finding[] {
  if (field.name !== "methods" && field.name !== "notMethods") return [];
  return field.values.flatMap((method, k) => {
    if (METHODS.some((known) => matchesPattern(method, known))) return [];
    const path = [...field.path, k];
    const to = method.toUpperCase();
    const fix = METHODS.some((known) => matchesPattern(to, known))
      ? { ref: refOf(policy), changes: [{ op: "set", path, was: method, to }] as const }
      : null;
    return [finding(UNKNOWN_METHOD, policy, path, { method }, { fix })];
  });
}

function matchesPattern(pattern: string, value: string): boolean {
  if (pattern === "*") return true;
  if (pattern.endsWith("*")) return value.startsWith(pattern.slice(0, -1));
  return pattern.startsWith("*") ? value.endsWith(pattern.slice(1)) : pattern === value;
}

function judgeHosts(
  policy: ConfigResource,
  field: RuleField,
  context: AnalysisContext,
): readonly Finding[] {
  if (field.name !== "hosts" || !context.knows("Service")) return [];
  return field.values.flatMap((host, k) => {
    if (isKnownHost(host.replace(/:\d+$/, "").toLowerCase(), policy, context)) return [];
    const severity = context.settings.outboundMode === "REGISTRY_ONLY" ? "error" : "warning";
    return [finding(UNKNOWN_HOST, policy, [...field.path, k], { host }, { severity })];
  });
}

/** Judged are names that can only be a service's: without a dot, or `service.namespace` with or without the domain. */
function isKnownHost(
  host: string,
  { meta }: ConfigResource,
  { index, settings, claims, serviceEntries }: AnalysisContext,
): boolean {
  if (host === "" || host.includes("*")) return true;
  const { cluster, namespace } = meta;
  const domain = `.svc.${settings.domainSuffix}`;
  const short = host.endsWith(domain) ? host.slice(0, -domain.length) : host.replace(/\.svc$/, "");
  const [name = "", home = namespace, ...more] = short.split(".");
  if (more.length > 0) return true;
  const isShort = short === host && short.includes(".");
  if (isShort && index.find("Namespace", cluster, "", home) === null) return true;
  if (index.find("Service", cluster, home, name) !== null) return true;
  const full = `${name}.${home}${domain}`;
  const named = (table: typeof claims) =>
    [host, full].some((h) => table.overlapping(cluster, h).length > 0);
  return named(serviceEntries) || named(claims);
}
