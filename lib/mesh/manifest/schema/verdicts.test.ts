import { describe, expect, it } from "vitest";
import { readVerdictCases, type VerdictCase } from "../../../../tools/oracle/ask-api-server";
import type { ConfigKind } from "../../model/kinds";
import { loadBundledSchema } from "./bundled-schemas";
import { validateObject } from "./validate-object";

// source: a real API server (tools/oracle/record-verdicts.ts). The verdicts in the file are the server's, not ours.
const cases = readVerdictCases(new URL("./testdata/verdicts.yaml", import.meta.url));

async function ours({ kind, object }: VerdictCase): Promise<readonly string[]> {
  const version = String(object["apiVersion"]).split("/")[1] ?? "";
  // The file names kinds of the catalogue: reading it fails on any other.
  const schema = (await loadBundledSchema(kind as ConfigKind))?.ofVersion(version);
  if (!schema) throw new Error(`no schema of ${kind} ${version}`);
  return validateObject(schema, object)
    .map((p) => `${p.field}: ${p.message}`)
    .toSorted();
}

describe("an object is taken or refused as the API server does it, in its words", () => {
  it.each(cases)("$name", async (c) => {
    expect(await ours(c)).toEqual(c.says);
  });

  it("the table holds both", () => {
    const refused = cases.filter((c) => c.says.length > 0);
    expect(refused.length).toBeGreaterThan(60);
    expect(cases.length - refused.length).toBeGreaterThan(10);
  });
});
