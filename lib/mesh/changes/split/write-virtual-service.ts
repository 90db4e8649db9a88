import { diffJson } from "../../manifest/diff-json";
import { isJsonList, isJsonObject, type Json, type JsonObject } from "../../manifest/json";
import type { MeshIndex } from "../../model/mesh-index";
import type { ServiceResource } from "../../model/resource";
import { baseOf } from "../base";
import type { ObjectEdit } from "../edit";
import { newObjectRef } from "./new-object";
import type { SplitRow, SplitTable } from "./split-rows";
import type { SplitSite } from "./split-site";
import type { Weights } from "./weights";

const KIND = "VirtualService.networking.istio.io";

/** Sets the weights of one rule. Destinations keep their place, their headers and all that the split does not name. */
export function virtualServiceEdit(
  site: SplitSite,
  table: SplitTable,
  weights: Weights,
): ObjectEdit {
  const before = baseOf(site.resource).value;
  const after = withRoute(before, site.rule, (route) => newRoute(route, table, weights));
  return { type: "patch", ref: site.ref, changes: diffJson(before, after) };
}

/** A VirtualService for requests of sidecars to a service that has none. */
export function newVirtualService(
  index: MeshIndex,
  service: ServiceResource,
  table: SplitTable,
  weights: Weights,
): ObjectEdit {
  const host = service.meta.name;
  const ref = newObjectRef(index, service, KIND);
  const route = table.rows
    .filter((row) => (weights[row.key] ?? 0) > 0)
    .map((row) => entry({ host }, row, weights));
  return {
    type: "create",
    ref,
    value: {
      apiVersion: "networking.istio.io/v1",
      kind: "VirtualService",
      metadata: { name: ref.name, namespace: ref.namespace },
      spec: { hosts: [host], http: [{ route }] },
    },
  };
}

function withRoute(
  value: JsonObject,
  rule: number,
  change: (route: readonly Json[]) => readonly Json[],
): JsonObject {
  const spec = isJsonObject(value["spec"]) ? value["spec"] : {};
  const rules = isJsonList(spec["http"]) ? spec["http"] : [];
  const http = rules.map((item, i) => {
    if (i !== rule || !isJsonObject(item)) return item;
    return { ...item, route: change(isJsonList(item["route"]) ? item["route"] : []) };
  });
  return { ...value, spec: { ...spec, http } };
}

function newRoute(
  route: readonly Json[],
  { rows, replacesWhole }: SplitTable,
  weights: Weights,
): readonly Json[] {
  const whole = replacesWhole === null ? undefined : route[replacesWhole];
  const kept = route.flatMap((item, at) => {
    if (at === replacesWhole) return [];
    const row = rows.find((r) => r.at === at);
    if (!row || !isJsonObject(item)) return [item];
    return [{ ...item, weight: weights[row.key] ?? 0 }];
  });
  const added = rows
    .filter((row) => row.at === null && (weights[row.key] ?? 0) > 0)
    .map((row) => {
      const like = whole ?? route[rows.find((r) => r.hostname === row.hostname)?.at ?? -1];
      // What stood for all versions had its headers for all of them.
      const shared = isJsonObject(whole) ? whole : {};
      return { ...shared, ...entry(destinationOf(like, row.hostname), row, weights) };
    });
  return [...kept, ...added];
}

/** Host and port as the rule writes them for this service. */
function destinationOf(item: Json | undefined, hostname: string): JsonObject {
  const destination = isJsonObject(item) ? item["destination"] : undefined;
  if (!isJsonObject(destination)) return { host: hostname };
  const { subset: _, ...rest } = destination;
  return rest;
}

const entry = (destination: JsonObject, row: SplitRow, weights: Weights): JsonObject => ({
  destination: { ...destination, ...(row.subset !== null && { subset: row.subset }) },
  weight: weights[row.key] ?? 0,
});
