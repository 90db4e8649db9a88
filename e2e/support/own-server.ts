import { spawn } from "node:child_process";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { createServer } from "node:net";

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
 * A server of the production build for one journey, with settings of its own; answers when it is ready.
 *
 * @param wantedPort a free one where none is given
 */
export async function startOwnServer(
  env: Readonly<Record<string, string>>,
  wantedPort?: number,
): Promise<OwnServer> {
  const port = wantedPort ?? (await freePort());
  const child = spawn(process.execPath, ["tools/demo.mjs"], {
    env: { ...process.env, HEDDLE_LOG_LEVEL: "silent", ...env, HEDDLE_PORT: String(port) },
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
      if (child.exitCode !== null || child.signalCode !== null) return;
      const ended = once(child, "exit");
      child.kill("SIGTERM");
      await ended;
    },
  };
}
