import "server-only";
import type { Drift } from "@/lib/delivery/review";
import type { BaseObject } from "@/lib/mesh/changes/draft";
import type { ConfigRef } from "@/lib/mesh/changes/edit";
import { fieldManagers } from "@/lib/mesh/changes/ownership/field-managers";
import { diffJson } from "@/lib/mesh/manifest/diff-json";
import type { JsonObject } from "@/lib/mesh/manifest/json";
import { refKey } from "@/lib/mesh/model/resource";
import type { Standing } from "./standing";

/** What stands in place of what an author found or wrote; both `null` where there is no object. */
type Moved = {
  readonly ref: ConfigRef;
  readonly wrote: JsonObject | null;
  readonly now: BaseObject | null;
};

/** Who wrote last, and what the object says now that it did not say then. */
export function shownDrift({ ref, wrote, now }: Moved, { objects }: Standing): Drift {
  const answer = objects.get(refKey(ref));
  const manifest = answer?.ok ? (answer.value?.manifest ?? {}) : {};
  const last = fieldManagers(manifest)
    .filter(({ subresource }) => subresource === null)
    .map(({ manager, time }) => ({ manager, at: timeOf(time) }))
    .toSorted((a, b) => (a.at ?? 0) - (b.at ?? 0))
    .at(-1);
  return {
    ref,
    manager: last?.manager ?? null,
    at: last?.at ?? null,
    changes: wrote === null || now === null ? [] : diffJson(wrote, now.value),
    gone: now === null,
  };
}

/** Epoch ms of an RFC 3339 time; `null` for none. */
function timeOf(text: string | null): number | null {
  const at = text === null ? Number.NaN : Date.parse(text);
  return Number.isNaN(at) ? null : at;
}
