import { overlayOf } from "@/lib/delivery/draft-outcome";
import type { Finding } from "@/lib/mesh/analysis/finding";
import type { Draft, DraftObject, EditConflict } from "@/lib/mesh/changes/draft";
import type { ConfigRef, Edit } from "@/lib/mesh/changes/edit";
import type { Ownership } from "@/lib/mesh/changes/ownership/ownership";
import type { JsonPath } from "@/lib/mesh/manifest/json";
import { spanOf } from "@/lib/mesh/manifest/locate";
import { parseManifests } from "@/lib/mesh/manifest/parse-manifests";
import { type ConfigResource, refKey } from "@/lib/mesh/model/resource";
import { predict } from "@/lib/mesh/prediction/predict";
import { ownershipSeen } from "../split/seen-owner";
import type { Derived } from "../state/use-outcome";
import type { Refusal } from "../yaml/assist/refusals";
import type { RefusalsOf } from "./use-refusals";

/** What a draft does to an object as a whole; `same`: its edits cancel out. */
export type ObjectMark = "create" | "update" | "remove" | "same";

/** One edit as far as it is about one object. */
export type EditLine = {
  readonly edit: Edit;
  /** Places that it changes, as lists of the spec name them: `http[1].route[0].weight`. */
  readonly places: readonly string[];
  readonly conflict: EditConflict["reason"] | null;
};

/** One object of the draft, with its edits. */
export type ObjectLine = {
  readonly key: string;
  readonly ref: ConfigRef;
  readonly mark: ObjectMark;
  readonly edits: readonly EditLine[];
  readonly findings: readonly Finding[];
  /** What it cannot be written for, whatever analysis says. */
  readonly refusals: readonly Refusal[];
  /** The findings are of an older draft, or the schema is not known yet. */
  readonly late: boolean;
  /** Of the first refusal or finding that has a place in the text. */
  readonly line: number | null;
  /** `null` of an object that does not exist yet. */
  readonly owner: Ownership | null;
  /** Somebody has changed it since the draft was begun. */
  readonly moved: boolean;
  /** Requests per second whose path this object alone changes; `null` where no traffic is known. */
  readonly reach: number | null;
};

/** The draft as a tree: objects in the order of their first edit, each with its edits. */
export function trayLines(
  draft: Draft,
  derived: Derived,
  refusalsOf: RefusalsOf,
): readonly ObjectLine[] {
  const { folded, findings } = derived;
  const moved = new Set(derived.moved.map(refKey));
  const refs = new Map(
    draft.edits.flatMap((e) => e.objects.map(({ ref }) => [refKey(ref), ref] as const)),
  );
  return [...refs].map(([key, ref]) => {
    const object = folded.objects.get(key);
    const own = findings.filter((f) => refKey(f.ref) === key);
    const refusals = object === undefined ? [] : refusalsOf(object);
    return {
      key,
      ref,
      mark: object === undefined ? "same" : markOf(object, derived),
      edits: draft.edits.flatMap((edit) => editLine(edit, key, folded.conflicts)),
      findings: own,
      refusals: refusals ?? [],
      late: derived.late || refusals === undefined,
      line:
        object === undefined
          ? null
          : firstLine(
              object.text,
              [...(refusals ?? []), ...own].map(({ path }) => path),
            ),
      owner: ownerOf(ref, derived),
      moved: moved.has(key),
      reach: reachOf(key, derived),
    };
  });
}

function markOf({ before, after, ref }: DraftObject, { overlay }: Derived): ObjectMark {
  if (!overlay.has(refKey(ref))) return "same";
  if (after === null) return "remove";
  return before === null ? "create" : "update";
}

function editLine(
  edit: Edit,
  key: string,
  conflicts: readonly EditConflict[],
): readonly EditLine[] {
  const object = edit.objects.find(({ ref }) => refKey(ref) === key);
  if (object === undefined) return [];
  const places = object.type === "patch" ? object.changes.map(({ path }) => placeText(path)) : [];
  const conflict = conflicts.find((c) => c.edit === edit.id && refKey(c.ref) === key);
  return [{ edit, places: [...new Set(places)], conflict: conflict?.reason ?? null }];
}

/** `["spec", "http", 1, "route", 0, "weight"]` → `http[1].route[0].weight` */
export function placeText(path: JsonPath): string {
  const steps = path[0] === "spec" ? path.slice(1) : path;
  return steps.reduce<string>(
    (text, step) =>
      typeof step === "number" ? `${text}[${step}]` : text === "" ? step : `${text}.${step}`,
    "",
  );
}

function firstLine(text: string, paths: readonly JsonPath[]): number | null {
  const file = parseManifests(text);
  for (const path of paths) {
    const span = spanOf(file, 0, path, "entry") ?? spanOf(file, 0, path, "value");
    if (span !== null) return span.from.line;
  }
  return null;
}

const WHOLE: readonly JsonPath[] = [["spec"]];

function ownerOf(
  { cluster, kind, name, namespace }: ConfigRef,
  { base }: Derived,
): Ownership | null {
  const standing: ConfigResource | null = base.find(kind, cluster, namespace, name);
  return standing === null ? null : ownershipSeen(standing, WHOLE);
}

function reachOf(key: string, derived: Derived): number | null {
  const { base, clusterOf, folded, overlay, prediction, traffic } = derived;
  if (prediction === null || traffic === null) return null;
  const object = folded.objects.get(key);
  if (object === undefined || !overlay.has(key)) return 0;
  if (overlay.size === 1) return prediction.reach;
  const alone = overlayOf({ objects: new Map([[key, object]]), conflicts: [] }, base);
  return predict({ base, overlay: alone, traffic, clusterOf }).reach;
}
