import type { Finding, Severity } from "../../mesh/analysis/finding";
import { refKey } from "../../mesh/model/resource";

/** What is wrong with the configuration of the observed mesh. */
export type MeshFindings = {
  /** Worst first; of equals in the order of their objects. */
  readonly all: readonly Finding[];
  /** By `refKey` of the object that they are about. */
  readonly byObject: ReadonlyMap<string, readonly Finding[]>;
};

export const SEVERITIES: readonly Severity[] = ["error", "warning", "info"];

export const severityRank = (severity: Severity | null): number =>
  severity === null ? SEVERITIES.length : SEVERITIES.indexOf(severity);

/** The worst severity among findings; `null` without any. */
export const worstOf = (findings: readonly Finding[]): Severity | null =>
  SEVERITIES.find((severity) => findings.some((f) => f.severity === severity)) ?? null;

/** Findings in order, and by object. A finding that is there twice counts once. */
export function findingsByObject(findings: readonly Finding[]): MeshFindings {
  const unique = [...new Map(findings.map((f) => [identity(f), f])).values()];
  const all = unique.toSorted(
    (a, b) =>
      severityRank(a.severity) - severityRank(b.severity) || compare(refKey(a.ref), refKey(b.ref)),
  );
  const byObject = new Map<string, Finding[]>();
  for (const finding of all) {
    const key = refKey(finding.ref);
    const list = byObject.get(key);
    if (list) list.push(finding);
    else byObject.set(key, [finding]);
  }
  return { all, byObject };
}

const identity = ({ code, severity, ref, path, facts }: Finding): string =>
  JSON.stringify([code, severity, refKey(ref), path, facts]);

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
