// npm run test:cluster: the adapters and the graph against a real API server, istiod and Prometheus.
//
// With KUBECONFIG and PROMETHEUS_URL set, against those. Else against a lab, when one stands beside the project or HEDDLE_LAB names its
// folder: once in each mode. Else it says that it was skipped.
import { execFile, execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { add, none, one, ROOT, say, sumLine, unitTests } from "./steps.mjs";

const execute = promisify(execFile);

const LAB = process.env.HEDDLE_LAB ?? path.join(ROOT, "..", "shared", "lab");
const PORT_BASE = Number(process.env.LAB_PORT_BASE ?? 23_000);

/** Requests per second into the mesh of real proxies: with all three worlds each causes about twenty more. */
const RPS = "12";

/** `vitest.config.ts` chooses the files by `HEDDLE_LAB_MODE`: each runs in one mode. */
const MODES = [
  // No past: it comes in steps of 30 s, which would be measured as the interval of scrapes.
  { mode: "ghost", flags: [] },
  // What breaks the way to the API server, and what a viewer sees of it: each has a lab to break.
  { mode: "faults", flags: [] },
  { mode: "outages", flags: [] },
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

/**
 * One group after the other; the modes of a group beside each other. Those of the first group wait for Prometheus most of their time; the
 * last one measures, and has the machine for itself.
 */
const GROUPS = [["ghost", "real", "outages", "faults"], ["scale"]];

/** Each lab has this many ports, and some to spare. */
const PORTS = 100;

let lastStart = Promise.resolve();

/** Labs start one after the other, since the first one unpacks what all need. */
function startLab(...lab) {
  const start = lastStart.then(() => bringUp(...lab));
  lastStart = start.catch(() => undefined);
  return start;
}

/** Starts a lab and reads the variables that it prints. */
async function bringUp(flags, dir, portBase) {
  const args = ["--port-base", String(portBase), "--dir", dir, ...flags];
  const up = () => execute(path.join(LAB, "up"), args);
  // Called again it starts what has ended since: a port that a program held for a moment is no fault of what is tested.
  const { stdout: printed } = await up().catch(({ message }) => {
    say(message);
    return up();
  });
  const shown = execFileSync("bash", ["-c", `${printed}\nenv -0`]).toString();
  return Object.fromEntries(
    shown
      .split("\0")
      .filter(Boolean)
      .map((pair) => [pair.slice(0, pair.indexOf("=")), pair.slice(pair.indexOf("=") + 1)]),
  );
}

function stopLab(dir, portBase) {
  const env = { ...process.env, LAB_DIR: dir, LAB_PORT_BASE: String(portBase) };
  execFileSync(path.join(LAB, "down"), [], { env, stdio: "inherit" });
  rmSync(dir, { recursive: true, force: true });
}

/** @returns counts of the tests of one mode; a lab that does not start counts as one failure */
async function onLab({ mode, flags }, portBase) {
  const dir = mkdtempSync(path.join(tmpdir(), `heddle-lab-${mode}-`));
  try {
    say(`cluster tests: lab in ${mode} mode`);
    const env = await startLab(flags, dir, portBase).catch((error) =>
      one(`lab in ${mode} mode: ${error.message}`, false),
    );
    if ("failed" in env) return env;
    return await unitTests(`cluster-${mode}`, {
      ...env,
      HEDDLE_TEST_CLUSTER: "1",
      HEDDLE_LAB: LAB,
      HEDDLE_LAB_MODE: mode,
      HEDDLE_LAB_RPS: RPS,
    });
  } finally {
    stopLab(dir, portBase);
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
  for (const group of GROUPS) {
    const labs = group
      .flatMap((name) => MODES.filter(({ mode }) => mode === name && wanted.includes(mode)))
      .filter(isPossible);
    const sums = await Promise.all(labs.map((lab, i) => onLab(lab, PORT_BASE + i * PORTS)));
    sum = sums.reduce(add, sum);
  }
  return sum;
}

function isPossible({ mode, needsRoot }) {
  const possible = !needsRoot || process.getuid?.() === 0;
  if (!possible) say(`cluster tests: ${mode} mode skipped, it needs root`);
  return possible;
}

if (process.argv[1] === import.meta.filename) {
  const sum = await testCluster();
  say(sumLine(sum));
  process.exitCode = sum.failed === 0 ? 0 : 1;
}
