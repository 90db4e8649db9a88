import { compiled } from "../../routing/match/re2";
import { at, count, type Field, has, items, num, str, sub } from "../field";
import type { Report } from "../rule-problem";
import { checkSelectorLabels } from "../service-entry/service-entry";
import { checkPatchValue } from "./patch-value";

const UNLABELLED =
  "Envoy filter: workload selector specified without labels, will be applied to all services in namespace";

/** Source: istio/istio `pkg/config/validation/envoyfilter/envoyfilter.go` ValidateEnvoyFilter. */
export function checkEnvoyFilter(spec: Field, report: Report): void {
  report.warn(
    spec.path,
    "EnvoyFilter exposes internal implementation details that may change at any time. Prefer other APIs if possible, and exercise extreme caution, especially around upgrades.",
  );
  const selector = sub(spec, "workloadSelector");
  if (selector !== null) checkSelectorLabels(selector, report, UNLABELLED);
  if (selector !== null && count(spec, "targetRefs") > 0) {
    report.error(at(spec, "targetRefs"), "only one of targetRefs or workloadSelector can be set");
  }
  for (const patch of items(spec, "configPatches")) checkPatch(patch, report);
}

const LISTENERS = ["LISTENER", "FILTER_CHAIN", "NETWORK_FILTER", "HTTP_FILTER", "LISTENER_FILTER"];
const ROUTES = ["ROUTE_CONFIGURATION", "VIRTUAL_HOST", "HTTP_ROUTE"];

function checkPatch(patch: Field, report: Report): void {
  const applyTo = str(patch, "applyTo");
  if (applyTo === "" || applyTo === "INVALID") {
    report.error(at(patch, "applyTo"), "Envoy filter: missing applyTo");
    return;
  }
  const change = sub(patch, "patch");
  if (change === null) {
    report.error(at(patch, "patch"), "Envoy filter: missing patch");
    return;
  }
  const operation = str(change, "operation");
  if (operation === "" || operation === "INVALID") {
    report.error(at(change, "operation"), "Envoy filter: missing patch operation");
    return;
  }
  if (operation !== "REMOVE" && !has(change, "value")) {
    report.error(at(change, "value"), `Envoy filter: missing patch value for non-remove operation`);
    return;
  }
  checkPatchValue(applyTo, change.value["value"], at(change, "value"), report);
  const match = sub(patch, "match");
  if (match !== null) checkMatch(match, applyTo, report);
}

function checkMatch(match: Field, applyTo: string, report: Report): void {
  const proxy = sub(match, "proxy");
  const version = proxy === null ? "" : str(proxy, "proxyVersion");
  if (proxy !== null && version !== "" && compiled(version) === null) {
    report.error(
      at(proxy, "proxyVersion"),
      `Envoy filter: invalid regex for proxy version, [${version}]`,
    );
  }
  const said = ["listener", "routeConfiguration", "cluster", "waypoint"].find((key) =>
    has(match, key),
  );
  if (said === undefined) return;
  if (LISTENERS.includes(applyTo) && said !== "listener") {
    report.error(
      match.path,
      "Envoy filter: applyTo for listener class objects cannot have non listener match",
    );
  } else if (ROUTES.includes(applyTo) && said !== "routeConfiguration") {
    report.error(
      match.path,
      "Envoy filter: applyTo for http route class objects cannot have non route configuration match",
    );
  } else if (applyTo === "CLUSTER" && said !== "cluster") {
    report.error(
      match.path,
      "Envoy filter: applyTo for cluster class objects cannot have non cluster match",
    );
  }
  const listener = sub(match, "listener");
  if (listener !== null && LISTENERS.includes(applyTo)) checkListener(listener, applyTo, report);
}

function checkListener(listener: Field, applyTo: string, report: Report): void {
  const chain = sub(listener, "filterChain");
  const filter = chain && sub(chain, "filter");
  if (chain === null || filter === null) return;
  if (applyTo === "LISTENER" || applyTo === "FILTER_CHAIN") {
    report.error(
      filter.path,
      "Envoy filter: filter match has no effect when used with LISTENER or FILTER_CHAIN",
    );
    return;
  }
  if (str(filter, "name") === "") {
    report.error(filter.path, "Envoy filter: filter match has no name to match on");
    return;
  }
  const inner = sub(filter, "subFilter");
  if (inner === null) return;
  if (applyTo !== "HTTP_FILTER") {
    report.error(
      inner.path,
      "Envoy filter: subfilter match can be used with applyTo HTTP_FILTER only",
    );
  }
  const http = ["envoy.filters.network.http_connection_manager", "envoy.http_connection_manager"];
  if (!http.includes(str(filter, "name"))) {
    report.error(
      inner.path,
      "Envoy filter: subfilter match requires filter match with envoy.filters.network.http_connection_manager",
    );
  }
  if (str(inner, "name") === "")
    report.error(inner.path, "Envoy filter: subfilter match has no name to match on");
}

/** `concurrency` of a ProxyConfig. Source: ValidateProxyConfig. */
export function checkProxyConfig(spec: Field, report: Report): void {
  const concurrency = num(spec, "concurrency");
  if (concurrency !== null && concurrency < 0) {
    report.error(at(spec, "concurrency"), "concurrency must be greater than or equal to 0");
  }
}
