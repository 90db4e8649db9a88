import type { JsonObject } from "../../manifest/json";
import { type ConfigKind, configKindInfo } from "../../model/kinds";
import { refKey } from "../../model/resource";
import type { ObjectChange } from "../change-set";
import type { BaseObject } from "../draft";
import type { ConfigRef } from "../edit";

/** Short names for the kinds that tests speak of. */
export const KINDS = {
  VS: "VirtualService.networking.istio.io",
  DR: "DestinationRule.networking.istio.io",
  SE: "ServiceEntry.networking.istio.io",
  GW: "Gateway.networking.istio.io",
  PA: "PeerAuthentication.security.istio.io",
  AP: "AuthorizationPolicy.security.istio.io",
  RA: "RequestAuthentication.security.istio.io",
  HR: "HTTPRoute.gateway.networking.k8s.io",
  KG: "Gateway.gateway.networking.k8s.io",
  RG: "ReferenceGrant.gateway.networking.k8s.io",
} as const satisfies Record<string, ConfigKind>;

type Short = keyof typeof KINDS;

/** `VS shop/web` */
export function refOfText(at: string): ConfigRef {
  const [short = "", place = ""] = at.split(" ");
  const [namespace = "", name = ""] = place.split("/");
  if (!(short in KINDS)) throw new Error(`no kind ${short}`);
  // Checked above.
  return { cluster: "c", kind: KINDS[short as Short], namespace, name };
}

export function objectOf(at: string, spec: JsonObject): JsonObject {
  const { kind, namespace, name } = refOfText(at);
  const info = configKindInfo(kind);
  return {
    apiVersion: `${info?.group}/${info?.versions[0]}`,
    kind: info?.kind ?? "",
    metadata: { name, namespace },
    spec,
  };
}

export const baseObject = (at: string, spec: JsonObject, version = "1"): BaseObject => ({
  ref: refOfText(at),
  value: objectOf(at, spec),
  uid: `uid-${at}`,
  resourceVersion: version,
  generation: 1,
});

/** The change of one object from a spec to another, `null` for no object. */
export function changeBetween(
  at: string,
  before: JsonObject | null,
  after: JsonObject | null,
): ObjectChange {
  const ref = refOfText(at);
  const guard = { uid: `uid-${at}`, resourceVersion: "1" };
  if (before === null) {
    if (after === null) throw new Error("nothing to change");
    return { type: "create", ref, after: objectOf(at, after), text: "" };
  }
  const was = objectOf(at, before);
  if (after === null) return { type: "remove", ref, before: was, ...guard };
  return {
    type: "update",
    ref,
    before: was,
    after: objectOf(at, after),
    text: "",
    changes: [],
    ...guard,
  };
}

const shortOf = new Map<string, string>(
  Object.entries(KINDS).map(([short, kind]) => [kind, short]),
);

/** `+ DR shop/reviews`; `~` for an update, `-` for a removal; `(wait)` before it where the proxies are waited for. */
export function lineOf({ type, ref, waitForProxies }: ObjectChange): string {
  const sign = { create: "+", update: "~", remove: "-" }[type];
  const wait = waitForProxies === true ? "(wait) " : "";
  return `${wait}${sign} ${shortOf.get(ref.kind)} ${ref.namespace}/${ref.name}`;
}

/** The objects after a list of changes, by `refKey`. Throws where a change does not stand on what is there. */
export function applyAll(
  objects: ReadonlyMap<string, JsonObject>,
  changes: readonly ObjectChange[],
): ReadonlyMap<string, JsonObject> {
  const now = new Map(objects);
  for (const change of changes) {
    const key = refKey(change.ref);
    const found = now.get(key);
    const before = change.type === "create" ? undefined : change.before;
    if (JSON.stringify(found) !== JSON.stringify(before))
      throw new Error(`not on its base: ${key}`);
    if (change.type === "remove") now.delete(key);
    else now.set(key, change.after);
  }
  return now;
}
