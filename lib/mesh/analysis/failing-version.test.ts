import { describe, expect, it } from "vitest";
import { failingVersions, type VersionFigures } from "./failing-version";

const v3: VersionFigures = {
  ref: { cluster: "c", kind: "VirtualService.networking.istio.io", namespace: "b", name: "r" },
  path: ["spec", "http", 0, "route", 1, "weight"],
  version: "v3",
  errorRatio: 0.03,
  share: 0.5,
  moreRequests: 20,
  windowSeconds: 3600,
};

describe("a version that fails and would get more requests", () => {
  it("says how many more would fail, at the field that sets its share", () => {
    expect(failingVersions([v3])).toMatchObject([
      { code: "HED204", severity: "warning", path: v3.path, facts: { moreFailures: 0.6 } },
    ]);
  });

  it.each([
    ["it gets fewer", { moreRequests: -5 }],
    ["it gets as many", { moreRequests: 0 }],
    ["it had none to judge by", { errorRatio: null }],
    ["it fails less than one in a hundred", { errorRatio: 0.009 }],
    ["it does not fail", { errorRatio: 0 }],
  ])("says nothing where %s", (_, change) => {
    expect(failingVersions([{ ...v3, ...change }])).toEqual([]);
  });
});
