import type { BaseObject, Draft, EditConflict } from "../../lib/mesh/changes/draft";
import type { ConfigRef } from "../../lib/mesh/changes/edit";
import { foldDraft } from "../../lib/mesh/changes/fold/fold-draft";
import { rebase } from "../../lib/mesh/changes/rebase";
import { equalJson } from "../../lib/mesh/manifest/field-change";
import type { JsonObject } from "../../lib/mesh/manifest/json";
import type { OfflineObject } from "../../lib/mesh/offline/offline-mesh";

/** An object before and after a draft; `null` where it is not there. */
export type Rendered = {
  readonly before: JsonObject | null;
  readonly after: JsonObject | null;
};

const keyOf = (kind: string, namespace: string, name: string): string =>
  `${kind}/${namespace}/${name}`;

/** Objects by kind with its group, namespace and name; of one that comes twice the later one counts. */
function byName(objects: readonly OfflineObject[]): ReadonlyMap<string, OfflineObject> {
  return new Map(objects.map((o) => [identityOf(o), o]));
}

const identityOf = ({ ref, identity, namespace }: OfflineObject): string =>
  keyOf(ref?.kind ?? `${identity.kind} ${identity.apiVersion}`, namespace, identity.name);

/** Manifests in place of the objects of their names, new ones at the end. */
export function withManifests(
  objects: readonly OfflineObject[],
  laid: readonly OfflineObject[],
): readonly Rendered[] {
  const over = byName(laid);
  const own = byName(objects);
  const replaced = [...own].map(([key, { value }]) => ({
    before: value,
    after: over.get(key)?.value ?? value,
  }));
  const added = [...over]
    .filter(([key]) => !own.has(key))
    .map(([, { value }]) => ({ before: null, after: value }));
  return [...replaced, ...added];
}

/** The edits of a draft on the objects, whatever cluster the draft is of. Edits that do not fit are conflicts; the others apply. */
export function withEdits(
  objects: readonly OfflineObject[],
  draft: Draft,
): { readonly rendered: readonly Rendered[]; readonly conflicts: readonly EditConflict[] } {
  const own = byName(objects);
  const current = (ref: ConfigRef): BaseObject | null => {
    const object = own.get(keyOf(ref.kind, ref.namespace, ref.name));
    return object ? { ref, value: object.value, uid: "", resourceVersion: "" } : null;
  };
  const { objects: folded, conflicts } = foldDraft(rebase(draft, current).draft);
  const afterOf = new Map(
    [...folded.values()].map(({ ref, after }) => [keyOf(ref.kind, ref.namespace, ref.name), after]),
  );
  const kept = [...own].map(([key, { value }]) => {
    const after = afterOf.get(key);
    return { before: value, after: after === undefined ? value : after };
  });
  const added = [...afterOf]
    .filter(([key]) => !own.has(key))
    .flatMap(([, after]) => (after === null ? [] : [{ before: null, after }]));
  return { rendered: [...kept, ...added], conflicts };
}

export const isChanged = ({ before, after }: Rendered): boolean =>
  before === null || after === null ? before !== after : !equalJson(before, after);
