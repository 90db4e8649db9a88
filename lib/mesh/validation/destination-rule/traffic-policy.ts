import { checkPort, domainFault, isAddress } from "../checks/names";
import { checkDuration, checkReadable } from "../checks/values";
import { at, type Field, has, isOn, items, num, str, sub } from "../field";
import type { Report } from "../rule-problem";
import { checkClientTls } from "./client-tls";
import { checkLoadBalancer } from "./load-balancer";

const PARTS = ["connectionPool", "loadBalancer", "outlierDetection", "tls"] as const;
const HOST_PARTS = [
  ...PARTS,
  "portLevelSettings",
  "tunnel",
  "proxyProtocol",
  "retryBudget",
] as const;

/** Source: istio/istio `pkg/config/validation/validation.go` validateTrafficPolicy. */
export function checkTrafficPolicy(
  holder: Field,
  key: string,
  namespace: string,
  report: Report,
): void {
  const policy = sub(holder, key);
  if (policy === null) return;
  if (!HOST_PARTS.some((part) => isSet(policy, part))) {
    report.error(policy.path, "traffic policy must have at least one field");
  }
  checkParts(policy, namespace, report);
  for (const entry of items(policy, "portLevelSettings")) {
    if (!PARTS.some((part) => has(entry, part))) {
      report.error(entry.path, "port traffic policy must have at least one field");
    }
    if (!has(entry, "port")) report.error(at(entry, "port"), "port is required");
    checkParts(entry, namespace, report);
  }
  checkTunnel(policy, report);
  checkRetryBudget(policy, report);
}

const isSet = (field: Field, key: string): boolean =>
  key === "portLevelSettings" ? items(field, key).length > 0 : has(field, key);

function checkParts(policy: Field, namespace: string, report: Report): void {
  checkOutliers(policy, report);
  checkPool(policy, report);
  checkLoadBalancer(policy, report);
  checkClientTls(policy, namespace, report);
}

/** Source: validateOutlierDetection. */
function checkOutliers(policy: Field, report: Report): void {
  const outlier = sub(policy, "outlierDetection");
  if (outlier === null) return;
  checkDuration(outlier, "baseEjectionTime", report);
  checkDuration(outlier, "interval", report);
  if ((num(outlier, "consecutiveErrors") ?? 0) !== 0) {
    report.warn(
      at(outlier, "consecutiveErrors"),
      "outlier detection consecutive errors is deprecated, use consecutiveGatewayErrors or consecutive5xxErrors instead",
    );
  }
  if (
    !isOn(outlier, "splitExternalLocalOriginErrors") &&
    (num(outlier, "consecutiveLocalOriginFailures") ?? 0) > 0
  ) {
    report.error(
      at(outlier, "consecutiveLocalOriginFailures"),
      "outlier detection consecutive local origin failures is specified, but split external local origin errors is set to false",
    );
  }
  for (const key of ["maxEjectionPercent", "minHealthPercent"]) {
    const percent = num(outlier, key) ?? 0;
    if (percent < 0 || percent > 100)
      report.error(at(outlier, key), `percentage ${percent} is not in range 0..100`);
  }
}

const HTTP_COUNTS = {
  http1MaxPendingRequests: "max pending requests",
  http2MaxRequests: "max requests",
  maxRequestsPerConnection: "max requests per connection",
  maxRetries: "max retries",
  maxConcurrentStreams: "max concurrent streams",
} as const;

/** Source: validateConnectionPool. */
export function checkPool(policy: Field, report: Report, key = "connectionPool"): void {
  const pool = sub(policy, key);
  if (pool === null) return;
  const [http, tcp] = [sub(pool, "http"), sub(pool, "tcp")];
  if (http === null && tcp === null) {
    report.error(pool.path, "connection pool must have at least one field");
  }
  if (http !== null) checkHttpPool(http, report);
  if (tcp === null) return;
  if ((num(tcp, "maxConnections") ?? 0) < 0) {
    report.error(at(tcp, "maxConnections"), "max connections must be non-negative");
  }
  checkDuration(tcp, "connectTimeout", report);
  checkDuration(tcp, "maxConnectionDuration", report);
  checkReadable(tcp, "idleTimeout", report);
}

function checkHttpPool(http: Field, report: Report): void {
  for (const [key, what] of Object.entries(HTTP_COUNTS)) {
    if ((num(http, key) ?? 0) < 0) report.error(at(http, key), `${what} must be non-negative`);
  }
  checkDuration(http, "idleTimeout", report);
  if (str(http, "h2UpgradePolicy") === "UPGRADE" && isOn(http, "useClientProtocol")) {
    report.error(
      at(http, "useClientProtocol"),
      "use client protocol must not be true when H2UpgradePolicy is UPGRADE",
    );
  }
}

/** Source: validateTunnelSettings. */
function checkTunnel(policy: Field, report: Report): void {
  const tunnel = sub(policy, "tunnel");
  if (tunnel === null) return;
  const protocol = str(tunnel, "protocol");
  if (protocol !== "" && protocol !== "CONNECT" && protocol !== "POST") {
    report.error(at(tunnel, "protocol"), 'tunnel protocol must be "CONNECT" or "POST"');
  }
  const target = str(tunnel, "targetHost");
  if (domainFault(target) !== null && !isAddress(target)) {
    report.error(at(tunnel, "targetHost"), "tunnel target host must be valid FQDN or IP address");
  }
  checkPort(num(tunnel, "targetPort"), at(tunnel, "targetPort"), report);
}

/** Source: validateRetryBudget. */
function checkRetryBudget(policy: Field, report: Report): void {
  const budget = sub(policy, "retryBudget");
  if (budget === null) return;
  const percent = num(budget, "percent");
  if (percent !== null && (percent < 0 || percent > 100)) {
    report.error(at(budget, "percent"), `percent must be in range 0..100, got ${percent}`);
  }
}
