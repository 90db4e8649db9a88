import { execFileSync } from "node:child_process";
import path from "node:path";
import { median } from "../statistics.mjs";
import { reportRows } from "./report-row";

const BIN = path.resolve(import.meta.dirname, "../../../cli/bin.mjs");
const RUNS = 15;

/** Ms until a new process has printed the page of a command and ended. */
function start(): number {
  const startedAt = performance.now();
  const page = execFileSync(process.execPath, [BIN, "trace", "--help"]).toString();
  if (!page.startsWith("NAME")) throw new Error("the command prints no page");
  return performance.now() - startedAt;
}

await reportRows(["cli.start"], async () => {
  // The first call bundles where sources have changed.
  start();
  const times = Array.from({ length: RUNS }, start);
  const note = `fastest of ${RUNS}, median ${median(times).toFixed(0)} ms`;
  return { "cli.start": { value: Math.min(...times), note } };
});
