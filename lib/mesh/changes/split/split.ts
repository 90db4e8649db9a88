import { err, ok, type Result } from "../../../result";
import type { MeshIndex } from "../../model/mesh-index";
import { refOf, type ServiceResource } from "../../model/resource";
import { serviceParents } from "../../routing/gateway-api/service-parents";
import { takesAll } from "../../routing/rules/read-match";
import { serviceHostname } from "../../routing/spec/host-names";
import type { MeshSettings } from "../../routing/spec/mesh-settings";
import { settingsOf } from "../../routing/spec/settings-of";
import type { EditIntent, ObjectEdit } from "../edit";
import {
  httpRouteEdit,
  httpRouteTable,
  type NoVersionService,
  newHttpRoute,
} from "./http-route-split";
import { type SplitTable, virtualServiceTable } from "./split-rows";
import { type SplitSite, splitSites } from "./split-site";
import { type NoVersions, versionsOf } from "./versions";
import type { Weights } from "./weights";
import { subsetEdit } from "./write-subsets";
import { newVirtualService, virtualServiceEdit } from "./write-virtual-service";

/** What a split can be drawn on: a rule that is there, or an object to be made for requests that no rule takes yet. */
export type SplitChoice =
  | { readonly type: "rule"; readonly site: SplitSite }
  | { readonly type: "create"; readonly api: SplitSite["api"] };

export type SplitObstacle =
  | NoVersions
  | NoVersionService
  | { readonly code: "one-version"; readonly version: string }
  | { readonly code: NonNullable<SplitSite["obstacle"]> };

/** What a split writes, said before it is made. */
export type SplitEdit = {
  readonly intent: Extract<EditIntent, { type: "split" }>;
  readonly objects: readonly ObjectEdit[];
};

/**
 * Where requests to a service can be split: every rule that sends to it, and, where sidecars follow none, an object to be made; of the
 * kind that the mesh uses first.
 */
export function splitChoices(
  index: MeshIndex,
  service: ServiceResource,
  settings: MeshSettings = settingsOf(index, service.meta.cluster),
): readonly SplitChoice[] {
  const sites = splitSites(index, service, settings);
  const own = serviceHostname(service.meta.name, service.meta.namespace, settings);
  const governed = sites.some((s) => s.entries.includes("mesh") && s.hosts.includes(own));
  const rules = sites.map((site) => ({ type: "rule" as const, site }));
  if (governed) return rules;
  const apis: readonly SplitSite["api"][] = usesServiceRoutes(index, service)
    ? ["http-route", "virtual-service"]
    : ["virtual-service", "http-route"];
  return [...rules, ...apis.map((api) => ({ type: "create" as const, api }))];
}

/** Whether the service's namespace, or the cluster where it has no rule at all, routes by HTTPRoutes with services as parents. */
function usesServiceRoutes(index: MeshIndex, { meta }: ServiceResource): boolean {
  const { cluster, namespace } = meta;
  const routes = index
    .all("HTTPRoute.gateway.networking.k8s.io")
    .filter((r) => r.meta.cluster === cluster && serviceParents(r).length > 0);
  const vs = index
    .all("VirtualService.networking.istio.io")
    .filter((r) => r.meta.cluster === cluster);
  const isHere = (r: { readonly meta: { readonly namespace: string } }) =>
    r.meta.namespace === namespace;
  if (routes.some(isHere) || vs.some(isHere)) return !vs.some(isHere);
  return routes.length > vs.length;
}

/** The destinations of a choice with what is set now, or why it cannot be split. */
export function splitTable(
  index: MeshIndex,
  service: ServiceResource,
  choice: SplitChoice,
  settings: MeshSettings = settingsOf(index, service.meta.cluster),
): Result<SplitTable, SplitObstacle> {
  const site = choice.type === "rule" ? choice.site : null;
  if (site?.obstacle) return err({ code: site.obstacle });
  const { problem, versions } = versionsOf(index, service);
  if (problem) return err(problem);
  const api = choice.type === "rule" ? choice.site.api : choice.api;
  const table =
    api === "http-route"
      ? httpRouteTable(index, service, versions, site, settings)
      : ok(virtualServiceTable(index, service, versions, site, settings));
  if (!table.ok) return table;
  const [only] = table.value.rows;
  return table.value.rows.length < 2
    ? err({ code: "one-version", version: only?.label ?? "" })
    : table;
}

/**
 * The edit that gives a rule these weights: the subsets that are missing, then the rule.
 *
 * @param weights whole percents by row, summing to 100
 */
export function writeSplit(
  index: MeshIndex,
  service: ServiceResource,
  choice: SplitChoice,
  table: SplitTable,
  weights: Weights,
  settings: MeshSettings = settingsOf(index, service.meta.cluster),
): SplitEdit {
  const api = choice.type === "rule" ? choice.site.api : choice.api;
  const rule = writeRule(index, service, choice, table, weights);
  const used = table.rows.filter((row) => (weights[row.key] ?? 0) > 0);
  const subsets = api === "virtual-service" ? subsetEdit(index, service, used, settings) : null;
  return {
    intent: {
      type: "split",
      service: refOf(service),
      host: serviceHostname(service.meta.name, service.meta.namespace, settings),
      rule:
        choice.type === "rule" ? choice.site.path : api === "http-route" ? "rules[0]" : "http[0]",
      ofPart: choice.type === "rule" && takesPart(choice.site),
      shares: table.rows.map((row) => ({
        destination: row.label,
        before: row.set,
        after: weights[row.key] ?? 0,
      })),
    },
    objects: subsets ? [subsets, rule] : [rule],
  };
}

/** A match of a VirtualService that names nothing of a request can still name its sender. */
const takesPart = ({ api, rule, matches, entries }: SplitSite): boolean =>
  rule > 0 ||
  (api === "virtual-service"
    ? matches.length > 0 || !entries.includes("mesh")
    : matches.length > 0 && !matches.some(takesAll));

function writeRule(
  index: MeshIndex,
  service: ServiceResource,
  choice: SplitChoice,
  table: SplitTable,
  weights: Weights,
): ObjectEdit {
  if (choice.type === "create") {
    return choice.api === "http-route"
      ? newHttpRoute(index, service, table, weights)
      : newVirtualService(index, service, table, weights);
  }
  const { site } = choice;
  return site.api === "http-route"
    ? httpRouteEdit(service, site, table, weights)
    : virtualServiceEdit(site, table, weights);
}
