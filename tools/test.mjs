// npm test: all that a machine without a cluster can run. Prints the sum of what passed and failed.
import { check } from "./check.mjs";
import { ensureChromium } from "./chromium.mjs";
import { add, journeys, one, run, say, sumLine, unitTests } from "./steps.mjs";

/** @returns counts of everything that ran */
export async function test() {
  let sum = add(await check(), await unitTests("unit"));
  const built = (await run(process.execPath, ["tools/build.mjs"])) === 0;
  sum = add(sum, one("build", built));
  if (!built) return sum;
  return add(sum, ensureChromium() ? await journeys() : one("journeys: no browser", false));
}

if (process.argv[1] === import.meta.filename) {
  const sum = await test();
  say(sumLine(sum));
  process.exitCode = sum.failed === 0 ? 0 : 1;
}
