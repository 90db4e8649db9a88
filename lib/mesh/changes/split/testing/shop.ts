import { config, deployment, namespace, service } from "../../../graph/testing/objects";
import { indexOf } from "../../../graph/testing/recorded-mesh";
import { applyChange } from "../../../manifest/field-change";
import type { JsonObject } from "../../../manifest/json";
import type { RawObject } from "../../../model/inventory";
import type { MeshIndex } from "../../../model/mesh-index";
import { overlayIndex } from "../../../model/overlay-index";
import type { ConfigResource } from "../../../model/resource";
import { refKey, refOf } from "../../../model/resource";
import { baseOf } from "../../base";
import type { ObjectEdit } from "../../edit";
import { splitChoices, splitTable, writeSplit } from "../split";
import type { Weights } from "../weights";

export const shop: readonly RawObject[] = [
  namespace("shop"),
  service("shop/web"),
  service("shop/reviews"),
  ...deployment("shop/web"),
  ...deployment("shop/reviews-v1"),
  ...deployment("shop/reviews-v2"),
];

export const rules = (...http: readonly Record<string, unknown>[]) =>
  config("VirtualService", "shop/reviews", { hosts: ["reviews"], http });

export const subsets = (...names: readonly string[]) =>
  config("DestinationRule", "shop/reviews", {
    host: "reviews",
    subsets: names.map((name) => ({ name, labels: { version: name } })),
  });

export const to = (subset: string, weight: number) => ({
  destination: { host: "reviews", subset },
  weight,
});

export const reviewsOf = (index: MeshIndex) => {
  const found = index.find("Service", "lab", "shop", "reviews");
  if (!found) throw new Error("no reviews");
  return found;
};

/** The object after an edit, and the index with it. */
export function applied(index: MeshIndex, edits: readonly ObjectEdit[]) {
  const values = edits.map((edit) => {
    if (edit.type !== "patch") return edit.type === "create" ? edit.value : null;
    const { cluster, kind, namespace: ns, name } = edit.ref;
    const resource = index.find(kind, cluster, ns, name);
    let value: JsonObject = resource ? baseOf(resource).value : {};
    for (const change of edit.changes) {
      const next = applyChange(value, change);
      if (!next.ok) throw new Error(next.error.code);
      value = next.value;
    }
    return value;
  });
  const { snapshot } = indexOf(values.flatMap((v) => (v ? [v] : [])));
  const resources = [...snapshot.resources.values()].filter(
    (r): r is ConfigResource => "spec" in r,
  );
  const after = overlayIndex(index, new Map(resources.map((r) => [refKey(refOf(r)), r])));
  return { values, after };
}

/** Splits the first choice: the edit, what it writes, and the mesh with it. */
export function split(objects: readonly RawObject[], byLabel: Weights) {
  const index = indexOf([...shop, ...objects]);
  const reviews = reviewsOf(index);
  const [choice] = splitChoices(index, reviews);
  if (!choice) throw new Error("no such choice");
  const table = splitTable(index, reviews, choice);
  if (!table.ok) throw new Error(table.error.code);
  const weights = Object.fromEntries(
    table.value.rows.map((row) => [row.key, byLabel[row.label] ?? 0]),
  );
  const edit = writeSplit(index, reviews, choice, table.value, weights);
  return { index, table: table.value, edit, ...applied(index, edit.objects) };
}
