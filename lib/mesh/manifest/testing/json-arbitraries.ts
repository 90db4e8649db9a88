import fc from "fast-check";
import type { Json, JsonObject } from "../json";

const key = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom("name", "a", "b", "host", "spec", "x-y", "0") },
  { weight: 1, arbitrary: fc.constantFrom("__proto__", "toString", "", "on", "a b", "#c", "a: b") },
);

const scalar: fc.Arbitrary<Json> = fc.oneof(
  fc.constant(null),
  fc.boolean(),
  fc.integer({ min: -3, max: 300 }),
  fc.constantFrom("a", "b", "v1", "reviews", "1", "true", "", " ", "x # y", "k: v", "two\nlines\n"),
);

const tree = fc.letrec<{ json: Json; list: readonly Json[]; object: JsonObject }>((tie) => ({
  json: fc.oneof({ maxDepth: 4, withCrossShrink: true }, scalar, tie("list"), tie("object")),
  list: fc.array(tie("json"), { maxLength: 5 }),
  object: fc.dictionary(key, tie("json"), { maxKeys: 5, noNullPrototype: true }),
}));

/** Values of all kinds. */
export const jsonValue = tree.json;

/** Objects of few keys and values, so that two of them have much in common. */
export const jsonObject = tree.object;

const destination = fc.record({
  destination: fc.record(
    { host: fc.constantFrom("reviews", "ratings"), subset: fc.constantFrom("v1", "v2", "v3") },
    { requiredKeys: ["host"], noNullPrototype: true },
  ),
  weight: fc.integer({ min: 0, max: 100 }),
});

const rule = fc.record(
  {
    name: fc.constantFrom("one", "two"),
    match: fc.array(fc.record({ uri: fc.record({ prefix: fc.constantFrom("/", "/v1") }) }), {
      maxLength: 2,
    }),
    route: fc.array(destination, { maxLength: 4 }),
    timeout: fc.constantFrom("1s", "2s"),
  },
  { requiredKeys: ["route"], noNullPrototype: true },
);

/** Objects of the shape of a VirtualService, that differ in rules, destinations and weights. */
export const routeObject: fc.Arbitrary<JsonObject> = fc.record({
  spec: fc.record({ http: fc.array(rule, { maxLength: 4 }) }),
});
