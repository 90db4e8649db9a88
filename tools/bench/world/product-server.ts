import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { ensureBuild, SERVER_ARGS } from "../../build.mjs";

export type Memory = {
  /** Resident now, and the most there ever was, in MB (10⁶ bytes). */
  readonly residentMb: number;
  readonly peakMb: number;
};

export type ProductServer = {
  readonly url: string;
  memory(): Promise<Memory>;
  close(): Promise<void>;
};

const START_LIMIT_MS = 60_000;
const KIB = 1_024;

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once("error", reject);
    probe.listen(0, "127.0.0.1", () => {
      const address = probe.address();
      const port = typeof address === "object" && address !== null ? address.port : 0;
      probe.close(() => resolve(port));
    });
  });
}

/** The production build, built where needed, with these settings; resolves once it is ready. */
export async function startProductServer(
  settings: Readonly<Record<string, string>>,
): Promise<ProductServer> {
  await ensureBuild((text: string) => process.stderr.write(`${text}\n`));
  const port = String(await freePort());
  const folder = await mkdtemp(path.join(tmpdir(), "heddle-bench-"));
  const child = spawn(process.execPath, SERVER_ARGS, {
    env: {
      PATH: process.env["PATH"],
      HOME: process.env["HOME"],
      NODE_ENV: "production",
      HOSTNAME: "127.0.0.1",
      PORT: port,
      HEDDLE_LOG_LEVEL: "error",
      HEDDLE_DATA_DIR: folder,
      ...settings,
    },
    stdio: ["ignore", 2, 2],
  });
  const ended = once(child, "exit");
  const url = `http://127.0.0.1:${port}`;
  const close = async () => {
    child.kill("SIGTERM");
    await ended;
    await rm(folder, { recursive: true, force: true });
  };
  try {
    await untilReady(url, () => child.exitCode !== null || child.signalCode !== null);
  } catch (error) {
    await close();
    throw error;
  }
  const memory = async () => {
    if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) {
      throw new Error(`the server ended with ${child.exitCode ?? child.signalCode}`);
    }
    return memoryOf(child.pid);
  };
  return { url, close, memory };
}

async function untilReady(url: string, hasEnded: () => boolean): Promise<void> {
  const end = Date.now() + START_LIMIT_MS;
  let last = "no answer";
  while (Date.now() < end) {
    if (hasEnded()) throw new Error("the server ended while it started");
    const response = await fetch(`${url}/api/readyz`).catch(() => null);
    if (response?.ok) return;
    last = response === null ? "no answer" : await response.text();
    await sleep(100);
  }
  throw new Error(`the server is not ready: ${last.slice(0, 200)}`);
}

/** From the kernel, which counts what a container's limit counts. Linux only. */
async function memoryOf(pid: number): Promise<Memory> {
  const status = await readFile(`/proc/${pid}/status`, "utf8");
  const field = (name: string): number => {
    const found = new RegExp(`^${name}:\\s+(\\d+) kB$`, "m").exec(status)?.[1];
    if (found === undefined) throw new Error(`the kernel does not say ${name}`);
    return (Number(found) * KIB) / 1e6;
  };
  return { residentMb: field("VmRSS"), peakMb: field("VmHWM") };
}
