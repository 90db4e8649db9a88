// npm run test:cluster: the adapters and the graph against a real API server, istiod and Prometheus.
//
// With KUBECONFIG and PROMETHEUS_URL set, against those. Else against a lab, when one stands beside the project or HEDDLE_LAB names its
// folder: once in each mode. Else it says that it was skipped.
import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { add, none, one, ROOT, say, sumLine, unitTests } from "./steps.mjs";

const LAB = process.env.HEDDLE_LAB ?? path.join(ROOT, "..", "shared", "lab");
const PORT_BASE = process.env.LAB_PORT_BASE ?? "23000";

/** Requests per second into the mesh of real proxies: with all three worlds each causes about twenty more. */
const RPS = "12";

/** `vitest.config.ts` chooses the files by `HEDDLE_LAB_MODE`: each runs in one mode. */
const MODES = [
  // No past: it comes in steps of 30 s, which would be measured as the interval of scrapes.
  { mode: "ghost", flags: [] },
  { mode: "scale", flags: ["--scale", "50", "--world", "bookinfo"] },
  {
    mode: "real",
    flags: [
      ...["--real", "--rps", RPS],
      ...["bookinfo", "boutique", "troubles"].flatMap((world) => ["--world", world]),
    ],
    needsRoot: true,
  },
];

/** Starts a lab and reads the variables that it prints. */
function startLab(flags, dir) {
  const printed = execFileSync(
    path.join(LAB, "up"),
    ["--port-base", PORT_BASE, "--dir", dir, ...flags],
    {
      stdio: ["ignore", "pipe", "inherit"],
    },
  ).toString();
  const shown = execFileSync("bash", ["-c", `${printed}\nenv -0`]).toString();
  return Object.fromEntries(
    shown
      .split("\0")
      .filter(Boolean)
      .map((pair) => [pair.slice(0, pair.indexOf("=")), pair.slice(pair.indexOf("=") + 1)]),
  );
}

function stopLab(dir) {
  const env = { ...process.env, LAB_DIR: dir, LAB_PORT_BASE: PORT_BASE };
  execFileSync(path.join(LAB, "down"), [], { env, stdio: "inherit" });
  rmSync(dir, { recursive: true, force: true });
}

async function onLab({ mode, flags }) {
  const dir = mkdtempSync(path.join(tmpdir(), `heddle-lab-${mode}-`));
  try {
    say(`cluster tests: lab in ${mode} mode`);
    const env = startLab(flags, dir);
    return await unitTests(`cluster-${mode}`, {
      ...env,
      HEDDLE_TEST_CLUSTER: "1",
      HEDDLE_LAB: LAB,
      HEDDLE_LAB_MODE: mode,
      HEDDLE_LAB_RPS: RPS,
    });
  } catch (error) {
    return one(`lab in ${mode} mode: ${error.message}`, false);
  } finally {
    stopLab(dir);
  }
}

/** @returns counts; nothing at all when there is no cluster */
export async function testCluster() {
  const { KUBECONFIG, PROMETHEUS_URL } = process.env;
  if (KUBECONFIG && PROMETHEUS_URL) return unitTests("cluster", { HEDDLE_TEST_CLUSTER: "1" });
  if (!existsSync(path.join(LAB, "up"))) {
    say("cluster tests: skipped. Set KUBECONFIG and PROMETHEUS_URL to run them on a cluster.");
    return none;
  }
  const wanted = process.env.HEDDLE_LAB_MODES?.split(",") ?? MODES.map(({ mode }) => mode);
  let sum = none;
  for (const lab of MODES.filter(({ mode }) => wanted.includes(mode))) {
    if (lab.needsRoot && process.getuid?.() !== 0)
      say(`cluster tests: ${lab.mode} mode skipped, it needs root`);
    else sum = add(sum, await onLab(lab));
  }
  return sum;
}

if (process.argv[1] === import.meta.filename) {
  const sum = await testCluster();
  say(sumLine(sum));
  process.exitCode = sum.failed === 0 ? 0 : 1;
}
