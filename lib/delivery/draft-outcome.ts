import { analyseAfter } from "../mesh/analysis/analyse";
import { failingVersions, type VersionFigures } from "../mesh/analysis/failing-version";
import type { Finding } from "../mesh/analysis/finding";
import type { AnalysisInputs } from "../mesh/analysis/inputs/analysis-inputs";
import { sameValue } from "../mesh/changes/base";
import type { DraftObject, FoldedDraft } from "../mesh/changes/draft";
import type { JsonObject } from "../mesh/manifest/json";
import type { MeshIndex } from "../mesh/model/mesh-index";
import { type ConfigOverlay, overlayIndex } from "../mesh/model/overlay-index";
import { readConfig } from "../mesh/model/raw/config";
import { readMeta } from "../mesh/model/raw/meta";
import { type ConfigResource, type ResourceRef, refKey } from "../mesh/model/resource";
import { type ClusterOf, type Flows, flowsOf } from "../mesh/prediction/flows";
import { predict } from "../mesh/prediction/predict";
import type { PredictedPart, Prediction } from "../mesh/prediction/prediction";
import type { MeshSettings } from "../mesh/routing/spec/mesh-settings";
import { settingsOfOverlay } from "../mesh/routing/spec/settings-of";
import { manifestPath } from "../mesh/routing/spec/spec-path";
import type { Traffic } from "../mesh/telemetry/traffic";

export type OutcomeInput = {
  readonly folded: FoldedDraft;
  /** The mesh as it is. */
  readonly index: MeshIndex;
  /** `null` where no requests are known: nothing is predicted then. */
  readonly traffic: Traffic | null;
  readonly clusterOf: ClusterOf;
  readonly settings?: MeshSettings;
  /** What is known beside the snapshot; nothing by default. */
  readonly inputs?: AnalysisInputs;
};

/** The mesh with a draft in it, and what becomes of its requests. */
export type DraftEffect = {
  readonly after: MeshIndex;
  readonly overlay: ConfigOverlay;
  readonly prediction: Prediction | null;
  /** Versions that fail and would get more requests: what the prediction alone can tell. */
  readonly failing: readonly Finding[];
};

/** What a draft would make of a mesh. Derived, never stored; costs what the draft touches. */
export type DraftOutcome = {
  /** The mesh with the draft in it. */
  readonly after: MeshIndex;
  readonly overlay: ConfigOverlay;
  /** `refKey`s of the objects whose findings the draft may change, its own among them. */
  readonly affected: ReadonlySet<string>;
  /** Findings of those objects, as they would be. */
  readonly findings: readonly Finding[];
  readonly prediction: Prediction | null;
};

/** Analyses and predicts what a draft comes to. */
export function draftOutcome(input: OutcomeInput): DraftOutcome {
  const { failing, ...effect } = draftEffect(input);
  const { after, overlay } = effect;
  const settings = input.settings ?? settingsOfOverlay(input.index, overlay);
  const analysed = analyseAfter(
    input.index,
    after,
    new Set(overlay.keys()),
    settings,
    input.inputs,
  );
  return { ...effect, ...analysed, findings: [...analysed.findings, ...failing] };
}

/** Predicts what a draft comes to, without the analysis of its objects, which may be had elsewhere. */
export function draftEffect(input: OutcomeInput): DraftEffect {
  const { folded, index, traffic, clusterOf } = input;
  const overlay = overlayOf(folded, index);
  const settings = input.settings ?? settingsOfOverlay(index, overlay);
  const after = overlayIndex(index, overlay);
  if (traffic === null) return { after, overlay, prediction: null, failing: [] };
  const prediction = predict({ base: index, overlay, traffic, clusterOf, settings });
  const flows = flowsOf(index, traffic, clusterOf);
  const failing = failingVersions(versionFigures(prediction, flows, index));
  return { after, overlay, prediction, failing };
}

/**
 * The objects that a draft makes, changes or removes, as the mesh would hold them. What it leaves as it found it is not among them.
 *
 * @param index the mesh as it is: an object that is changed keeps its age and its managers
 */
export function overlayOf(folded: FoldedDraft, index: MeshIndex): ConfigOverlay {
  const overlay = new Map<string, ConfigResource | null>();
  for (const [key, object] of folded.objects) {
    if (isUnchanged(object)) continue;
    overlay.set(key, object.after === null ? null : resourceOf(object, object.after, index));
  }
  return overlay;
}

const isUnchanged = ({ before, after }: DraftObject): boolean =>
  before === null || after === null
    ? before === after
    : sameValue(before, { ...before, uid: "", value: after });

/** What is made by a draft is younger than all there is: which of two rules for one host came first is known. */
const YOUNGEST = "9999-12-31T23:59:59Z";

type Made = { readonly standing: ConfigResource | null; readonly resource: ConfigResource };
const made = new WeakMap<JsonObject, Made>();

/** One resource for one value on one standing object, so that what is remembered of it stays good while others are edited. */
function resourceOf({ ref }: DraftObject, after: JsonObject, index: MeshIndex): ConfigResource {
  const standing: ConfigResource | null = index.find(
    ref.kind,
    ref.cluster,
    ref.namespace,
    ref.name,
  );
  const known = made.get(after);
  if (known !== undefined && known.standing === standing) return known.resource;
  const read = readMeta(ref.cluster, ref, after);
  const { labels, annotations } = read;
  const meta =
    standing === null
      ? { ...read, createdAt: YOUNGEST }
      : { ...standing.meta, labels, annotations };
  const anew = readConfig(ref.kind, meta, after);
  const resource = { ...anew, managers: standing?.managers ?? [] };
  made.set(after, { standing, resource });
  return resource;
}

type Tally = { figures: VersionFigures; moreRequests: number };

/** One entry per version and field that sets its share, over all callers together. */
function versionFigures(
  { flows: predicted, windowSeconds }: Prediction,
  flows: Flows,
  index: MeshIndex,
): readonly VersionFigures[] {
  const tallies = new Map<string, Tally>();
  for (const part of predicted.flatMap((flow) => flow.parts)) {
    const [place] = part.by;
    if (part.end.type !== "workload" || place === undefined) continue;
    const { ref } = part.end;
    const key = `${refKey(ref)} ${refKey(place.by)} ${place.path}`;
    const known = tallies.get(key);
    const more = part.after.max - part.now;
    if (known !== undefined) known.moreRequests += more;
    else tallies.set(key, { figures: figuresOf(part, ref, place), moreRequests: more });
  }
  return [...tallies.values()].map(({ figures, moreRequests }) => ({ ...figures, moreRequests }));

  function figuresOf(
    part: PredictedPart,
    ref: ResourceRef,
    { by, path }: PredictedPart["by"][number],
  ): VersionFigures {
    const seen = flows.byWorkload.get(refKey(ref));
    return {
      ref: by,
      path: manifestPath(path),
      version: versionName(index, ref),
      errorRatio: seen === undefined || seen.requests === 0 ? null : seen.failed / seen.requests,
      share: part.setAfter.max,
      moreRequests: 0,
      windowSeconds,
    };
  }
}

/** The canonical revision of pods that carry no label for one (`model/workload/canonical.ts`). */
const UNNAMED = "latest";

function versionName(index: MeshIndex, { cluster, namespace, name }: ResourceRef): string {
  const revision = index.find("Workload", cluster, namespace, name)?.canonicalRevision;
  return revision === undefined || revision === UNNAMED ? name : revision;
}
