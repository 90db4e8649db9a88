import { diffJson } from "../../manifest/diff-json";
import type { Json, JsonObject } from "../../manifest/json";
import type { MeshIndex } from "../../model/mesh-index";
import type { ConfigResource, ServiceResource } from "../../model/resource";
import { resolveConfigHost } from "../../routing/hosts";
import { qualifyHost, serviceHostname } from "../../routing/spec/host-names";
import type { MeshSettings } from "../../routing/spec/mesh-settings";
import { child, text } from "../../routing/spec/read-spec";
import { destinationPolicyFor } from "../../routing/subsets";
import { baseOf } from "../base";
import type { ObjectEdit } from "../edit";
import { newObjectRef } from "./new-object";
import type { SplitRow } from "./split-rows";
import { configRefOf } from "./split-site";

const KIND = "DestinationRule.networking.istio.io";

/**
 * The edit that defines the subsets which a split needs; `null` when all are there.
 *
 * Subsets go into the DestinationRule that is in force for the service. Where that one is for a wildcard or stands in the root namespace,
 * the service gets a rule of its own with the same traffic policy: Istio uses the most specific rule alone and merges nothing into it.
 */
export function subsetEdit(
  index: MeshIndex,
  service: ServiceResource,
  rows: readonly SplitRow[],
  settings: MeshSettings,
): ObjectEdit | null {
  const needed = rows.filter((row) => row.makesSubset && row.version !== null);
  if (needed.length === 0) return null;
  const subsets = needed.map((row) => ({
    name: row.subset ?? row.label,
    labels: { ...row.version?.labels },
  }));
  const inForce = ruleInForce(index, service, settings);
  if (inForce && isOwn(inForce, service, settings)) return addSubsets(inForce, subsets);
  return newRule(index, service, subsets, inForce);
}

function ruleInForce(
  index: MeshIndex,
  { meta }: ServiceResource,
  settings: MeshSettings,
): ConfigResource | null {
  const { cluster, name, namespace } = meta;
  const scope = { object: namespace, client: namespace };
  const hostname = serviceHostname(name, namespace, settings);
  const host = resolveConfigHost(index, cluster, hostname, scope, settings);
  const policy = destinationPolicyFor(index, { meta, podLabels: {} }, host, settings);
  const [base] = policy?.from ?? [];
  return base ? index.find(KIND, base.cluster, base.namespace, base.name) : null;
}

function isOwn(rule: ConfigResource, { meta }: ServiceResource, settings: MeshSettings): boolean {
  const host = qualifyHost(text(rule.spec, "host") ?? "", rule.meta.namespace, settings);
  return (
    rule.meta.namespace === meta.namespace &&
    host.toLowerCase() === serviceHostname(meta.name, meta.namespace, settings)
  );
}

function addSubsets(rule: ConfigResource, subsets: readonly JsonObject[]): ObjectEdit {
  const before = baseOf(rule).value;
  // A spec is an object wherever the resource was read.
  const spec = (before["spec"] ?? {}) as JsonObject;
  const list = spec["subsets"];
  const after = {
    ...before,
    spec: { ...spec, subsets: [...(Array.isArray(list) ? (list as Json[]) : []), ...subsets] },
  };
  return { type: "patch", ref: configRefOf(rule), changes: diffJson(before, after) };
}

function newRule(
  index: MeshIndex,
  service: ServiceResource,
  subsets: readonly JsonObject[],
  inForce: ConfigResource | null,
): ObjectEdit {
  const ref = newObjectRef(index, service, KIND);
  // Copied from an object that was read as JSON.
  const policy = inForce ? (child(inForce.spec, "trafficPolicy") as JsonObject | null) : null;
  return {
    type: "create",
    ref,
    value: {
      apiVersion: "networking.istio.io/v1",
      kind: "DestinationRule",
      metadata: { name: ref.name, namespace: ref.namespace },
      spec: { host: service.meta.name, ...(policy && { trafficPolicy: policy }), subsets },
    },
  };
}
