import type { JsonPath } from "../manifest/json";
import type { ResourceRef } from "../model/resource";
import { FAILING_VERSION } from "./analyzers";
import type { Finding } from "./finding";

/** What is known of one version that a rule sends to, before and after a draft. Figures of a prediction; unknown ones are `null`. */
export type VersionFigures = {
  /** The object and the field that set its share. */
  readonly ref: ResourceRef;
  readonly path: JsonPath;
  /** As users call it: the subset, or the workload. */
  readonly version: string;
  /** 0..1 of its requests in the window; `null` where it had none. */
  readonly errorRatio: number | null;
  /** Set share after the draft, 0..1. */
  readonly share: number;
  /** Requests per second that the version gets more than now; the larger bound where the prediction is an interval. */
  readonly moreRequests: number;
  readonly windowSeconds: number;
};

/** A ratio at which a version counts as degraded: that of Heddle's own health profile for HTTP 5xx. */
const WORTH_SAYING = 0.01;

/**
 * Versions that already fail and would get more requests: how many more would fail, if they go on failing as often.
 *
 * One that gets fewer requests, or had none to judge by, gives nothing.
 */
export function failingVersions(figures: readonly VersionFigures[]): readonly Finding[] {
  return figures.flatMap((f) => {
    if (f.errorRatio === null || f.errorRatio < WORTH_SAYING || f.moreRequests <= 0) return [];
    const facts = {
      version: f.version,
      errorRatio: f.errorRatio,
      share: f.share,
      moreFailures: f.errorRatio * f.moreRequests,
      windowSeconds: f.windowSeconds,
    };
    const { code, severity } = FAILING_VERSION;
    return [{ code, severity, ref: f.ref, path: f.path, facts, fix: null }];
  });
}
