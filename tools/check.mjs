// npm run check: everything about the sources that needs no test: types, style, arrows, messages, sizes, documents, lock file.
import { checkSources } from "./check-sources.mjs";
import { add, none, one, run, say } from "./steps.mjs";

/** Two rows beside each other: the types keep one core busy for as long as all the others together. */
const ROWS = [
  [
    ["routes", () => run("next", ["typegen"])],
    ["types", () => run("tsc", ["--noEmit"])],
  ],
  [
    ["style", () => run("biome", ["check", "--diagnostic-level=warn", "."])],
    ["arrows", () => run(process.execPath, ["tools/check-arrows.mjs"])],
    ["messages", () => run(process.execPath, ["tools/check-messages.mjs"])],
    ["sources", async () => checkSources()],
  ],
];

/** @returns counts of one row: one per check */
async function checkRow(row) {
  let sum = none;
  for (const [name, perform] of row) {
    const startedAt = Date.now();
    const code = await perform();
    const seconds = ((Date.now() - startedAt) / 1000).toFixed(1);
    say(`check ${name}: ${code === 0 ? "ok" : "FAILED"} (${seconds} s)`);
    sum = add(sum, one(`check ${name}`, code === 0));
  }
  return sum;
}

/** @returns counts: one per check */
export const check = async () => (await Promise.all(ROWS.map(checkRow))).reduce(add, none);

if (process.argv[1] === import.meta.filename) {
  const { failed } = await check();
  process.exitCode = failed === 0 ? 0 : 1;
}
