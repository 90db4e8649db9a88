// npm run check: everything about the sources that needs no test: types, style, arrows, messages, sizes, documents, lock file.
import { checkSources } from "./check-sources.mjs";
import { none, run, say } from "./steps.mjs";

const CHECKS = [
  ["style", () => run("biome", ["check", "--diagnostic-level=warn", "."])],
  ["routes", () => run("next", ["typegen"])],
  ["types", () => run("tsc", ["--noEmit"])],
  ["arrows", () => run(process.execPath, ["tools/check-arrows.mjs"])],
  ["messages", () => run(process.execPath, ["tools/check-messages.mjs"])],
  ["sources", async () => checkSources()],
];

/** @returns counts: one per check */
export async function check() {
  const failed = [];
  for (const [name, perform] of CHECKS) {
    const startedAt = Date.now();
    const code = await perform();
    const seconds = ((Date.now() - startedAt) / 1000).toFixed(1);
    say(`check ${name}: ${code === 0 ? "ok" : "FAILED"} (${seconds} s)`);
    if (code !== 0) failed.push(name);
  }
  return {
    ...none,
    passed: CHECKS.length - failed.length,
    failed: failed.length,
    failures: failed.map((name) => `check ${name}`),
  };
}

if (process.argv[1] === import.meta.filename) {
  const { failed } = await check();
  process.exitCode = failed === 0 ? 0 : 1;
}
