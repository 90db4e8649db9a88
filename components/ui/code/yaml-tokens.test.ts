import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { yamlTokens } from "./yaml-tokens";

const shown = (line: string) =>
  yamlTokens(line)
    .map(({ kind, text }) => (kind === "plain" ? text : `<${kind} ${text}>`))
    .join("");

describe("YAML in colours", () => {
  it.each([
    ["kind: VirtualService", "<key kind>: <string VirtualService>"],
    ["  http:", "  <key http>:"],
    ["    - match:", "    - <key match>:"],
    ["      weight: 90", "      <key weight>: <number 90>"],
    ["  - reviews.prod.svc", "  - <string reviews.prod.svc>"],
    ["# a comment", "<comment # a comment>"],
    ['  "on": true', '  <key "on">: <number true>'],
    ["  app.kubernetes.io/name: a:b", "  <key app.kubernetes.io/name>: <string a:b>"],
    ["  spec: {}", "  <key spec>: {}"],
    ["", ""],
  ])("%s", (line, expected) => {
    expect(shown(line)).toBe(expected);
  });

  it("loses no character", () => {
    fc.assert(
      fc.property(fc.string(), (line) => {
        expect(
          yamlTokens(line)
            .map((t) => t.text)
            .join(""),
        ).toBe(line);
      }),
    );
  });
});
