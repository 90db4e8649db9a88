import "server-only";
import { spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { open, readdir, rename, rm } from "node:fs/promises";
import path from "node:path";

/** Lies beside the sources, and in the standalone build at the same place. */
const PROGRAM = path.join("server", "adapters", "postgres", "folder", "prepare.mjs");
const NEW = "new-";
/** Takes two seconds on an idle machine. */
const LIMIT_MS = 180_000;

function run(folder: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(
      process.execPath,
      ["--no-wasm-tier-up", "--no-wasm-dynamic-tiering", PROGRAM, folder],
      // It needs nothing of the environment, and least of all the secrets in it.
      {
        cwd: process.cwd(),
        env: { NODE_ENV: "production" },
        stdio: ["ignore", "ignore", "pipe"],
        timeout: LIMIT_MS,
      },
    );
    let said = "";
    child.stderr.on("data", (chunk: Buffer) => {
      said = `${said}${chunk}`.slice(-4_000);
    });
    child.on("error", reject);
    child.on("close", (code, signal) => {
      const [, line] = /^\s*(\w*Error\b.*)$/m.exec(said) ?? [];
      if (code === 0) resolve();
      else reject(new Error(line ?? `it could not be created: ${signal ?? code}`));
    });
  });
}

async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, "r");
  await handle.sync();
  await handle.close();
}

/**
 * Creates the database `name` in `folder`. It appears complete or not at all: what a process that died left half done is removed by
 * the next one.
 */
export async function prepareFolder(folder: string, name: string): Promise<void> {
  for (const entry of await readdir(folder)) {
    if (entry.startsWith(NEW)) await rm(path.join(folder, entry), { recursive: true, force: true });
  }
  const fresh = path.join(folder, `${NEW}${randomUUID()}`);
  try {
    await run(fresh);
    await rename(fresh, path.join(folder, name));
    await syncFolder(folder);
  } catch (error) {
    await rm(fresh, { recursive: true, force: true });
    throw error;
  }
}
