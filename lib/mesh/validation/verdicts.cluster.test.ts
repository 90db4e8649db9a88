import { readFileSync } from "node:fs";
import { afterAll, describe, expect, it } from "vitest";
import { createApiServerJudge } from "../../../tools/oracle/ask-api-server";
import { isJsonObject, type JsonObject } from "../manifest/json";
import { type Mutant, mutantsOf } from "./testing/mutants";
import { loadVerdicts } from "./verdict";

// Asks a real API server with istiod's webhook in strict dry runs, in namespace `default`: nothing is written.
const bases = readFileSync(new URL("testdata/bases.yaml", import.meta.url), "utf8");

const SAMPLE = 300;

/** Differences that are known, as in `validate.test.ts`: what they rest on is not evaluated. */
const NOT_EVALUATED: readonly RegExp[] = [/= "\{\*\}"$/];

/** Every nth: all bases and all kinds of change take part. */
function sampleOf(all: readonly Mutant[]): readonly Mutant[] {
  const stride = Math.floor(all.length / SAMPLE);
  return all
    .filter((_, i) => i % stride === 0)
    .slice(0, SAMPLE)
    .filter(({ name }) => !NOT_EVALUATED.some((known) => known.test(name)));
}

/** The object where the server is asked for it. */
function inDefault({ object }: Mutant): JsonObject {
  const { metadata } = object;
  if (!isJsonObject(metadata)) throw new Error("a base without metadata");
  return { ...object, metadata: { ...metadata, namespace: "default" } };
}

const judge = createApiServerJudge();
afterAll(() => judge.close());

describe("heddle validate", () => {
  it("says of changed objects what the API server and istiod's webhook say", async () => {
    const verdictOf = await loadVerdicts();
    const sample = sampleOf(mutantsOf(bases));
    const wrong: string[] = [];
    let refused = 0;
    for (const mutant of sample) {
      const object = inDefault(mutant);
      const theirs = await judge.refusal(mutant.kind, object);
      const { errors } = verdictOf(object, { namespace: "default", name: nameOf(object) });
      if (theirs !== null) refused += 1;
      if ((theirs === null) === (errors.length === 0)) continue;
      const own = errors.map(({ path, message }) => `${path.join(".")}: ${message}`).join(" | ");
      wrong.push(`${mutant.name}\n  server: ${theirs ?? "taken"}\n  heddle: ${own || "taken"}`);
    }
    expect(wrong).toEqual([]);
    expect(sample.length).toBeGreaterThan(SAMPLE * 0.9);
    // A sample of one verdict alone proves little.
    expect(Math.min(refused, sample.length - refused)).toBeGreaterThan(SAMPLE / 10);
  });
});

const nameOf = ({ metadata }: JsonObject): string =>
  isJsonObject(metadata) ? String(metadata["name"]) : "";
