import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { median } from "../statistics.mjs";
import { analysisFile } from "../world/analysis-mesh";
import { reportRows } from "./report-row";

const ROOT = path.resolve(import.meta.dirname, "../../..");
const BIN = path.join(ROOT, "cli", "bin.mjs");
// The lab stands beside the project, or where HEDDLE_LAB says.
const LAB = process.env["HEDDLE_LAB"] ?? path.join(ROOT, "..", "shared", "lab");
const RUNS = 9;

/** The lab's, which it unpacks where it has not yet. */
function istioctl(): string {
  if (!existsSync(path.join(LAB, "lib.sh"))) {
    throw new Error("no lab: istioctl is not there to be compared with");
  }
  const script = 'here=$1; . "$1/lib.sh"; settle_paths; unpack; printf %s "$bin/istioctl"';
  return execFileSync("bash", ["-c", script, "_", LAB]).toString();
}

/** Ms of one call. Both end with 1 where they find something, which they do. */
function once(command: string, args: readonly string[]): number {
  const startedAt = performance.now();
  const { status, stdout, stderr } = spawnSync(command, args, { maxBuffer: 1 << 28 });
  const took = performance.now() - startedAt;
  if (stdout.length < 10_000 || status === 2) throw new Error(`${command}: ${stderr}`);
  return took;
}

await reportRows(["cli.analyze.ratio"], async () => {
  const other = istioctl();
  const folder = mkdtempSync(path.join(tmpdir(), "heddle-bench-"));
  try {
    const file = path.join(folder, "mesh.yaml");
    const text = analysisFile();
    writeFileSync(file, text);
    const heddle = () => once(process.execPath, [BIN, "analyze", file]);
    const theirs = () => once(other, ["analyze", "--use-kube=false", "-A", file]);
    // The first calls bundle what is new, and bring both programs into the cache of the disk.
    heddle();
    theirs();
    // One after the other, so that a busy machine slows both.
    const pairs = Array.from({ length: RUNS }, () => [heddle(), theirs()] as const);
    const fastest = (i: 0 | 1) => Math.min(...pairs.map((pair) => pair[i]));
    const [ours, its] = [fastest(0), fastest(1)];
    const size = (text.length / 1e6).toFixed(2);
    const middle = median(pairs.map(([a, b]) => a / b)).toFixed(2);
    const note = `${size} MB; ${ours.toFixed(0)} ms ÷ ${its.toFixed(0)} ms, the fastest of ${RUNS} each; median of the pairs ${middle}`;
    return { "cli.analyze.ratio": { value: ours / its, note } };
  } finally {
    rmSync(folder, { recursive: true });
  }
});
