import { isDeepStrictEqual } from "node:util";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { syntheticMesh } from "@/fixtures/meshes/synthetic-mesh";
import { indexSnapshot } from "../model/mesh-index";
import { type ConfigOverlay, overlayIndex } from "../model/overlay-index";
import { type ConfigResource, refKey, refOf } from "../model/resource";
import { advance, emptySnapshot } from "../model/snapshot";
import { defaultMeshSettings } from "../routing/spec/mesh-settings";
import { analyse, analyseAfter } from "./analyse";
import { CODES } from "./analyzers";
import { type AnalysisInputs, snapshotAlone } from "./inputs/analysis-inputs";
import { subjectKey } from "./registry/subjects";
import {
  caseFiles,
  caseIndex,
  caseInputs,
  caseSettings,
  findingText,
  readCases,
} from "./testing/analysis-case";

const cases = [...caseFiles.values()].flatMap(readCases);
const meshes = cases.map(caseIndex);
const isConfig = (r: object): r is ConfigResource => "spec" in r;
/** All objects of all tables: what a draft may put in or take away. */
const objects = meshes.flatMap((m) => [...m.snapshot.resources.values()].filter(isConfig));
const others = meshes.flatMap((m) =>
  [...m.snapshot.resources.values()].filter((r) => !isConfig(r)),
);
/** What stands beside all meshes: the pods, Deployments and the like of all tables. */
const inputs: AnalysisInputs = {
  ...snapshotAlone,
  absent: new Set(),
  objects: [
    ...new Map(
      cases.flatMap((c) => (caseInputs(c).objects ?? []).map((o) => [subjectKey(o), o])),
    ).values(),
  ],
};
/** The same with the traffic that was seen, and codes that are said where they are asked for. */
const observed: AnalysisInputs = {
  ...snapshotAlone,
  also: new Set(cases.flatMap((c) => c.also ?? [])),
  calls: cases.flatMap((c) => caseInputs(c).calls ?? []),
};
const newest = { ...defaultMeshSettings, version: { minor: 31 } };
/** Of the tables' namespaces `a` alone is not looked into. */
const withoutA = {
  ...newest,
  discoverySelectors: [
    {
      matchExpressions: [{ key: "kubernetes.io/metadata.name", operator: "NotIn", values: ["a"] }],
    },
  ],
};
const withoutAutoMtls = { ...defaultMeshSettings, autoMtls: false, version: { minor: 30 } };

/** One mesh of many: the objects of a few tables together, where hosts and names collide. */
const anyMesh = fc.array(fc.constantFrom(...objects), { maxLength: 14 }).map((chosen) => {
  const unique = new Map([...others, ...chosen].map((r) => [refKey(refOf(r)), r]));
  const puts = [...unique.values()].map((resource) => ({ type: "put" as const, resource }));
  return indexSnapshot(advance(emptySnapshot, puts));
});
const anyOverlay: fc.Arbitrary<ConfigOverlay> = fc
  .array(fc.tuple(fc.constantFrom(...objects), fc.boolean()), { minLength: 1, maxLength: 3 })
  .map((edits) => new Map(edits.map(([r, gone]) => [refKey(refOf(r)), gone ? null : r])));

const texts = (findings: readonly Parameters<typeof findingText>[0][]) =>
  findings.map(findingText).toSorted();

describe("analysis after a change", () => {
  it.each([
    ["with all that stands beside the mesh", inputs, newest],
    ["of what a page sees alone", snapshotAlone, newest],
    ["where the control plane does not see everything", inputs, withoutA],
    ["with traffic, where clients do not choose mTLS", observed, withoutAutoMtls],
  ])("finds what analysing everything anew finds, %s", (_, beside, settings) => {
    fc.assert(
      fc.property(anyMesh, anyOverlay, (base, overlay) => {
        const after = overlayIndex(base, overlay);
        const touched = new Set(overlay.keys());
        const { affected, findings } = analyseAfter(base, after, touched, settings, beside);
        const before = analyse(base, undefined, settings, beside);
        const untouched = before.filter((f) => !affected.has(refKey(f.ref)));
        const whole = analyse(after, undefined, settings, beside);
        expect(texts([...untouched, ...findings])).toEqual(texts(whole));
      }),
      { numRuns: 50 },
    );
  });

  it("finds that for each object of each table, added and taken away", () => {
    const raised = new Set<string>();
    const wrong = cases.flatMap((c, i) => {
      const whole = meshes[i] ?? caseIndex(c);
      const beside = [caseSettings(c, whole), caseInputs(c)] as const;
      const all = analyse(whole, undefined, ...beside);
      for (const { code } of all) raised.add(code);
      const own = [...whole.snapshot.resources.values()].filter(isConfig);
      return own.flatMap((object) => {
        const key = refKey(refOf(object));
        const without = overlayIndex(whole, new Map([[key, null]]));
        const rest = analyse(without, undefined, ...beside);
        const touched = new Set([key]);
        const again = overlayIndex(without, new Map([[key, object]]));
        const steps = [
          {
            name: "gone",
            before: all,
            after: rest,
            ...analyseAfter(whole, without, touched, ...beside),
          },
          {
            name: "new",
            before: rest,
            after: all,
            ...analyseAfter(without, again, touched, ...beside),
          },
        ];
        return steps.flatMap(({ name, before, after, affected, findings }) => {
          const kept = before.filter((f) => !affected.has(refKey(f.ref)));
          const [said, wanted] = [texts([...kept, ...findings]), texts(after)];
          return isDeepStrictEqual(said, wanted)
            ? []
            : [{ case: c.name, object: `${key} ${name}`, said, wanted }];
        });
      });
    });
    expect(wrong).toEqual([]);
    // Said of a prediction, and of a mesh that hides namespaces.
    expect([...CODES.keys()].filter((code) => !raised.has(code))).toEqual(["HED204", "HED130"]);
  });

  it("judges only what it is asked to", () => {
    fc.assert(
      fc.property(anyMesh, (index) => {
        const all = analyse(index);
        for (const r of index.all("VirtualService.networking.istio.io")) {
          const key = refKey(refOf(r));
          const own = all.filter((f) => refKey(f.ref) === key);
          expect(texts(analyse(index, new Set([key])))).toEqual(texts(own));
        }
      }),
      { numRuns: 30 },
    );
  });
});

describe("what it costs", () => {
  it("a step of a drag at 1,000 services: at most 2 ms", () => {
    const { index } = syntheticMesh({ nodes: 3000 });
    expect(index.all("Service").length).toBeGreaterThanOrEqual(1000);
    const [vs] = index.all("VirtualService.networking.istio.io");
    if (!vs) throw new Error("no VirtualService");
    const key = refKey(refOf(vs));
    const step = (weight: number) => {
      const after = overlayIndex(index, new Map([[key, withWeight(vs, weight)]]));
      return analyseAfter(index, after, new Set([key]));
    };
    for (let i = 0; i < 100; i++) step(i);
    const times = Array.from({ length: 20 }, () => {
      // Of the processor's time: others may be at work on the machine.
      const start = process.cpuUsage();
      for (let i = 0; i < 10; i++) step(i);
      const { user, system } = process.cpuUsage(start);
      return (user + system) / 1000 / 10;
    }).sort((a, b) => a - b);
    expect(step(30).findings.map((f) => f.code)).toEqual(["HED104"]);
    expect(times[5]).toBeLessThan(2);
  });
});

function withWeight(vs: ConfigResource, weight: number): ConfigResource {
  const spec = structuredClone(vs.spec);
  const route = [spec]
    .flatMap((s) => s["http"])
    .flatMap((rule) => Reflect.get(Object(rule), "route"));
  Reflect.set(Object(route[0]), "weight", weight);
  return { ...vs, spec };
}
