import { spawn } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { ensureBuild, SERVER_ARGS } from "./build.mjs";

const POLL_MS = 50;
/** A cluster that has not answered by then is named; the server goes on trying. */
const PATIENCE_MS = 10_000;

const say = (text) => process.stdout.write(`${text}\n`);

/** The port for Next. One that is not allowed is left to the server, which names everything that is wrong at once. */
function portOf(env) {
  const wanted = env.HEDDLE_PORT || env.PORT || "3000";
  return /^\d{1,5}$/.test(wanted) && Number(wanted) > 0 && Number(wanted) < 65_536
    ? wanted
    : "3000";
}

const UNUSABLE = {
  EADDRINUSE: (host, port) => `Port ${port} of ${host} is in use: set HEDDLE_PORT to another.`,
  EACCES: (_, port) => `HEDDLE_PORT=${port} is not allowed to this user: use one from 1024 on.`,
};

/** Why nothing can listen there; `null` where it can: what answers later is then our own server. */
function whyNot(host, port) {
  const otherwise = (code) =>
    `HEDDLE_HOST=${host} cannot be listened on (${code}): use an IP address of this machine, a name of one, or 0.0.0.0 for all.`;
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once("error", ({ code }) => resolve(UNUSABLE[code]?.(host, port) ?? otherwise(code)));
    probe.listen(port, host, () => probe.close(() => resolve(null)));
  });
}

async function ask(url) {
  try {
    const response = await fetch(url);
    return { ready: response.ok, body: await response.json() };
  } catch {
    return null;
  }
}

const whyOf = ({ reason, waitingFor }) =>
  [
    reason,
    ...waitingFor.map(
      ({ cluster, state, problems }) =>
        `  ${cluster}: ${state}${problems.map((p) => ` (${p.detail ?? p.code})`).join("")}`,
    ),
  ].join("\n");

/** Says the URL once the server is ready, or after a while what it waits for. */
async function announce(base, child) {
  const startedAt = Date.now();
  let complained = false;
  while (child.exitCode === null && child.signalCode === null) {
    const answer = await ask(`${base}/api/readyz`);
    if (answer?.ready) return say(`\nHeddle is ready: ${base}/\nStop it with Ctrl+C.`);
    if (answer !== null && !complained && Date.now() - startedAt > PATIENCE_MS) {
      complained = true;
      say(`Heddle answers at ${base}/ but is not ready: ${whyOf(answer.body)}`);
    }
    await sleep(complained ? 1_000 : POLL_MS);
  }
}

/**
 * Builds where needed, serves, and says the URL.
 *
 * @returns the server's exit code
 */
export async function serve(env) {
  try {
    await ensureBuild(say);
  } catch (error) {
    process.stderr.write(`${error.message}\n`);
    return 1;
  }
  const host = env.HEDDLE_HOST || "127.0.0.1";
  const port = portOf(env);
  const unusable = await whyNot(host, Number(port));
  if (unusable !== null) {
    process.stderr.write(`${unusable}\n`);
    return 1;
  }
  const child = spawn(process.execPath, SERVER_ARGS, {
    env: { ...env, NODE_ENV: "production", HOSTNAME: host, PORT: port },
    stdio: ["ignore", env.HEDDLE_LOG_LEVEL ? "inherit" : "ignore", "inherit"],
  });
  const stop = (signal) => child.kill(signal);
  process.on("SIGTERM", stop);
  process.on("SIGINT", stop);
  const everywhere = host === "0.0.0.0" || host === "::";
  const reachable = everywhere ? "127.0.0.1" : host;
  const base = `http://${reachable.includes(":") ? `[${reachable}]` : reachable}:${port}`;
  const ended = once(child, "exit");
  await Promise.race([announce(base, child), ended]);
  const [code, signal] = await ended;
  return code ?? (signal === "SIGTERM" || signal === "SIGINT" ? 0 : 1);
}
