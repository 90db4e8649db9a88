import type { ConfigKind } from "../model/kinds";
import type { ConfigResource } from "../model/resource";
import type { CodeInfo } from "./codes";
import type { Finding } from "./finding";
import type { Subject, SubjectKind, SubjectOf } from "./inputs/subject";
import type { AnalysisContext } from "./registry/context";

/**
 * Judges one object at a time against the mesh around it.
 *
 * Every finding is about the object that was given, so that a change needs to be followed only to the objects whose findings it may change.
 */
export type Analyzer<K extends SubjectKind = ConfigKind> = {
  readonly name: string;
  /** Kinds of objects that it judges. */
  readonly judges: readonly K[];
  readonly codes: readonly CodeInfo[];
  /** Kinds of the other objects that a judgement looks at: a change of one is followed to the judged ones. */
  readonly reads: readonly SubjectKind[];
  /** Of those, the kinds without which it can say nothing: a mesh in which nobody looked for them is not judged. Default: none. */
  readonly needs?: readonly SubjectKind[];
  judge(resource: SubjectOf<K>, context: AnalysisContext): readonly Finding[];
  /**
   * The objects whose judgement may change with an object of a kind that it reads, asked before and after the change. By default all of
   * the kinds that it judges.
   */
  follow?(changed: ConfigResource, context: AnalysisContext): readonly Subject[];
};

/** Any analyzer, whatever it judges. It is only given objects of the kinds that it names. */
export type AnyAnalyzer = Analyzer<SubjectKind>;
