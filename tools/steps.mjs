// What check, test and CI share: running commands, reading test reports, and one honest sum at the end.
import { spawn } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import path from "node:path";

export const ROOT = path.resolve(import.meta.dirname, "..");
const RESULTS = path.join(ROOT, ".heddle", "results");

export const say = (text) => process.stdout.write(`${text}\n`);

/** The file a test runner writes its report to; removed first, so that an old report is never read as a new one. */
export function reportFile(name) {
  mkdirSync(RESULTS, { recursive: true });
  const file = path.join(RESULTS, `${name}.json`);
  rmSync(file, { force: true });
  return file;
}

const bin = (name) => path.join(ROOT, "node_modules", ".bin", name);

/**
 * Runs a command with its output shown.
 *
 * @returns exit code; 127 when it could not be started
 */
export function run(command, args, env = {}) {
  return new Promise((resolve) => {
    const program = existsSync(bin(command)) ? bin(command) : command;
    const child = spawn(program, args, {
      cwd: ROOT,
      env: { ...process.env, NEXT_TELEMETRY_DISABLED: "1", ...env },
      stdio: "inherit",
    });
    child.on("error", (error) => {
      say(`${command}: ${error.message}`);
      resolve(127);
    });
    child.on("exit", (code) => resolve(code ?? 1));
  });
}

const ESCAPES = new RegExp(`${String.fromCharCode(27)}\\[[0-9;]*m`, "g");

/** A test that failed, with the first lines of what it said. */
const failure = (test, said) =>
  [test, ...(said ?? "").replace(ESCAPES, "").split("\n").slice(0, 3)].join("\n    ");

/** Counts of a Vitest (Jest-shaped) report; files that failed to load count as one failure each. */
export function vitestCounts(report) {
  const broken = report.testResults.filter(
    (file) => file.status === "failed" && file.assertionResults.length === 0,
  );
  const failures = report.testResults.flatMap((file) =>
    file.assertionResults
      .filter(({ status }) => status === "failed")
      .map(({ fullName, failureMessages }) => failure(fullName, failureMessages[0])),
  );
  return {
    passed: report.numPassedTests,
    failed: report.numFailedTests + broken.length,
    skipped: report.numPendingTests + report.numTodoTests,
    failures: [...failures, ...broken.map(({ name, message }) => failure(name, message))],
  };
}

const specsOf = (suite) => [...(suite.specs ?? []), ...(suite.suites ?? []).flatMap(specsOf)];

/** Counts of a Playwright report; a test that passed only on a retry counts as failed. */
export function playwrightCounts({ stats, errors, suites }) {
  const bad = suites
    .flatMap(specsOf)
    .filter(({ tests }) => tests.some(({ status }) => ["unexpected", "flaky"].includes(status)));
  return {
    passed: stats.expected,
    failed: stats.unexpected + stats.flaky + errors.length,
    skipped: stats.skipped,
    failures: [
      ...bad.map(({ file, title, tests }) =>
        failure(
          `${file}: ${title}`,
          tests.flatMap(({ results }) => results).find(({ error }) => error)?.error.message,
        ),
      ),
      ...errors.map(({ message }) => failure("journeys", message)),
    ],
  };
}

/** Runs a test runner and reads its report. A run that fails without a failed test counts as one failure. */
export async function runTests(name, command, args, counts, env = {}) {
  const file = reportFile(name);
  const code = await run(command, args(file), { ...env, PLAYWRIGHT_JSON_OUTPUT_NAME: file });
  const read = existsSync(file) ? counts(JSON.parse(readFileSync(file, "utf8"))) : none;
  return code !== 0 && read.failed === 0
    ? { ...read, failed: 1, failures: [`${name}: ${command} ended with ${code}`] }
    : read;
}

export const unitTests = (name, env) =>
  runTests(
    name,
    "vitest",
    (file) => ["run", "--reporter=default", "--reporter=json", `--outputFile.json=${file}`],
    vitestCounts,
    env,
  );

export const journeys = () =>
  runTests("journeys", "playwright", () => ["test", "--reporter=list,json"], playwrightCounts);

export const add = (a, b) => ({
  passed: a.passed + b.passed,
  failed: a.failed + b.failed,
  skipped: a.skipped + b.skipped,
  failures: [...a.failures, ...b.failures],
});

export const none = { passed: 0, failed: 0, skipped: 0, failures: [] };

/** A step that counts as one: passed, or failed by this name. */
export const one = (name, ok) =>
  ok ? { ...none, passed: 1 } : { ...none, failed: 1, failures: [name] };

/** The closing lines: every failure by name, then the sum. */
export const sumLine = ({ passed, failed, skipped, failures }) =>
  [
    ...failures.map((text) => `failed: ${text}`),
    ...(skipped > 0 ? [`${skipped} skipped`] : []),
    `${passed} passed, ${failed} failed`,
  ].join("\n");
