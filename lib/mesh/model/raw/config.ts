import { CONFIG_KINDS, type ConfigKind } from "../kinds";
import type { ConfigResource, ResourceMeta } from "../resource";
import { managersOf } from "./meta";
import { numberAt, type Raw, recordAt, recordOrNull, textAt } from "./value";

type KnownKind = { readonly id: ConfigKind; readonly namespaced: boolean };

const byGroupKind = new Map<string, KnownKind>(
  CONFIG_KINDS.map((k) => [`${k.group}/${k.kind}`, k]),
);

/** The configuration kind of an `apiVersion` and `kind`, in any version of its group; `null` for every other kind. */
export function configKindOf(apiVersion: string, kind: string): KnownKind | null {
  const group = apiVersion.slice(0, Math.max(0, apiVersion.indexOf("/")));
  return byGroupKind.get(`${group}/${kind}`) ?? null;
}

/** An Istio or Gateway API object as found: `spec` and `status` whole, however wrong they are. */
export function readConfig(kind: ConfigKind, meta: ResourceMeta, object: Raw): ConfigResource {
  return {
    kind,
    meta,
    apiVersion: textAt(object, "apiVersion") ?? "",
    generation: numberAt(recordAt(object, "metadata"), "generation"),
    spec: recordAt(object, "spec"),
    status: recordOrNull(object, "status"),
    managers: managersOf(object),
  };
}
