import type { MeshIndex } from "../../model/mesh-index";
import { refOf, type ServiceResource } from "../../model/resource";
import { resolveConfigHost } from "../hosts";
import { type Claim, meshClaims } from "../rules/claims";
import { agesKnown } from "../spec/age";
import { mostSpecificHost, serviceHostname } from "../spec/host-names";
import type { MeshSettings } from "../spec/mesh-settings";
import { destinationPolicyFor } from "../subsets";
import type { AppliedObject } from "./applied-object";
import { edgeObjects } from "./edge-objects";
import { destinationObjects, entryObjects } from "./route-objects";
import { serverObjects } from "./workload-objects";

/**
 * Objects in force for a service: the routes and DestinationRules that its callers' namespaces follow, the gateways that lead to it, and
 * the policies of the workloads behind it. A route counts when callers of at least one namespace follow it; whether one caller does is
 * the edge's question.
 */
export function serviceObjects(
  index: MeshIndex,
  service: ServiceResource,
  settings: MeshSettings,
): readonly AppliedObject[] {
  const { cluster, name, namespace } = service.meta;
  const hostname = serviceHostname(name, namespace, settings);
  const workloads = index.all("Workload").filter((w) => w.meta.cluster === cluster);
  const clients = [...new Set([namespace, ...workloads.map((w) => w.meta.namespace)])];
  const gateways = workloads.filter((w) => w.proxy === "gateway");
  return [
    ...clients.flatMap((client) => namespaceObjects(index, cluster, hostname, client, settings)),
    ...gateways.flatMap((caller) =>
      edgeObjects(index, { type: "edge", caller, service, workload: null }, settings).filter((o) =>
        ["route", "split", "fault", "mirror", "gateway"].includes(o.role),
      ),
    ),
    ...index.workloadsBehind(service).flatMap((w) => serverObjects(index, w, settings)),
  ];
}

function namespaceObjects(
  index: MeshIndex,
  cluster: string,
  hostname: string,
  client: string,
  settings: MeshSettings,
): readonly AppliedObject[] {
  const host = resolveConfigHost(index, cluster, hostname, { object: client, client }, settings);
  const asClient = { meta: { cluster, namespace: client }, podLabels: {} };
  const policy = destinationPolicyFor(index, asClient, host, settings);
  return [
    ...claimObjects(meshClaims(index, cluster, client, settings).covering(hostname), hostname),
    ...entryObjects(host),
    ...destinationObjects(policy),
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
