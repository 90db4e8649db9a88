// npm test: all that a machine without a cluster can run. Prints the sum of what passed and failed.
import { check } from "./check.mjs";
import { ensureChromium } from "./chromium.mjs";
import { add, journeys, none, run, say, sumLine, unitTests } from "./steps.mjs";

/** @returns counts of everything that ran */
export async function test() {
  let sum = add(none, await check());
  sum = add(sum, await unitTests("unit"));
  const built = await run(process.execPath, ["tools/build.mjs"]);
  sum = add(sum, built === 0 ? { ...none, passed: 1 } : { ...none, failed: 1 });
  if (built !== 0) return sum;
  return add(sum, ensureChromium() ? await journeys() : { ...none, failed: 1 });
}

if (process.argv[1] === import.meta.filename) {
  const sum = await test();
  say(sumLine(sum));
  process.exitCode = sum.failed === 0 ? 0 : 1;
}
