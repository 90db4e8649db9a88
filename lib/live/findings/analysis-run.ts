import { analyse, analyseAfter } from "../../mesh/analysis/analyse";
import type { Finding } from "../../mesh/analysis/finding";
import {
  type AnalysisInputs,
  type ObservedCall,
  snapshotAlone,
} from "../../mesh/analysis/inputs/analysis-inputs";
import { observedCalls, type SeenCalls } from "../../mesh/analysis/inputs/observed-calls";
import { configKindInfo, type Kind } from "../../mesh/model/kinds";
import { memoPerIndex } from "../../mesh/model/memo-per-index";
import { indexSnapshot, type MeshIndex } from "../../mesh/model/mesh-index";
import { type ConfigOverlay, overlayIndex } from "../../mesh/model/overlay-index";
import { type ConfigResource, type MeshResource, refKey, refOf } from "../../mesh/model/resource";
import { advance, emptySnapshot, type MeshEvent } from "../../mesh/model/snapshot";
import { settingsOf, settingsOfOverlay } from "../../mesh/routing/spec/settings-of";
import { webhookProblems } from "../../mesh/validation/validate";

/** What has happened to the mesh since the step before, and what is known of the reading of it. */
export type AnalysisStep = {
  readonly events: readonly MeshEvent[];
  /** Kinds that are not read, here or there: nothing is concluded from the absence of their objects. */
  readonly absent: readonly Kind[];
  /** By which dates of certificates are judged, as `Date.toISOString` writes it. */
  readonly now: string;
  /** Who was seen calling whom; `null` where no traffic is known, left out where they are those of the step before. */
  readonly seen?: SeenCalls | null;
};

type Known = {
  readonly index: MeshIndex;
  readonly findings: readonly Finding[];
  readonly around: string;
};

/** Findings of the objects whose findings a draft may change, its own among them, as they would be. */
export type DraftFindings = {
  /** `refKey`s of those objects. */
  readonly affected: ReadonlySet<string>;
  readonly findings: readonly Finding[];
};

export type MeshAnalysis = {
  /** The findings of the mesh after a step. The first step brings all of it. */
  readonly step: (step: AnalysisStep) => readonly Finding[];
  /** What a draft does to the findings of the mesh after a step. Costs what the draft touches; the mesh itself is judged with the next step. */
  readonly draft: (step: AnalysisStep, overlay: ConfigOverlay) => DraftFindings;
};

/**
 * The findings of a mesh that changes step by step, and of drafts laid over it.
 *
 * Where a step touches configuration alone, only the objects whose findings it may change are judged again; every other step judges all.
 * Both give the same findings.
 */
export function createAnalysis(): MeshAnalysis {
  let known: Known | null = null;
  let index = indexSnapshot(emptySnapshot);
  let unjudged: readonly MeshEvent[] = [];
  let seen: SeenCalls | null = null;
  const inputsOf = (step: AnalysisStep): AnalysisInputs => ({
    ...inputsAround(step),
    ...(seen && { calls: callsOf(index, seen) }),
  });
  const tell = ({ events, seen: now }: AnalysisStep) => {
    if (now !== undefined) seen = now;
    if (events.length === 0) return;
    index = indexSnapshot(advance(index.snapshot, events));
    unjudged = [...unjudged, ...events];
  };
  return {
    step(step) {
      tell(step);
      const inputs = inputsOf(step);
      const around = JSON.stringify([step.absent, step.now, inputs.calls]);
      const some = known?.around === around ? changedFindings(known, unjudged, inputs) : null;
      const findings = some ?? allFindings(index, inputs);
      known = { index, findings, around };
      unjudged = [];
      return findings;
    },
    draft(step, overlay) {
      tell(step);
      const settings = settingsOfOverlay(index, overlay);
      const after = overlayIndex(index, overlay);
      return analyseAfter(index, after, new Set(overlay.keys()), settings, inputsOf(step));
    },
  };
}

const callsKnown = memoPerIndex(() => new WeakMap<SeenCalls, readonly ObservedCall[]>());

/** Looked up once for a mesh: drafts over it ask again and again. */
function callsOf(index: MeshIndex, seen: SeenCalls): readonly ObservedCall[] {
  const known = callsKnown(index);
  const calls = known.get(seen) ?? observedCalls(index, seen);
  known.set(seen, calls);
  return calls;
}

const inputsAround = ({ absent, now }: AnalysisStep): AnalysisInputs => ({
  ...snapshotAlone,
  absent: new Set(absent),
  now,
  validate: ({ kind, meta, spec }, settings) => webhookProblems(kind, meta, spec, settings),
});

/** Each cluster is judged by its own mesh configuration. */
function allFindings(index: MeshIndex, inputs: AnalysisInputs): readonly Finding[] {
  const { clusters } = index;
  const [only] = clusters;
  if (only === undefined) return [];
  if (clusters.length === 1) return analyse(index, undefined, settingsOf(index, only), inputs);
  return clusters.flatMap((cluster) => {
    const own = [...index.snapshot.resources.values()].filter((r) => r.meta.cluster === cluster);
    const scope = new Set(own.map((r) => refKey(refOf(r))));
    return analyse(index, scope, settingsOf(index, cluster), inputs);
  });
}

/** More objects at once cost as much as all. */
const MOST_CHANGED = 100;

/** The findings after a change of configuration alone, in one cluster; `null` where everything has to be judged. */
function changedFindings(
  { index, findings }: Known,
  events: readonly MeshEvent[],
  inputs: AnalysisInputs,
): readonly Finding[] | null {
  if (events.length > MOST_CHANGED) return null;
  const overlay = new Map<string, ConfigResource | null>();
  const clusters = new Set<string>();
  for (const event of events) {
    const ref = event.type === "put" ? refOf(event.resource) : event.ref;
    const resource = event.type === "put" ? event.resource : null;
    if (configKindInfo(ref.kind) === null || (resource !== null && !isConfig(resource)))
      return null;
    overlay.set(refKey(ref), resource);
    clusters.add(ref.cluster);
  }
  const [cluster] = clusters;
  if (cluster === undefined) return findings;
  if (clusters.size > 1) return null;
  const after = overlayIndex(index, overlay);
  const judged = analyseAfter(
    index,
    after,
    new Set(overlay.keys()),
    settingsOf(index, cluster),
    inputs,
  );
  return [...findings.filter((f) => !judged.affected.has(refKey(f.ref))), ...judged.findings];
}

const isConfig = (resource: MeshResource): resource is ConfigResource => "managers" in resource;
