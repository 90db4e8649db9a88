import { afterAll, describe, expect, it } from "vitest";
import { createApiServerJudge, readVerdictCases } from "../../../../tools/oracle/ask-api-server";

// Asks again what the file of verdicts remembers: a newer API server may say otherwise.
const cases = readVerdictCases(new URL("./testdata/verdicts.yaml", import.meta.url));
const judge = createApiServerJudge();
afterAll(() => judge.close());

describe("the API server still says", () => {
  it.each(cases)("$name", async (c) => {
    expect(await judge.says(c)).toEqual(c.says);
  });
});
