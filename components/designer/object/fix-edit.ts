import type { Finding } from "@/lib/mesh/analysis/finding";
import type { CurrentBases } from "@/lib/mesh/changes/base";
import type { FoldedDraft } from "@/lib/mesh/changes/draft";
import type { ConfigRef, Edit } from "@/lib/mesh/changes/edit";
import { applyChanges } from "@/lib/mesh/manifest/field-change";
import { configKindInfo } from "@/lib/mesh/model/kinds";
import { type ResourceRef, refKey } from "@/lib/mesh/model/resource";

const isConfig = (ref: ResourceRef): ref is ConfigRef => configKindInfo(ref.kind) !== null;

/**
 * The edit that ends a finding, by the change that analysis proposes; `null` where it proposes none, or one that does not fit the object as
 * the draft has it.
 */
export function fixEdit(
  { code, fix }: Finding,
  on: { readonly folded: FoldedDraft; readonly current: CurrentBases },
  id: string,
): Edit | null {
  if (fix === null || !isConfig(fix.ref)) return null;
  const { ref, changes } = fix;
  const drafted = on.folded.objects.get(refKey(ref));
  const value = drafted === undefined ? (on.current(ref)?.value ?? null) : drafted.after;
  if (value === null || !applyChanges(value, changes).ok) return null;
  return { id, intent: { type: "fix", code, ref }, objects: [{ type: "patch", ref, changes }] };
}
