import type { ConfigKind } from "../model/kinds";
import type { ConfigResource } from "../model/resource";
import type { CodeInfo } from "./codes";
import type { Finding } from "./finding";
import type { AnalysisContext } from "./registry/context";

/**
 * Judges one object at a time against the mesh around it.
 *
 * Every finding is about the object that was given, so that a change needs to be followed only to the objects whose findings it may change.
 */
export type Analyzer = {
  readonly name: string;
  /** Kinds of objects that it judges. */
  readonly judges: readonly ConfigKind[];
  readonly codes: readonly CodeInfo[];
  readonly judge: (resource: ConfigResource, context: AnalysisContext) => readonly Finding[];
};
