import { hostsOverlap } from "../../routing/spec/host-names";
import { checkPort, checkSubnet, isAddress, wildcardDomainFault } from "../checks/names";
import { checkGatewayNames } from "../checks/shared";
import { checkLabels } from "../checks/values";
import { at, count, type Field, items, lines, listed, num } from "../field";
import type { Report } from "../rule-problem";
import { checkDestinations } from "./http-route";

/** Source: istio/istio `pkg/config/validation/virtualservice.go` validateTLSRoute, validateTCPRoute. */
export function checkConnectionRoutes(spec: Field, report: Report): void {
  const hosts = listed(spec, "hosts");
  for (const route of items(spec, "tls")) {
    if (count(route, "match") === 0)
      report.error(route.path, "TLS route must have at least one match condition");
    for (const match of items(route, "match")) checkTlsMatch(match, hosts, report);
    if (count(route, "route") === 0) report.error(route.path, "TLS route is required");
    checkDestinations(route, report, false);
  }
  for (const route of items(spec, "tcp")) {
    for (const match of items(route, "match")) checkConnectionMatch(match, report);
    if (count(route, "route") === 0) report.error(route.path, "TCP route is required");
    checkDestinations(route, report, false);
  }
}

function checkTlsMatch(match: Field, hosts: readonly string[], report: Report): void {
  const names = lines(match, "sniHosts");
  if (names.length === 0) report.error(match.path, "TLS match must have at least one SNI host");
  for (const { text, path } of names) {
    if (isAddress(text)) {
      report.warn(
        path,
        `using an IP address (${text}) goes against SNI spec and most clients do not support this`,
      );
      continue;
    }
    const fault = wildcardDomainFault(text);
    if (fault !== null) report.error(path, fault);
    else if (!hosts.some((host) => isWithin(text, host))) {
      report.error(
        path,
        `SNI host "${text}" is not a compatible subset of any of the virtual service hosts: [${hosts.join(" ")}]`,
      );
    }
  }
  checkConnectionMatch(match, report);
}

/** Whether one host pattern covers all names of another. Source: istio/istio `pkg/config/host/name.go` SubsetOf. */
const isWithin = (name: string, host: string): boolean =>
  hostsOverlap(name, host) &&
  (!name.startsWith("*") || (host.startsWith("*") && host.length <= name.length));

function checkConnectionMatch(match: Field, report: Report): void {
  for (const { text, path } of lines(match, "destinationSubnets")) checkSubnet(text, path, report);
  const port = num(match, "port") ?? 0;
  if (port !== 0) checkPort(port, at(match, "port"), report);
  checkLabels(match, "sourceLabels", report);
  checkGatewayNames(match, report);
}
