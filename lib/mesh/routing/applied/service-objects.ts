import type { MeshIndex } from "../../model/mesh-index";
import { type ConfigResource, refOf, type ServiceResource } from "../../model/resource";
import { resolveConfigHost } from "../hosts";
import { type Claim, meshClaims } from "../rules/claims";
import { agesKnown } from "../spec/age";
import { mostSpecificHost } from "../spec/host-names";
import type { MeshSettings } from "../spec/mesh-settings";
import { destinationPoliciesIn } from "../subsets";
import type { AppliedObject } from "./applied-object";
import { type Called, calledHosts, calledService } from "./called";
import { callerObjects } from "./edge-objects";
import { destinationObjects, entryObjects } from "./route-objects";
import { serverObjects } from "./workload-objects";

/**
 * Objects in force for a service: the routes and DestinationRules that proxies of any namespace follow towards it, the gateways that lead
 * to it, and the policies of the workloads behind it. What counts for one caller is the edge's question.
 */
export const serviceObjects = (
  index: MeshIndex,
  service: ServiceResource,
  settings: MeshSettings,
): readonly AppliedObject[] => [
  ...clientObjects(index, service.meta, calledService(service, settings), settings),
  ...index.workloadsBehind(service).flatMap((w) => serverObjects(index, w, settings)),
];

/** The same for the hosts of a ServiceEntry, behind which no proxies are looked for. */
export const entryTargetObjects = (
  index: MeshIndex,
  entry: ConfigResource,
  settings: MeshSettings,
): readonly AppliedObject[] =>
  calledHosts(entry).flatMap((called) => clientObjects(index, entry.meta, called, settings));

function clientObjects(
  index: MeshIndex,
  { cluster, namespace }: Pick<ConfigResource["meta"], "cluster" | "namespace">,
  called: Called,
  settings: MeshSettings,
): readonly AppliedObject[] {
  const proxied = index
    .all("Workload")
    .filter((w) => w.meta.cluster === cluster && w.proxy !== "none");
  const namespaces = [...new Set([namespace, ...proxied.map((w) => w.meta.namespace)])];
  return [
    ...namespaces.flatMap((client) =>
      namespaceObjects(index, { cluster, namespace: client }, called, settings),
    ),
    ...proxied
      .filter((w) => w.proxy === "gateway")
      .flatMap((caller) =>
        callerObjects(index, caller, called, settings).filter((o) => GATEWAY_ROLES.has(o.role)),
      ),
  ];
}

/** A gateway has its own settings for a host through the rules of its namespace. */
const GATEWAY_ROLES = new Set<AppliedObject["role"]>([
  "route",
  "split",
  "fault",
  "mirror",
  "gateway",
]);

function namespaceObjects(
  index: MeshIndex,
  client: Pick<ConfigResource["meta"], "cluster" | "namespace">,
  { hostname, ports }: Called,
  settings: MeshSettings,
): readonly AppliedObject[] {
  const { cluster, namespace } = client;
  const namespaces = { object: namespace, client: namespace };
  const host = resolveConfigHost(index, cluster, hostname, namespaces, settings);
  const policies = destinationPoliciesIn(index, client, host, settings);
  return [
    ...claimObjects(meshClaims(index, cluster, namespace, settings).covering(hostname), hostname),
    ...entryObjects(host),
    ...policies.flatMap((policy) => destinationObjects(policy, ports, settings)),
  ];
}

/** Of the claims that cover a host the one that is tried first; the next may act for callers that it has no rule for. */
function claimObjects(claims: readonly Claim[], hostname: string): readonly AppliedObject[] {
  const best = mostSpecificHost(
    claims.flatMap((c) => c.hosts),
    hostname.toLowerCase(),
  );
  const rivals = claims.filter((c) => best !== null && c.hosts.includes(best));
  const [winner] = rivals;
  if (!winner) return [];
  const certain = agesKnown(rivals.flatMap((c) => c.resources));
  return winner.resources.map((r) => ({ ref: refOf(r), role: "route", path: "", certain }));
}
