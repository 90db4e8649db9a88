import { describe, expect, it } from "vitest";
import type { Json } from "../json";
import { readPlain, readPlainKey } from "./plain-scalar";

// source: `kubectl label --local -o json` 1.32 on a manifest with each of these as a value, or as a key.
describe("readPlain", () => {
  it.each<[string, Json]>([
    ["on", true],
    ["y", true],
    ["TRUE", true],
    ["tRUE", "tRUE"],
    ["No", false],
    ["~", null],
    ["", null],
    ["Null", null],
    ["12", 12],
    ["+1", 1],
    ["-0", 0],
    ["010", 8],
    ["0o10", 8],
    ["0O17", 15],
    ["-0o17", -15],
    ["0888", 888],
    ["08", 8],
    ["00", 0],
    ["0x1F", 31],
    ["-0x1f", -31],
    ["0x1_F", 31],
    ["0b11", 3],
    ["-0b1", -1],
    ["0B11", 3],
    ["0b2", "0b2"],
    ["0x", "0x"],
    ["0o", "0o"],
    ["0x1p4", "0x1p4"],
    ["1_000", 1000],
    ["1__0", 10],
    ["_1", "_1"],
    ["0_8", 8],
    ["1.0", 1],
    [".5", 0.5],
    ["5.", 5],
    ["+.5", 0.5],
    [".1_0", 0.1],
    ["1e3", 1000],
    ["1E5", 100000],
    [".5e1", 5],
    [".e1", ".e1"],
    [".", "."],
    ["1.5e300", 1.5e300],
    ["0.1e-400", 0],
    ["1e999", "1e999"],
    ["1.2.3", "1.2.3"],
    ["2001-01-01", "2001-01-01"],
    ["2001-1-2 3:4:5", "2001-1-2 3:4:5"],
    ["12:30:45", "12:30:45"],
    ["nan", "nan"],
    [".nAn", ".nAn"],
    [".infinity", ".infinity"],
    ["=", "="],
    ["9007199254740991", 9007199254740991],
  ])("%j is %j", (text, expected) => {
    expect(readPlain(text)).toEqual({ ok: true, value: expected });
  });

  it.each([
    ".nan",
    ".inf",
    "-.Inf",
    "+.INF",
    "9007199254740993",
    "0xffffffffffffffff",
    "1".repeat(30),
  ])("%s is no value of JSON, or none that a double holds", (text) => {
    expect(readPlain(text)).toEqual({ ok: false, error: "unsafe-value" });
  });
});

describe("readPlainKey", () => {
  it.each<[string, string | null]>([
    ["a", "a"],
    ["on", "true"],
    ["n", "false"],
    ["1", "1"],
    ["0x10", "16"],
    ["1.10", "1.1"],
    ["3.14159265358979", "3.1415927"],
    ["0.0001", "0.0001"],
    ["0.00001", "1e-05"],
    ["999999.5", "999999.5"],
    ["1000000.5", "1.0000005e+06"],
    ["1e5", "100000"],
    ["1e6", "1e+06"],
    ["1e36", "1e+36"],
    ["2001-01-01", "2001-01-01"],
    ["~", null],
  ])("%s is the key %j", (text, expected) => {
    expect(readPlainKey(text)).toBe(expected);
  });
});
