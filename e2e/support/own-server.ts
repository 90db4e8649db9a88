import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import type { AddressInfo } from "node:net";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";

export type OwnServer = {
  readonly url: string;
  readonly port: number;
  stop(): Promise<void>;
};

async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((resolve) => probe.listen(0, "127.0.0.1", resolve));
  const { port } = probe.address() as AddressInfo; // it listens on TCP
  await new Promise((resolve) => probe.close(resolve));
  return port;
}

/**
 * A server of the production build for one journey, with settings and a data folder of its own; answers when it is ready.
 *
 * @param wantedPort a free one where none is given
 */
export async function startOwnServer(
  env: Readonly<Record<string, string>>,
  wantedPort?: number,
): Promise<OwnServer> {
  const port = wantedPort ?? (await freePort());
  const folder = await mkdtemp(path.join(tmpdir(), "heddle-journey-"));
  const settings = { HEDDLE_LOG_LEVEL: "silent", HEDDLE_DATA_DIR: folder, ...env };
  const child = spawn(process.execPath, ["tools/demo.mjs"], {
    env: { ...process.env, ...settings, HEDDLE_PORT: String(port) },
    stdio: ["ignore", "pipe", "inherit"],
  });
  const url = `http://127.0.0.1:${port}`;
  await new Promise<void>((resolve, reject) => {
    child.stdout.on("data", (chunk: Buffer) => {
      if (chunk.toString().includes(url)) resolve();
    });
    child.once("exit", (code) => reject(new Error(`the server ended with ${code}`)));
  });
  return {
    url,
    port,
    async stop() {
      if (child.exitCode === null && child.signalCode === null) {
        const ended = once(child, "exit");
        child.kill("SIGTERM");
        await ended;
      }
      await rm(folder, { recursive: true, force: true });
    },
  };
}
