import { checkDestination } from "../checks/shared";
import { checkDuration } from "../checks/values";
import { at, count, type Field, has, items, num, sub } from "../field";
import type { Report } from "../rule-problem";
import { checkFault } from "./fault";
import { checkAuthority, checkHeaders } from "./headers";
import { checkMatches } from "./http-match";
import {
  checkCors,
  checkDirectResponse,
  checkRedirect,
  checkRetries,
  checkRewrite,
} from "./route-parts";
import type { RouteType } from "./route-type";

/** Source: istio/istio `pkg/config/validation/virtualservice.go` validateHTTPRoute. */
export function checkHttpRoute(route: Field, isDelegate: boolean, report: Report): void {
  const type = isDelegate ? "delegate" : has(route, "delegate") ? "root" : "independent";
  checkConflicts(route, type, report);
  checkMatches(route, report);
  checkHeaders(route, report);
  checkCors(route, report);
  checkFault(route, report);
  checkMirrors(route, report);
  checkDestination(route, "mirror", report);
  checkRedirect(route, report);
  checkDirectResponse(route, report);
  checkRetries(route, report);
  checkRewrite(route, report);
  checkAuthority(route, report);
  checkDestinations(route, report, true);
  checkDuration(route, "timeout", report);
}

function checkConflicts(route: Field, type: RouteType, report: Report): void {
  if (type === "root") {
    checkRoot(route, report);
    return;
  }
  if (type === "delegate" && has(route, "delegate")) {
    report.error(at(route, "delegate"), "delegate HTTP route cannot contain delegate");
  }
  if (has(route, "redirect")) {
    checkAlone(route, "redirect", ["route", "fault", "rewrite", "directResponse"], report);
  } else if (has(route, "directResponse")) {
    checkAlone(route, "directResponse", ["route", "fault", "rewrite"], report);
  } else if (count(route, "route") === 0) {
    report.error(route.path, "HTTP route, redirect or direct_response is required");
  }
  if (has(route, "mirror") && count(route, "mirrors") > 0) {
    report.error(at(route, "mirrors"), "HTTP route cannot contain both mirror and mirrors");
  }
}

/** What answers by itself has nothing beside it. */
function checkAlone(route: Field, what: string, rivals: readonly string[], report: Report): void {
  for (const rival of rivals) {
    const there = rival === "route" ? count(route, rival) > 0 : has(route, rival);
    if (there)
      report.error(at(route, rival), `HTTP route cannot contain both ${rival} and ${what}`);
  }
}

function checkRoot(route: Field, report: Report): void {
  for (const key of ["redirect", "route"]) {
    const there = key === "route" ? count(route, key) > 0 : has(route, key);
    if (there) report.error(at(route, key), `root HTTP route must not specify ${key}`);
  }
}

function checkMirrors(route: Field, report: Report): void {
  const percent = num(route, "mirrorPercent");
  if (percent !== null && percent > 100) {
    report.error(
      at(route, "mirrorPercent"),
      `mirror_percent must have a max value of 100 (it has ${percent})`,
    );
  }
  const check = (field: Field, key: string) => {
    const value = num(sub(field, key) ?? { value: {}, path: [] }, "value") ?? 0;
    if (value > 100)
      report.error(
        at(field, key),
        `mirror percentage must have a max value of 100 (it has ${value})`,
      );
    if (value < 0)
      report.error(
        at(field, key),
        `mirror percentage must have a min value of 0 (it has ${value})`,
      );
  };
  check(route, "mirrorPercentage");
  for (const mirror of items(route, "mirrors")) {
    check(mirror, "percentage");
    checkDestination(mirror, "destination", report);
  }
}

/** Destinations with weights, of HTTP rules and of connections. Source: validateHTTPRouteDestinations, validateRouteDestinations. */
export function checkDestinations(route: Field, report: Report, http: boolean): void {
  const destinations = items(route, "route");
  let total = 0;
  for (const one of destinations) {
    if (http) checkHeaders(one, report);
    if (has(one, "destination")) checkDestination(one, "destination", report);
    else report.error(at(one, "destination"), "destination is required");
    const weight = num(one, "weight") ?? 0;
    if (weight < 0) report.error(at(one, "weight"), `weight ${weight} < 0`);
    total += weight;
  }
  if (destinations.length > 1 && total === 0) {
    report.error(at(route, "route"), "total destination weight = 0");
  }
}
