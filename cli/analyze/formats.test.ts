import { describe, expect, it } from "vitest";
import { formatted } from "./formats";
import type { FoundJson } from "./found";

const found = (file: string): FoundJson => ({
  code: "IST0101",
  severity: "error",
  message: "m",
  object: { apiVersion: "v1", kind: "Service", namespace: "n", name: "s" },
  path: "spec",
  file,
  line: 3,
});

describe("SARIF", () => {
  it.each([
    ["mesh/a.yaml", "mesh/a.yaml"],
    ["/srv/a b.yaml", "file:///srv/a%20b.yaml"],
    ["x #1 100%?.yaml", "x%20%231%20100%25%3F.yaml"],
  ])("names the file %s as a URI", (file, uri) => {
    const [run] = JSON.parse(formatted("sarif", [found(file)])).runs;
    const { physicalLocation } = run.results[0].locations[0];
    expect(physicalLocation).toEqual({ artifactLocation: { uri }, region: { startLine: 3 } });
  });
});
