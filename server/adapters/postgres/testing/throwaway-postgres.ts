import { type ChildProcess, execFile, spawn } from "node:child_process";
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";

/** A PostgreSQL of its own for a test, from Debian's package `postgresql`: data in a temporary folder, on a free port of loopback. */
export type ThrowawayPostgres = {
  /** For a user and a database; the owner of everything without them. */
  url(options?: { user?: string; password?: string; database?: string; query?: string }): string;
  readonly port: number;
  /** Ends every connection and starts again on the same data and port. */
  restart(): Promise<void>;
  start(): Promise<void>;
  /** As an administrator stops it in a hurry: open connections are cut. */
  stop(): Promise<void>;
  /** Stops it and removes its data. */
  remove(): Promise<void>;
};

const OWNER = "heddle";
/** With what a URL must escape, so that nothing relies on it being plain. */
export const PASSWORD = "s3cret@/:?#é";

const DEBIAN = "/usr/lib/postgresql";
const NOBODY = 65_534;

/** Folder of the programs, newest version first; `null` when the package is not installed. */
export function postgresPrograms(): string | null {
  if (!existsSync(DEBIAN)) return null;
  const versions = readdirSync(DEBIAN).sort((a, b) => Number(b) - Number(a));
  const folders = versions.map((version) => path.join(DEBIAN, version, "bin"));
  return folders.find((folder) => existsSync(path.join(folder, "postgres"))) ?? null;
}

// PostgreSQL refuses to run as root.
const asNobody = process.getuid?.() === 0 ? { uid: NOBODY, gid: NOBODY } : {};

const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const probe = createServer().on("error", reject);
    probe.listen(0, "127.0.0.1", () => {
      const address = probe.address();
      const port = typeof address === "object" && address !== null ? address.port : 0;
      probe.close(() => resolve(port));
    });
  });

/** Resolves when the server says that it is ready. */
function launch(program: string, data: string, port: number): Promise<ChildProcess> {
  const settings = {
    listen_addresses: "127.0.0.1",
    unix_socket_directories: "",
    fsync: "off",
    lc_messages: "C",
  };
  const flags = Object.entries(settings).flatMap(([key, value]) => ["-c", `${key}=${value}`]);
  const server = spawn(program, ["-D", data, "-p", `${port}`, ...flags], {
    ...asNobody,
    stdio: ["ignore", "ignore", "pipe"],
  });
  return new Promise((resolve, reject) => {
    let said = "";
    server.stderr.on("data", (chunk: Buffer) => {
      said += chunk;
      if (said.includes("ready to accept connections")) resolve(server);
    });
    server.on("error", reject);
    server.on("exit", () => reject(new Error(`PostgreSQL did not start: ${said}`)));
  });
}

const halt = (server: ChildProcess): Promise<void> =>
  new Promise((resolve) => {
    server.once("exit", () => resolve());
    // SIGINT is PostgreSQL's fast shutdown.
    server.kill("SIGINT");
  });

export async function startPostgres(programs: string): Promise<ThrowawayPostgres> {
  const folder = mkdtempSync(path.join(tmpdir(), "heddle-postgres-"));
  const data = path.join(folder, "data");
  const passwordFile = path.join(folder, "password");
  writeFileSync(passwordFile, PASSWORD);
  if ("uid" in asNobody) {
    for (const file of [folder, passwordFile]) chownSync(file, NOBODY, NOBODY);
  }
  const setUp = ["-D", data, "-U", OWNER, "--auth=scram-sha-256", "--pwfile", passwordFile];
  await promisify(execFile)(
    path.join(programs, "initdb"),
    [...setUp, "--encoding=UTF8", "--locale=C", "--no-sync"],
    { ...asNobody, cwd: folder },
  );
  const port = await freePort();
  const program = path.join(programs, "postgres");
  let server: ChildProcess | null = await launch(program, data, port);
  const start = async () => {
    server ??= await launch(program, data, port);
  };
  const stop = async () => {
    if (server !== null) await halt(server);
    server = null;
  };
  return {
    port,
    url({ user = OWNER, password = PASSWORD, database = "postgres", query = "" } = {}) {
      const secret = encodeURIComponent(password);
      return `postgres://${user}:${secret}@127.0.0.1:${port}/${database}${query}`;
    },
    start,
    stop,
    async restart() {
      await stop();
      await start();
    },
    async remove() {
      await stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
