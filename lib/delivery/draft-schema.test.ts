import { describe, expect, expectTypeOf, it } from "vitest";
import * as z from "zod/mini";
import { exactly, type Says } from "./draft-schema";

type Shape =
  | { readonly type: "a"; readonly note?: string }
  | { readonly type: "b"; readonly size: number };

const a = z.literal("a");
const b = z.object({ type: z.literal("b"), size: z.number() });
const note = z.exactOptional(z.string());

describe("a schema that says exactly what a type is", () => {
  it("has every variant and every field of it, those that may be missing too", () => {
    const whole = z.discriminatedUnion("type", [z.object({ type: a, note }), b]);
    const noNote = z.discriminatedUnion("type", [z.object({ type: a }), b]);
    const noVariant = z.discriminatedUnion("type", [b]);
    expect(exactly<Shape>()(whole)).toBe(whole);
    // A field that may be missing would be dropped when it is read back, a variant could not be read at all.
    expectTypeOf<Says<Shape, typeof noNote>>().toEqualTypeOf<false>();
    expectTypeOf<Says<Shape, typeof noVariant>>().toEqualTypeOf<false>();
  });
});
