import { memoPerIndex } from "../../model/memo-per-index";
import type { MeshIndex } from "../../model/mesh-index";
import type { ConfigResource } from "../../model/resource";
import { type AttachedRoutes, attachedRoutes } from "../gateway-api/attached-routes";
import type { Route } from "../route";
import type { RuleCaller } from "../rules/caller";
import { virtualServiceGateways, virtualServiceHosts, virtualServicesOf } from "../rules/claims";
import { virtualServiceRules } from "../rules/virtual-service-rules";
import { ageKey } from "../spec/age";
import type { MeshSettings } from "../spec/mesh-settings";
import { type ExportScope, exportScope, exportToOf } from "../spec/visibility";

/** A VirtualService, or the Gateway API routes of one listener and host joined, as a gateway's servers find it. */
export type BoundConfig = {
  /** The oldest first. */
  readonly resources: readonly [ConfigResource, ...ConfigResource[]];
  readonly namespace: string;
  readonly hosts: readonly string[];
  readonly rules: (caller: RuleCaller) => readonly Route[];
};

type Bound = BoundConfig & {
  readonly gateways: readonly string[];
  readonly scope: Exclude<ExportScope, "hidden">;
  /** Gateway API routes of the proxy's own namespace go before all else that is public. */
  readonly first: boolean;
  readonly age: string;
};

const SCOPES = ["private", "exported", "public"] as const;

/**
 * What is bound to a Gateway, called `namespace/name`, for proxies of a namespace: private to that namespace, exported to it, public; in
 * each the oldest first, but of what is public Gateway API routes of that namespace before the rest.
 * Source: istio/istio `pilot/pkg/model/push_context.go` VirtualServicesForGateway.
 */
export function boundConfigs(
  index: MeshIndex,
  proxy: { readonly cluster: string; readonly namespace: string },
  gateway: string,
  settings: MeshSettings,
): readonly BoundConfig[] {
  const bySettings = known(index);
  const places = bySettings.get(settings) ?? new Map<string, ReadonlyMap<string, Bound[]>>();
  bySettings.set(settings, places);
  // A namespace holds no slash.
  const key = `${proxy.namespace}/${proxy.cluster}`;
  const byGateway = places.get(key) ?? byGatewayFor(index, proxy, settings);
  places.set(key, byGateway);
  return byGateway.get(gateway) ?? [];
}

const known = memoPerIndex<WeakMap<MeshSettings, Map<string, ReadonlyMap<string, Bound[]>>>>(
  () => new WeakMap(),
);

function byGatewayFor(
  index: MeshIndex,
  { cluster, namespace }: { readonly cluster: string; readonly namespace: string },
  settings: MeshSettings,
): ReadonlyMap<string, Bound[]> {
  const all = [
    ...virtualServicesOf(index, cluster).flatMap((vs) => ofVirtualService(vs, namespace, settings)),
    ...attachedRoutes(index, cluster, settings).flatMap((a) => ofRoutes(a, namespace, settings)),
  ].toSorted(inOrder);
  const byGateway = new Map<string, Bound[]>();
  for (const bound of all) {
    for (const gateway of new Set(bound.gateways)) {
      const list = byGateway.get(gateway);
      if (list) list.push(bound);
      else byGateway.set(gateway, [bound]);
    }
  }
  return byGateway;
}

const inOrder = (a: Bound, b: Bound): number =>
  SCOPES.indexOf(a.scope) - SCOPES.indexOf(b.scope) ||
  Number(b.first) - Number(a.first) ||
  (a.age < b.age ? -1 : a.age > b.age ? 1 : 0);

function ofVirtualService(
  vs: ConfigResource,
  namespace: string,
  settings: MeshSettings,
): readonly Bound[] {
  const exportTo = exportToOf(vs, settings.defaultVirtualServiceExportTo);
  const scope = exportScope(exportTo, vs.meta.namespace, namespace);
  if (scope === "hidden") return [];
  return [
    {
      resources: [vs],
      namespace: vs.meta.namespace,
      hosts: virtualServiceHosts(vs, settings),
      gateways: virtualServiceGateways(vs),
      scope,
      first: false,
      age: ageKey(vs),
      rules: (caller) => virtualServiceRules(vs, caller),
    },
  ];
}

/** Routes have no `exportTo` of their own: the mesh's default for VirtualServices counts. */
function ofRoutes(
  attached: AttachedRoutes,
  namespace: string,
  settings: MeshSettings,
): readonly Bound[] {
  const [oldest] = attached.resources;
  const exportTo = settings.defaultVirtualServiceExportTo;
  const scope = exportScope(exportTo, oldest.meta.namespace, namespace);
  if (scope === "hidden") return [];
  return [
    {
      resources: attached.resources,
      namespace: oldest.meta.namespace,
      hosts: [attached.host],
      gateways: [attached.gateway],
      scope,
      first: scope === "public" && oldest.meta.namespace === namespace,
      age: ageKey(oldest, attached.name),
      rules: attached.rules,
    },
  ];
}
