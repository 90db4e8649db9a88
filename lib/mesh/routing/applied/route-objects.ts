import { refOf } from "../../model/resource";
import { hostLayer, portLayers, subsetLayer } from "../destination/traffic-policy";
import { BACKEND_TLS } from "../gateway-api/backend-tls";
import type { ResolvedHost } from "../hosts";
import type { Route } from "../route";
import { destinationsOf } from "../select-route";
import { children } from "../spec/read-spec";
import type { DestinationPolicy } from "../subsets";
import type { AppliedObject, AppliedRole } from "./applied-object";

/** The parts that rules play: routing or splitting, faults, mirrors. Default routes play none. */
export function ruleObjects(routes: readonly Route[], certain: boolean): readonly AppliedObject[] {
  return routes
    .filter((r) => r.path !== "")
    .flatMap((r) => {
      const sure = certain && r.uncertain.length === 0;
      const one = (role: AppliedRole, path: string): AppliedObject => ({
        ref: r.by,
        role,
        path,
        certain: sure,
      });
      const splits = destinationsOf(r).length > 1;
      return [
        splits
          ? one("split", `${r.path}.route`.replace(/^(rules.*)\.route$/, "$1.backendRefs"))
          : one("route", r.path),
        ...(r.fault ? [one("fault", `${r.path}.fault`)] : []),
        ...r.mirrors.map((m) => one("mirror", m.path)),
      ];
    });
}

/** The parts that the DestinationRule in force plays. */
export function destinationObjects(policy: DestinationPolicy | null): readonly AppliedObject[] {
  if (!policy) return [];
  const certain = policy.uncertain.length === 0;
  const layer = hostLayer(policy);
  const host = layer?.by.kind === BACKEND_TLS ? null : layer;
  const settings = [host, ...policy.subsets.map(subsetLayer)].flatMap((layer) =>
    layer ? [layer, ...portLayers(layer)] : [],
  );
  return [
    ...policy.subsets.map(
      (s): AppliedObject => ({ ref: s.by, role: "subsets", path: s.path, certain }),
    ),
    ...settings.map(
      ({ by, path }): AppliedObject => ({ ref: by, role: "traffic-policy", path, certain }),
    ),
  ];
}

/** The ServiceEntry that defines a host, if one does. */
export function entryObjects(host: ResolvedHost): readonly AppliedObject[] {
  if (host.type !== "service-entry") return [];
  const { entry, hostname } = host;
  const hosts = Array.isArray(entry.spec["hosts"]) ? entry.spec["hosts"] : [];
  const i = hosts.findIndex((h) => typeof h === "string" && h.toLowerCase() === hostname);
  const path = i < 0 ? "hosts" : `hosts[${i}]`;
  const endpoints = children(entry.spec, "endpoints").length > 0 ? "endpoints" : null;
  const found: AppliedObject[] = [
    { ref: refOf(entry), role: "service-entry", path, certain: true },
  ];
  return endpoints
    ? [...found, { ref: refOf(entry), role: "service-entry", path: endpoints, certain: true }]
    : found;
}
