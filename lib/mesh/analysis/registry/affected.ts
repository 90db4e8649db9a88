import { CONFIG_KINDS, type ConfigKind } from "../../model/kinds";
import type { MeshIndex } from "../../model/mesh-index";
import { type ConfigResource, refKey, refOf } from "../../model/resource";
import { virtualServiceHosts } from "../../routing/rules/claims";
import type { MeshSettings } from "../../routing/spec/mesh-settings";
import { DESTINATION_RULE, GRPC_ROUTE, HTTP_ROUTE, VIRTUAL_SERVICE } from "../codes";
import { type AnalysisContext, createContext, fullHost, ruleHost } from "./context";
import { destinationsIn } from "./spec-parts";

export type Affected = {
  /** The touched objects that are there after the change. */
  readonly put: readonly ConfigResource[];
  /** Objects whose findings the change may touch, as they are after it. */
  readonly judged: readonly ConfigResource[];
};

/**
 * Follows a change to the objects whose findings may depend on it. A change of an object that is not a route or a DestinationRule (a
 * ServiceEntry, a Gateway, a ReferenceGrant) may concern any: all are judged then.
 */
export function affectedBy(
  base: MeshIndex,
  after: MeshIndex,
  touched: ReadonlySet<string>,
  judgedKinds: readonly ConfigKind[],
  settings: MeshSettings,
): Affected {
  const refs = [...touched].flatMap(refOfKey);
  const find = (index: MeshIndex) => refs.flatMap((r) => findIn(index, r) ?? []);
  const put = find(after);
  if (refs.some((r) => !FOLLOWED.has(r.kind))) {
    return { put, judged: judgedKinds.flatMap((kind): ConfigResource[] => [...after.all(kind)]) };
  }
  const context = createContext(base, after, { touched, put }, settings);
  const near = [...put, ...find(base)].flatMap((resource) => neighbours(resource, context));
  const judged = new Map([...put, ...near].map((r) => [refKey(refOf(r)), r]));
  return { put, judged: [...judged.values()] };
}

const FOLLOWED: ReadonlySet<string> = new Set([
  VIRTUAL_SERVICE,
  DESTINATION_RULE,
  HTTP_ROUTE,
  GRPC_ROUTE,
]);

type ConfigRef = {
  readonly cluster: string;
  readonly kind: ConfigKind;
  readonly namespace: string;
  readonly name: string;
};

const KINDS = new Map<string, ConfigKind>(CONFIG_KINDS.map((k) => [k.id, k.id]));

/** A key read back; a cluster's name may hold slashes, the rest does not. */
function refOfKey(key: string): readonly ConfigRef[] {
  const [name = "", namespace = "", id = "", ...cluster] = key.split("/").reverse();
  const kind = KINDS.get(id);
  return kind === undefined
    ? []
    : [{ cluster: cluster.reverse().join("/"), kind, namespace, name }];
}

const findIn = (index: MeshIndex, { cluster, kind, namespace, name }: ConfigRef) =>
  index.find(kind, cluster, namespace, name);

/** Objects around one that analyzers look at when they judge them. */
function neighbours(resource: ConfigResource, context: AnalysisContext): readonly ConfigResource[] {
  const { settings, claims, senders, destinationRules } = context;
  const { cluster } = resource.meta;
  if (resource.kind === DESTINATION_RULE) {
    const host = ruleHost(resource, settings);
    return [...senders.overlapping(cluster, host), ...destinationRules.overlapping(cluster, host)];
  }
  if (resource.kind !== VIRTUAL_SERVICE) return [];
  const hosts = virtualServiceHosts(resource, settings);
  const targets = new Set(
    destinationsIn(resource).map((d) => fullHost(d.host, resource, settings)),
  );
  return [
    // Conflicts of hosts; splits that a gateway does not follow; subsets that are used or no longer.
    ...hosts.flatMap((h) => claims.overlapping(cluster, h)),
    ...[...targets].flatMap((t) => senders.overlapping(cluster, t)),
    ...[...targets].flatMap((t) => destinationRules.overlapping(cluster, t)),
  ];
}
