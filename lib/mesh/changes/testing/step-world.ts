import type { JsonObject } from "../../manifest/json";
import { refKey } from "../../model/resource";
import type { ObjectChange } from "../change-set";
import type { ConfigRef } from "../edit";
import { ApplyWorld, type Stored, specOf } from "./apply-world";
import { changeRecord } from "./change-record";

const ref = (name: string): ConfigRef => ({
  cluster: "c",
  kind: "VirtualService.networking.istio.io",
  namespace: "shop",
  name,
});
const value = (name: string, mark: string, gateway?: string): JsonObject => ({
  apiVersion: "networking.istio.io/v1",
  kind: "VirtualService",
  metadata: { name, namespace: "shop" },
  spec: { mark, byDefault: true, ...(gateway && { http: [{ delegate: { name: gateway } }] }) },
});
/** As an author writes it: without what the server adds. */
const fresh = (name: string): JsonObject => ({ ...value(name, "ours"), spec: { mark: "ours" } });

export type Type = ObjectChange["type"];
const NAMES = ["a", "b", "c", "d", "e"] as const;

/** A cluster and a change set of one step for each type; each step has an object of its own. */
export function worldOf(types: readonly Type[], keepWithinMs: number | null = null, waits = false) {
  const objects = new Map<string, Stored>();
  const changes = types.map((type, i): ObjectChange => {
    const name = NAMES[i] ?? "x";
    const guard = { uid: `uid-${name}`, resourceVersion: String(i), generation: 1 };
    const wait = waits && i > 0 ? { waitForProxies: true } : {};
    const before = value(name, "theirs");
    if (type === "create") return { ...wait, type, ref: ref(name), after: fresh(name), text: "" };
    objects.set(refKey(ref(name)), {
      value: before,
      uid: guard.uid,
      version: i,
      generation: 1,
      manager: "kubectl",
    });
    if (type === "remove") return { ...wait, type, ref: ref(name), before, ...guard };
    const after = value(name, "ours");
    return { ...wait, type, ref: ref(name), before, after, text: "", changes: [], ...guard };
  });
  const record = changeRecord({ changeSet: { cluster: "c", changes }, keepWithinMs });
  return new ApplyWorld(record, objects);
}

/** `a ours · b theirs · c -`: what is in the cluster. */
export const standing = (world: ApplyWorld): string =>
  world.record.changeSet.changes
    .map(({ ref: { name } }) => {
      const found = world.objects.get(refKey(ref(name)));
      return `${name} ${found ? String(specOf(found.value)["mark"]) : "-"}`;
    })
    .join(" · ");
