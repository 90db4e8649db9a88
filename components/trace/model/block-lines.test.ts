import { describe, expect, it } from "vitest";
import { blockLines } from "./block-lines";

describe("the block of a line", () => {
  const YAML = "spec:\n  http:\n  - match:\n    - uri: a\n    route: b\n  - route: c\n  hosts: d\n";

  it.each([
    [2, [2, 3, 4, 5, 6]],
    [3, [3, 4, 5]],
    [4, [4]],
    [6, [6]],
    [7, [7]],
  ])("line %i", (line, expected) => {
    expect([...blockLines(YAML, line)]).toEqual(expected);
  });
});
