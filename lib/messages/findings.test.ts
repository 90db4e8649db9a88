import { describe, expect, it } from "vitest";
import { analyse } from "@/lib/mesh/analysis/analyse";
import { CODES } from "@/lib/mesh/analysis/analyzers";
import { failingVersions } from "@/lib/mesh/analysis/failing-version";
import { caseFiles, caseFindings, readCases } from "@/lib/mesh/analysis/testing/analysis-case";
import { ONLY_SHOP, shopRuledFrom } from "@/lib/mesh/offline/testing/seen-namespaces";
import { findingsText } from "./findings";

const found = [...caseFiles.values()].flatMap((file) => readCases(file).flatMap(caseFindings));
const failing = failingVersions([
  {
    ref: { cluster: "c", kind: "VirtualService.networking.istio.io", namespace: "b", name: "r" },
    path: ["spec", "http", 0, "route", 1, "weight"],
    version: "v3",
    errorRatio: 0.031,
    share: 0.5,
    moreRequests: 16.8,
    windowSeconds: 3600,
  },
]);
const unseen = (() => {
  const { index, settings } = shopRuledFrom("lab", ONLY_SHOP);
  return analyse(index, undefined, settings).filter((f) => f.code === "HED130");
})();

describe("what a finding says", () => {
  it("every code has a case and a sentence with nothing missing", () => {
    const all = [...found, ...failing, ...unseen];
    const without = [...CODES.keys()].filter((code) => !all.some((f) => f.code === code));
    expect(without).toEqual([]);
    for (const finding of all) {
      const sentence = findingsText.sentence(finding);
      expect(sentence).not.toBe(finding.code);
      expect(sentence).toMatch(/^[^ ].*[^ ]\.$/);
      expect(sentence).not.toMatch(/undefined|null|NaN|\[object| {2}|\(\)| [,:.]/);
    }
  });

  it.each([
    [
      "IST0109",
      "b/older and b/younger define the host reviews.b.svc.cluster.local. Sidecars follow b/older, the others have no effect there.",
    ],
    [
      "HED101",
      "Callers in a have no subset v1 of reviews: of the DestinationRules, a/pool is in force for them. Their requests fail with 503.",
    ],
    ["HED201", "The only pod is not ready behind reviews, subset v2: its requests fail with 503."],
    ["KIA1104", "A weight of 40 means nothing here: the only destination takes every request."],
  ])("%s", (code, sentence) => {
    const said = found.filter((f) => f.code === code).map(findingsText.sentence);
    expect(said).toContain(sentence);
  });

  it("says figures with their units", () => {
    expect(failing.map(findingsText.sentence)).toEqual([
      "v3 fails 3.1\u202f% of its requests. At this weight up to 0.5\u202frps more would fail.",
    ]);
  });
});
