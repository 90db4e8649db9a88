import { hostsOverlap } from "../../routing/spec/host-names";
import { isAddress, wildcardDomainFault } from "../checks/names";
import { checkExportTo, checkGatewayNames } from "../checks/shared";
import { at, count, entriesOf, type Field, items, lines, listed } from "../field";
import type { Report } from "../rule-problem";
import { checkConnectionRoutes } from "./connection-routes";
import { checkHttpRoute } from "./http-route";

/** Source: istio/istio `pkg/config/validation/virtualservice.go` ValidateVirtualService. */
export function checkVirtualService(spec: Field, namespace: string, report: Report): void {
  const gateways = listed(spec, "gateways");
  const isDelegate = count(spec, "hosts") === 0;
  if (isDelegate) checkDelegate(spec, report);
  checkGatewayNames(spec, report);
  const forMesh = gateways.length === 0 || gateways.includes("mesh");
  if (forMesh) checkClaims(spec, report);
  checkHosts(spec, forMesh, report);
  if (["http", "tcp", "tls"].every((key) => count(spec, key) === 0)) {
    report.error(spec.path, "http, tcp or tls must be provided in virtual service");
  }
  for (const route of items(spec, "http")) checkHttpRoute(route, isDelegate, report);
  checkConnectionRoutes(spec, report);
  checkExportTo(spec, namespace, report);
}

/** A VirtualService without hosts is one that others hand requests to. */
function checkDelegate(spec: Field, report: Report): void {
  if (count(spec, "gateways") > 0) {
    report.error(at(spec, "gateways"), "delegate virtual service must have no gateways specified");
  }
  if (count(spec, "tls") > 0) {
    report.error(at(spec, "tls"), "delegate virtual service must have no tls route specified");
  }
  if (count(spec, "tcp") > 0) {
    report.error(at(spec, "tcp"), "delegate virtual service must have no tcp route specified");
  }
}

/** Routing by claims of a token exists at gateways alone. */
function checkClaims(spec: Field, report: Report): void {
  for (const route of items(spec, "http")) {
    for (const match of items(route, "match")) {
      for (const key of ["headers", "withoutHeaders"]) {
        for (const [name] of entriesOf(match, key)) {
          if (!isClaim(name)) continue;
          report.error(
            at(match, key, name),
            `JWT claim based routing (key: ${name}) is only supported for gateway, found no gateways`,
          );
        }
      }
    }
  }
}

/** Source: istio/istio `pkg/jwt/jwt.go` ToRoutingClaim. */
export const isClaim = (name: string): boolean => /^@request\.auth\.claims(?:\.|\[).+/.test(name);

function checkHosts(spec: Field, forMesh: boolean, report: Report): void {
  const hosts = lines(spec, "hosts");
  let valid = true;
  for (const { text, path } of hosts) {
    const fault = wildcardDomainFault(text);
    if (fault !== null && !isAddress(text)) {
      report.error(path, fault);
      valid = false;
    } else if (fault === null && forMesh && text === "*") {
      report.error(
        path,
        "wildcard host * is not allowed for virtual services bound to the mesh gateway",
      );
      valid = false;
    }
  }
  if (!valid) return;
  for (const [i, a] of hosts.entries()) {
    for (const b of hosts.slice(i + 1)) {
      if (hostsOverlap(a.text, b.text)) {
        report.error(b.path, `duplicate hosts in virtual service: ${a.text} & ${b.text}`);
      }
    }
  }
}
