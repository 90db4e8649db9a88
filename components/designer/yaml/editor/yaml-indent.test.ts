import { expect, it } from "vitest";
import { indentBelow } from "./yaml-indent";

it.each([
  ["spec:", 2],
  ["  http:", 4],
  ["  - route:", 6],
  ["    - destination: # who", 8],
  ["      weight: 90 # ask ops1", 6],
  ["      - weight: 90", 8],
  ["  - - a", 6],
  ["  script: |", 4],
  ["  hash: 'a # b'", 2],
  ["", 0],
])("below %s", (line, spaces) => {
  expect(indentBelow(line)).toBe(spaces);
});
