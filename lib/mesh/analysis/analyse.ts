import type { MeshIndex } from "../model/mesh-index";
import { discovered } from "../routing/spec/discovery";
import { defaultMeshSettings, type MeshSettings } from "../routing/spec/mesh-settings";
import type { AnyAnalyzer } from "./analyzer";
import { ANALYZERS } from "./analyzers";
import type { Finding } from "./finding";
import { type AnalysisInputs, snapshotAlone } from "./inputs/analysis-inputs";
import type { Subject, SubjectKind } from "./inputs/subject";
import { affectedBy, objectsAt } from "./registry/affected";
import { type AnalysisContext, createContext } from "./registry/context";
import { subjectKey, subjectsOf } from "./registry/subjects";
import { isUnseen, unseenFinding, unseenObjects } from "./unseen";

/** Which objects are judged, by `refKey`; all when it is left out. */
export type AnalysisScope = ReadonlySet<string>;

const BY_KIND: ReadonlyMap<SubjectKind, readonly AnyAnalyzer[]> = new Map(
  [...new Set(ANALYZERS.flatMap((a) => a.judges))].map((kind) => [
    kind,
    ANALYZERS.filter((a) => a.judges.includes(kind)),
  ]),
);

const NOTHING = { touched: new Set<string>(), put: [] };

/**
 * What is wrong with the mesh's configuration, object by object. Objects of the cluster's own namespaces are left out, as istioctl does,
 * and findings that an object's annotation suppresses. Of what `discoverySelectors` keep from the control plane this alone is said: it does
 * nothing, and nothing that refers to it finds it. Costs what the scope costs.
 *
 * @param inputs what is known beside the snapshot; without it analyzers that need more say nothing
 */
export function analyse(
  index: MeshIndex,
  scope?: AnalysisScope,
  settings: MeshSettings = defaultMeshSettings,
  inputs: AnalysisInputs = snapshotAlone,
): readonly Finding[] {
  const seen = discovered(index, settings);
  const context = createContext(seen, seen, NOTHING, settings, inputs);
  const judge = judgeIn(context);
  const asked = <S extends Subject>(objects: readonly S[]): readonly S[] =>
    scope ? objects.filter((o) => scope.has(subjectKey(o))) : objects;
  const found = [...BY_KIND.keys()].flatMap((kind) =>
    asked(subjectsOf(kind, context)).flatMap(judge),
  );
  const unseen = asked(unseenObjects(index, seen)).flatMap((o) =>
    unsuppressed(o, [unseenFinding(o)]),
  );
  return unseen.length === 0 ? found : [...found, ...unseen];
}

/**
 * The findings that a draft may change: those of the objects it touches and of the objects that depend on them. The findings of every other
 * object are those of `standing`.
 *
 * @param drafted `overlayIndex(standing, overlay)`
 * @param touched keys of that overlay
 */
export function analyseAfter(
  standing: MeshIndex,
  drafted: MeshIndex,
  touched: ReadonlySet<string>,
  settings: MeshSettings = defaultMeshSettings,
  inputs: AnalysisInputs = snapshotAlone,
): { readonly affected: AnalysisScope; readonly findings: readonly Finding[] } {
  const [base, after] = [discovered(standing, settings), discovered(drafted, settings)];
  const put = objectsAt(after, touched);
  const context = createContext(base, after, { touched, put }, settings, inputs);
  const judged = affectedBy(objectsAt(base, touched), put, ANALYZERS, context);
  const unseen =
    drafted === after ? [] : objectsAt(drafted, touched).filter((o) => isUnseen(o, after));
  return {
    affected: new Set([...touched, ...judged.map(subjectKey)]),
    findings: [
      ...judged.flatMap(judgeIn(context)),
      ...unseen.flatMap((o) => unsuppressed(o, [unseenFinding(o)])),
    ],
  };
}

/** All analyzers of an object's kind that know what they need, without what the object suppresses. */
function judgeIn(context: AnalysisContext): (subject: Subject) => readonly Finding[] {
  const able = new Map<string, readonly AnyAnalyzer[]>();
  const ableFor = ({ kind, meta }: Subject): readonly AnyAnalyzer[] => {
    // What is said of a namespace rests on what is in it.
    const home = kind === "Namespace" ? meta.name : meta.namespace;
    const namespace = context.inputs.within === undefined || home === "" ? undefined : home;
    const key = namespace === undefined ? kind : `${kind} ${namespace}`;
    const known = able.get(key);
    if (known !== undefined) return known;
    const found = (BY_KIND.get(kind) ?? []).filter((a) =>
      (a.needs ?? []).every((needed) => context.knows(needed, namespace)),
    );
    able.set(key, found);
    return found;
  };
  return (subject) => {
    const findings: Finding[] = [];
    for (const analyzer of ableFor(subject)) {
      for (const found of analyzer.judge(subject, context)) findings.push(found);
    }
    return unsuppressed(subject, findings);
  };
}

function unsuppressed(subject: Subject, findings: readonly Finding[]): readonly Finding[] {
  const suppressed = findings.length === 0 ? null : suppressedBy(subject);
  if (suppressed === null) return findings;
  return findings.filter((f) => !suppressed.includes("*") && !suppressed.includes(f.code));
}

/** Codes that the object's own annotation silences. Source: istio/istio `pkg/config/analysis/local/istiod_analyze.go` filterMessages. */
const suppressedBy = ({ meta }: Subject): readonly string[] | null =>
  meta.annotations["galley.istio.io/analyze-suppress"]?.split(",") ?? null;
