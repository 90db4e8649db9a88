import { refOf } from "../../model/resource";
import { clientTls } from "../../policy/client-tls";
import { trafficPolicyFor } from "../destination/traffic-policy";
import type { ResolvedHost } from "../hosts";
import type { Route } from "../route";
import { destinationsOf } from "../select-route";
import type { MeshSettings } from "../spec/mesh-settings";
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

/** The parts that the DestinationRule in force plays at these ports: the subsets that it makes, and the places that set something. */
export function destinationObjects(
  policy: DestinationPolicy | null,
  ports: readonly number[],
  settings: MeshSettings,
): readonly AppliedObject[] {
  if (!policy) return [];
  const certain = policy.uncertain.length === 0;
  const names = [null, ...policy.subsets.map((s) => s.name)];
  const pairs = ports.flatMap((port) => names.map((subset) => ({ port, subset })));
  return [
    ...policy.subsets.map(
      (s): AppliedObject => ({ ref: s.by, role: "subsets", path: s.path, certain }),
    ),
    ...pairs.flatMap(({ port, subset }) =>
      Object.values(trafficPolicyFor(policy, port, subset)).flatMap(
        (part): readonly AppliedObject[] =>
          part ? [{ ref: part.by, role: "traffic-policy", path: part.path, certain }] : [],
      ),
    ),
    ...pairs.flatMap(({ port, subset }): readonly AppliedObject[] => {
      const tls = clientTls(policy, port, subset, settings);
      return tls ? [{ ref: tls.by, role: "client-tls", path: tls.path, certain }] : [];
    }),
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
