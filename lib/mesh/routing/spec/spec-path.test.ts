import { describe, expect, it } from "vitest";
import { manifestPath } from "./spec-path";

describe("places in manifests", () => {
  it.each([
    ["", []],
    ["selector", ["spec", "selector"]],
    ["http[1].route[0]", ["spec", "http", 1, "route", 0]],
    ["portLevelMtls.8080.mode", ["spec", "portLevelMtls", "8080", "mode"]],
    ["rules[0].from[12]", ["spec", "rules", 0, "from", 12]],
    ["matrix[1][2]", ["spec", "matrix", 1, 2]],
  ])("%s", (path, steps) => {
    expect(manifestPath(path)).toEqual(steps);
  });
});
