// npm run bench: measures the product's own code against its budgets. `-- --json` prints `[{id,value,unit,budget,ok}]` and nothing
// else on standard output; further arguments choose rows by the beginning of their id (`npm run bench -- frame`).
import { spawn } from "node:child_process";
import { cpus, loadavg } from "node:os";
import path from "node:path";
import { judge, table, toJson } from "./bench/report.mjs";
import { ROWS } from "./bench/rows.mjs";
import { calibrate } from "./bench/statistics.mjs";
import { ROOT } from "./steps.mjs";

/** No task is worth more; what it has reported until then counts. */
const TASK_LIMIT_MS = 150_000;

const aside = (text) => process.stderr.write(`${text}\n`);

/** Ends what is left of a task and of all that it started. */
function endGroup(pid) {
  if (pid === undefined) return;
  try {
    process.kill(-pid, "SIGTERM");
  } catch (error) {
    if (error.code !== "ESRCH") throw error;
  }
}

/**
 * Runs one file of `measure/` in a process of its own, so that no task disturbs the heap of another. What it prints goes to standard
 * error.
 *
 * @returns what it measured; rows that it left out are named with the reason
 */
function runTask(task, ids) {
  return new Promise((resolve) => {
    const measured = [];
    // `server-only` is empty under this condition, as it is in a build of the server.
    const args = ["--import", "tsx", "--conditions=react-server"];
    const child = spawn(
      process.execPath,
      [...args, path.join("tools", "bench", "measure", task), ...ids],
      // A group of its own: what the task started (servers, a browser) ends with it.
      { cwd: ROOT, stdio: ["ignore", 2, 2, "ipc"], detached: true },
    );
    const end = () => endGroup(child.pid);
    const limit = setTimeout(end, TASK_LIMIT_MS);
    process.once("exit", end);
    const finish = (why) => {
      clearTimeout(limit);
      process.removeListener("exit", end);
      end();
      const known = new Set(measured.map((m) => m.id));
      const left = ids.filter((id) => !known.has(id));
      resolve([...measured, ...left.map((id) => ({ id, value: null, error: why }))]);
    };
    child.on("message", (row) => measured.push(row));
    child.on("error", (error) => finish(error.message));
    child.on("close", (code, signal) =>
      finish(signal === null ? `${task} ended with ${code}` : `${task} was ended by ${signal}`),
    );
  });
}

async function measureAll(rows) {
  const measured = [];
  for (const task of new Set(rows.map((row) => row.task))) {
    const ids = rows.filter((row) => row.task === task).map((row) => row.id);
    const startedAt = Date.now();
    measured.push(...(await runTask(task, ids)));
    aside(`${task}: ${((Date.now() - startedAt) / 1000).toFixed(1)} s`);
  }
  return measured;
}

for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => process.exit(1));

const args = process.argv.slice(2);
const wanted = args.filter((arg) => arg !== "--json");
const rows = ROWS.filter(
  (row) => wanted.length === 0 || wanted.some((start) => row.id.startsWith(start)),
);

if (rows.length === 0) {
  aside(`No row begins with ${wanted.join(" or ")}: ${ROWS.map((row) => row.id).join(", ")}`);
  process.exitCode = 2;
} else {
  const before = calibrate();
  const judged = judge(rows, await measureAll(rows));
  const after = calibrate();
  const machine = `${cpus().length} × ${cpus()[0]?.model ?? "CPU"}, Node ${process.version}, load ${loadavg()[0]?.toFixed(1)}`;
  const head = `${machine}\ncalibration loop ${before.toFixed(0)} ms before, ${after.toFixed(0)} ms after\n`;
  if (args.includes("--json")) {
    for (const row of judged.filter((r) => !r.ok)) aside(`${row.id}: ${row.note}`);
    process.stdout.write(`${toJson(judged)}\n`);
  } else {
    process.stdout.write(`${head}\n${table(judged)}\n`);
  }
  process.exitCode = judged.every((row) => row.ok) ? 0 : 1;
}
