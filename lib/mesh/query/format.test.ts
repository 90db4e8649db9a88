import fc from "fast-check";
import { expect, it } from "vitest";
import { usableFields } from "./fields";
import { formatQuery } from "./format";
import { parseQuery } from "./parse";
import { escapePattern } from "./pattern";
import type { Query } from "./query";

const text = fc.oneof(
  fc.string({ unit: "binary", minLength: 1, maxLength: 6 }),
  fc.constantFrom(
    "idle",
    "OR",
    "AND",
    "-x",
    "a:b",
    "draft",
    "名前",
    '"',
    "\\",
    "*",
    "a b",
    "()",
    "RPS>1",
  ),
);
const pattern = fc
  .array(fc.oneof(text.map(escapePattern), fc.constant("*")), { minLength: 1, maxLength: 3 })
  .map((pieces) => pieces.join(""));

const values = { health: "degraded", protocol: "grpc", severity: "error" } as const;
const term: fc.Arbitrary<Query> = fc.constantFrom(...usableFields).chain(([, info]) => {
  switch (info.type) {
    case "match": {
      const { field, keyed } = info;
      const closed =
        field === "health" || field === "protocol" || field === "severity"
          ? fc.constant(values[field])
          : pattern;
      return fc.tuple(keyed ? text : fc.constant(null), closed).map(([key, value]) => ({
        type: "match",
        field,
        key,
        pattern: value,
      }));
    }
    case "compare": {
      const max = info.measure.ratio ? 1 : 1e12;
      const number = fc.oneof(fc.nat(100), fc.double({ min: 0, max, noNaN: true }));
      const operator = fc.constantFrom("<", "<=", "=", "!=", ">=", ">");
      return fc.tuple(operator, number).map(([op, n]) => ({
        type: "compare",
        field: info.field,
        operator: op,
        value: Math.min(Math.abs(n), max),
      }));
    }
    case "flag":
      return fc.constant<Query>({ type: "flag", field: info.field });
    case "not-yet":
      throw new Error("not usable");
  }
});

const { query } = fc.letrec<{ query: Query }>((tie) => ({
  query: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    term,
    pattern.map((p): Query => ({ type: "text", pattern: p })),
    fc
      .tuple(fc.constantFrom("and", "or"), fc.array(tie("query"), { minLength: 2, maxLength: 3 }))
      .map(([type, operands]): Query => ({ type, operands })),
    tie("query").map((operand): Query => ({ type: "not", operand })),
  ),
}));

it("parse(format(query)) = query", () => {
  fc.assert(
    fc.property(query, (q) => {
      expect(parseQuery(formatQuery(q))).toEqual({ ok: true, value: q });
    }),
    { numRuns: 2_000 },
  );
});

it("parse, print, parse is the identity, for every text that parses", () => {
  const pieces = fc.constantFrom(
    ...'a|ns:|shop|*| |  |(|)|-|OR|AND|"|\\|label:team=|rps>|10|err>=|5%|0.5|ms|p95<|idle|health:|healthy|:|='.split(
      "|",
    ),
  );
  const texts = fc.array(pieces, { maxLength: 10 }).map((all) => all.join(""));
  let parsedTexts = 0;
  fc.assert(
    fc.property(texts, (written) => {
      const first = parseQuery(written);
      if (!first.ok || first.value === null) return;
      parsedTexts += 1;
      const printed = formatQuery(first.value);
      expect(parseQuery(printed)).toEqual(first);
      expect(formatQuery(first.value)).toBe(printed);
    }),
    { numRuns: 3_000 },
  );
  expect(parsedTexts).toBeGreaterThan(100);
});

it("every text gives a query or an error inside it; nothing throws", () => {
  fc.assert(
    fc.property(fc.oneof(fc.string({ unit: "binary" }), fc.string()), (written) => {
      const result = parseQuery(written);
      if (result.ok) return;
      const { position, length } = result.error;
      expect(position).toBeGreaterThanOrEqual(0);
      expect(length).toBeGreaterThanOrEqual(0);
      expect(position + length).toBeLessThanOrEqual(written.length);
    }),
    { numRuns: 2_000 },
  );
});
