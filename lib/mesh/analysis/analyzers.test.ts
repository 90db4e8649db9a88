import { describe, expect, it } from "vitest";
import { applyChanges } from "../manifest/field-change";
import { isJsonObject, type Json } from "../manifest/json";
import type { MeshIndex } from "../model/mesh-index";
import { overlayIndex } from "../model/overlay-index";
import { type ConfigResource, refKey } from "../model/resource";
import { analyseAfter } from "./analyse";
import { ANALYZERS } from "./analyzers";
import type { Finding } from "./finding";
import {
  type AnalysisCase,
  caseFiles,
  caseFindings,
  caseIndex,
  caseInputs,
  caseSettings,
  fileFindings,
  findingText,
  istioctlText,
  readCases,
} from "./testing/analysis-case";

// source: `istioctl analyze` of Istio 1.30.3 (tools/oracle/record-analysis.ts) for every code that begins with IST.
const tables = ANALYZERS.map((analyzer) => {
  const file = caseFiles.get(analyzer.name);
  return { analyzer, cases: file === undefined ? [] : readCases(file) };
});

const surroundings = (c: AnalysisCase, index: MeshIndex) =>
  [caseSettings(c, index), caseInputs(c)] as const;

const once = (lines: readonly string[]) => [...new Set(lines)].toSorted();

describe.each(tables)("$analyzer.name", ({ analyzer, cases }) => {
  const codes = new Set(analyzer.codes.map((c) => c.code));
  const kinds = new Set<string>(analyzer.judges);
  const findings = (c: AnalysisCase) =>
    caseFindings(c).filter((f) => kinds.has(f.ref.kind) && codes.has(f.code));

  it.each(cases)("$name", (c) => {
    const found = findings(c);
    expect(found.map(findingText)).toEqual(c.finds ?? []);
    const differs = Object.keys(c.differs ?? {});
    const isCompared = (line: string) =>
      line.startsWith("IST") && !differs.some((code) => line.startsWith(code));
    expect(once(found.map(istioctlText).filter(isCompared))).toEqual(
      once((c.istioctl ?? []).filter(isCompared)),
    );
  });

  it.each(cases.filter((c) => c.fromFiles))(
    "$name: says what istioctl says of files alone",
    (c) => {
      const said = fileFindings(c).map(istioctlText);
      const differs = Object.keys(c.differs ?? {});
      const isCompared = (line: string) => !differs.some((code) => line.startsWith(code));
      expect(
        (c.fromFiles ?? []).filter((line) => isCompared(line) && !said.includes(line)),
      ).toEqual([]);
    },
  );

  it("has a case for each code, and one that finds nothing", () => {
    const found = cases.map(findings);
    expect(once(found.flat().map((f) => f.code))).toEqual([...codes].toSorted());
    expect(found.some((f) => f.length === 0)).toBe(true);
  });

  it.each(cases.filter((c) => findings(c).some((f) => f.fix !== null)))(
    "$name: the fix ends it",
    (c) => {
      const base = caseIndex(c);
      for (const before of findings(c)) {
        if (before.fix === null) continue;
        const after = overlayIndex(base, fixed(before, base.snapshot.resources));
        const touched = new Set([refKey(before.fix.ref)]);
        const { findings: left } = analyseAfter(base, after, touched, ...surroundings(c, base));
        expect(left.map(findingText)).not.toContain(findingText(before));
      }
    },
  );
});

function fixed(f: Finding, resources: ReadonlyMap<string, unknown>) {
  if (f.fix === null) throw new Error("no fix");
  const key = refKey(f.fix.ref);
  // Fixes are of configuration alone.
  const resource = resources.get(key) as ConfigResource;
  // A spec is JSON.
  const done = applyChanges({ spec: resource.spec as Json }, f.fix.changes);
  if (!done.ok) throw new Error(`${findingText(f)}: ${done.error.code}`);
  const spec = done.value["spec"];
  if (!isJsonObject(spec)) throw new Error("no spec");
  return new Map([[key, { ...resource, spec }]]);
}

it("every table belongs to an analyzer", () => {
  expect([...caseFiles.keys()].toSorted()).toEqual(ANALYZERS.map((a) => a.name).toSorted());
});
