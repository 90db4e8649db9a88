import { err, ok, type Result } from "../../../result";
import { diffJson } from "../../manifest/diff-json";
import { isJsonList, isJsonObject, type Json, type JsonObject } from "../../manifest/json";
import type { MeshIndex } from "../../model/mesh-index";
import type { ServicePort, ServiceResource } from "../../model/resource";
import { serviceHostname } from "../../routing/spec/host-names";
import type { MeshSettings } from "../../routing/spec/mesh-settings";
import { protocolOf } from "../../routing/spec/port-protocol";
import { text } from "../../routing/spec/read-spec";
import { baseOf } from "../base";
import type { ObjectEdit } from "../edit";
import { newObjectRef } from "./new-object";
import {
  destinationList,
  rowsWithWeights,
  type SplitRow,
  type SplitTable,
  sameWorkloads,
} from "./split-rows";
import type { SplitSite } from "./split-site";
import type { Version } from "./versions";
import type { Weights } from "./weights";

const KIND = "HTTPRoute.gateway.networking.k8s.io";

/** Versions that no service of their own stands for: an HTTPRoute divides requests among services. */
export type NoVersionService = {
  readonly code: "no-version-service";
  readonly versions: readonly string[];
};

/**
 * The backends of an HTTPRoute's rule and the services of the other versions.
 *
 * @param site `null` for a route that does not exist yet
 */
export function httpRouteTable(
  index: MeshIndex,
  service: ServiceResource,
  versions: readonly Version[],
  site: SplitSite | null,
  settings: MeshSettings,
): Result<SplitTable, NoVersionService> {
  const listed = site ? listedRows(index, site, versions, settings) : [];
  const whole =
    listed.length === 1 && listed[0]?.service === service && versions.length > 1 ? 0 : null;
  const kept = whole === null ? listed : [];
  const missing: string[] = [];
  const added = versions
    .filter((v) => !kept.some((row) => row.row.version === v))
    .flatMap((version) => {
      const own = serviceOfVersion(index, service, version);
      if (!own) missing.push(version.name);
      return own ? [rowOf(own, version, null, settings)] : [];
    });
  if (missing.length > 0 && kept.length + added.length < 2) {
    return err({ code: "no-version-service", versions: missing });
  }
  return ok(
    rowsWithWeights(
      kept.map((k) => k.row),
      added,
      whole,
      site,
    ),
  );
}

function listedRows(
  index: MeshIndex,
  site: SplitSite,
  versions: readonly Version[],
  settings: MeshSettings,
) {
  const { cluster, namespace: home } = site.ref;
  return destinationList(site).flatMap((ref, at) => {
    const namespace = text(ref, "namespace") ?? home;
    const service = index.find("Service", cluster, namespace, text(ref, "name") ?? "");
    if (!service) return [];
    const behind = index.workloadsBehind(service);
    const version = versions.find((v) => sameWorkloads(v.workloads, behind)) ?? null;
    return [{ service, row: rowOf(service, version, at, settings) }];
  });
}

function rowOf(
  { meta }: ServiceResource,
  version: Version | null,
  at: number | null,
  settings: MeshSettings,
): SplitRow {
  const hostname = serviceHostname(meta.name, meta.namespace, settings);
  const label = version?.name ?? meta.name;
  const key = at === null ? hostname : `${hostname} ${at}`;
  return {
    key,
    label,
    version,
    hostname,
    subset: null,
    at,
    set: null,
    exact: null,
    makesSubset: false,
  };
}

/** The service that selects exactly one version and has the same port. */
function serviceOfVersion(
  index: MeshIndex,
  service: ServiceResource,
  version: Version,
): ServiceResource | null {
  const { cluster, namespace } = service.meta;
  const port = httpPort(service)?.port;
  return (
    index
      .inNamespace("Service", cluster, namespace)
      .filter((s) => s !== service && s.ports.some((p) => p.port === port))
      .find((s) => sameWorkloads(index.workloadsBehind(s), version.workloads)) ?? null
  );
}

/** The port whose requests are divided: the first that speaks HTTP, else the first. */
const httpPort = ({ ports }: ServiceResource): ServicePort | undefined =>
  ports.find((p) => protocolOf(p) === "http") ?? ports[0];

/** Sets the weights of one rule; backends keep their place and their filters. */
export function httpRouteEdit(
  service: ServiceResource,
  site: SplitSite,
  table: SplitTable,
  weights: Weights,
): ObjectEdit {
  const before = baseOf(site.resource).value;
  const spec = isJsonObject(before["spec"]) ? before["spec"] : {};
  const all = isJsonList(spec["rules"]) ? spec["rules"] : [];
  const rules = all.map((rule, i) =>
    i === site.rule && isJsonObject(rule)
      ? { ...rule, backendRefs: backends(rule["backendRefs"], service, table, weights) }
      : rule,
  );
  const after = { ...before, spec: { ...spec, rules } };
  return { type: "patch", ref: site.ref, changes: diffJson(before, after) };
}

function backends(
  refs: Json | undefined,
  service: ServiceResource,
  { rows, replacesWhole }: SplitTable,
  weights: Weights,
): readonly Json[] {
  const kept = (isJsonList(refs) ? refs : []).flatMap((ref, at) => {
    if (at === replacesWhole) return [];
    const row = rows.find((r) => r.at === at);
    return row && isJsonObject(ref) ? [{ ...ref, weight: weights[row.key] ?? 0 }] : [ref];
  });
  return [...kept, ...newBackends(service, rows, weights)];
}

const newBackends = (
  service: ServiceResource,
  rows: readonly SplitRow[],
  weights: Weights,
): readonly JsonObject[] =>
  rows
    .filter((row) => row.at === null && (weights[row.key] ?? 0) > 0)
    .map((row) => ({
      name: row.hostname.split(".", 1)[0] ?? "",
      port: httpPort(service)?.port ?? 0,
      weight: weights[row.key] ?? 0,
    }));

/** An HTTPRoute whose parent is the service, for requests of sidecars. Source: Gateway API GEP-1324. */
export function newHttpRoute(
  index: MeshIndex,
  service: ServiceResource,
  table: SplitTable,
  weights: Weights,
): ObjectEdit {
  const host = service.meta.name;
  const ref = newObjectRef(index, service, KIND);
  const port = httpPort(service)?.port ?? 0;
  return {
    type: "create",
    ref,
    value: {
      apiVersion: "gateway.networking.k8s.io/v1",
      kind: "HTTPRoute",
      metadata: { name: ref.name, namespace: ref.namespace },
      spec: {
        parentRefs: [{ group: "", kind: "Service", name: host, port }],
        rules: [{ backendRefs: newBackends(service, table.rows, weights) }],
      },
    },
  };
}
