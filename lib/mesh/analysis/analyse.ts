import type { ConfigKind } from "../model/kinds";
import type { MeshIndex } from "../model/mesh-index";
import { type ConfigResource, refKey, refOf } from "../model/resource";
import { defaultMeshSettings, type MeshSettings } from "../routing/spec/mesh-settings";
import { ANALYZERS } from "./analyzers";
import type { Finding } from "./finding";
import { affectedBy } from "./registry/affected";
import { type AnalysisContext, createContext } from "./registry/context";

/** Which objects are judged, by `refKey`; all when it is left out. */
export type AnalysisScope = ReadonlySet<string>;

const JUDGED: readonly ConfigKind[] = [...new Set(ANALYZERS.flatMap((a) => a.judges))];

const NOTHING = { touched: new Set<string>(), put: [] };

/** What is wrong with the mesh's configuration, object by object, as far as a split may break it. Costs what the scope costs. */
export function analyse(
  index: MeshIndex,
  scope?: AnalysisScope,
  settings: MeshSettings = defaultMeshSettings,
): readonly Finding[] {
  const context = createContext(index, index, NOTHING, settings);
  const objects = JUDGED.flatMap((kind): readonly ConfigResource[] => index.all(kind));
  const judged = scope ? objects.filter((o) => scope.has(refKey(refOf(o)))) : objects;
  return judged.flatMap((object) => judge(object, context));
}

/**
 * The findings that a draft may change: those of the objects it touches and of the objects that depend on them. The findings of every other
 * object are those of `base`.
 *
 * @param after `overlayIndex(base, overlay)`
 * @param touched keys of that overlay
 */
export function analyseAfter(
  base: MeshIndex,
  after: MeshIndex,
  touched: ReadonlySet<string>,
  settings: MeshSettings = defaultMeshSettings,
): { readonly affected: AnalysisScope; readonly findings: readonly Finding[] } {
  const objects = affectedBy(base, after, touched, JUDGED, settings);
  const { put, judged } = objects;
  const context = createContext(base, after, { touched, put }, settings);
  return {
    affected: new Set([...touched, ...judged.map((o) => refKey(refOf(o)))]),
    findings: judged.flatMap((object) => judge(object, context)),
  };
}

const judge = (object: ConfigResource, context: AnalysisContext): readonly Finding[] =>
  ANALYZERS.filter((a) => a.judges.includes(object.kind)).flatMap((a) => a.judge(object, context));
