// npx tsx tools/oracle/record-validation.ts: what istiod's validation says of mutated objects, a few of each of its sentences.
import { readFileSync, writeFileSync } from "node:fs";
import { loadObjectValidator } from "../../lib/mesh/manifest/schema/object-validator";
import { mutantsOf } from "../../lib/mesh/validation/testing/mutants";
import { askValidation } from "./ask-validation";

const testdata = new URL("../../lib/mesh/validation/testdata/", import.meta.url);

/** Objects that are kept of each sentence, and of each object that is taken. */
const OF_EACH = 3;

/** Characters of a sentence that are kept: the rest repeats the object. */
const LENGTH = 160;

async function record(): Promise<void> {
  const schema = await loadObjectValidator();
  const all = mutantsOf(readFileSync(new URL("bases.yaml", testdata), "utf8"));
  const mutants = all.filter(({ object }) => schema(object).length === 0);
  const answers = askValidation(mutants.map(({ object }) => object));
  const counts = new Map<string, number>();
  const lines = mutants.flatMap(({ name, kind }, i) => {
    const says = answers[i] ?? null;
    const sentence =
      says === null ? name.split(":", 1)[0] : says.slice(0, 40).replaceAll(/"[^"]*"?|\d+/g, "…");
    const key = `${kind} ${sentence}`;
    const count = (counts.get(key) ?? 0) + 1;
    counts.set(key, count);
    return count > OF_EACH ? [] : [`${name} → ${says?.slice(0, LENGTH) ?? "taken"}`];
  });
  writeFileSync(new URL("verdicts.txt", testdata), `${lines.join("\n")}\n`);
  process.stdout.write(`${mutants.length} objects asked, ${lines.length} kept\n`);
}

void record();
