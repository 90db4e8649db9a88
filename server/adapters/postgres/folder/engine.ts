import "server-only";
import { fsyncSync } from "node:fs";
import { setFlagsFromString } from "node:v8";
import { PGlite, type postgresMod } from "@electric-sql/pglite";
import { NodeFS } from "@electric-sql/pglite/nodefs";
import { type DriverError, driverErrorOf } from "@/server/adapters/postgres/store-fault";

/** Major version of the PostgreSQL inside PGlite: a folder of another one cannot be opened. */
export const ENGINE_VERSION = "18";

type PostgresMod = postgresMod.PostgresMod;
type NodeStream = { readonly nfd?: number };
type NodeFileSystem = {
  readonly stream_ops: { fsync?: (stream: NodeStream) => number };
  /** Turns what Node throws into an error of the engine's C library. */
  tryFSOperation<T>(operation: () => T): T;
};

/**
 * PGlite's folder on disk, with `fsync`. Without it the engine's `fsync` does nothing, and a commit is only as durable as the
 * machine's page cache.
 */
class DurableFolder extends NodeFS {
  constructor(
    folder: string,
    private readonly onAbort: () => void,
  ) {
    super(folder);
  }

  override async init(pg: PGlite, options: Partial<PostgresMod>) {
    const { emscriptenOpts } = await super.init(pg, options);
    const prepare = (mod: PostgresMod) => {
      mod["onAbort"] = this.onAbort;
      // Emscripten's typings name only `mount` and `syncfs`; these two are what its NODEFS is made of.
      const nodeFs = mod.NODEFS as unknown as NodeFileSystem;
      nodeFs.stream_ops.fsync = ({ nfd }) =>
        nodeFs.tryFSOperation(() => {
          if (nfd !== undefined) fsyncSync(nfd);
          return 0;
        });
    };
    return {
      emscriptenOpts: { ...emscriptenOpts, preRun: [...(emscriptenOpts.preRun ?? []), prepare] },
    };
  }
}

/**
 * PGlite's own parameters without `-F`, which turns `fsync` off; by `fdatasync` the engine would sync nothing. The rest is for one
 * user and small data: the defaults reserve 128 MB.
 */
const PARAMETERS = [
  ...PGlite.defaultStartParams.filter((parameter) => parameter !== "-F"),
  ...[
    "fsync=on",
    "synchronous_commit=on",
    "wal_sync_method=fsync",
    "shared_buffers=2MB",
    "wal_buffers=128kB",
    "max_connections=2",
    "max_wal_senders=0",
    "min_wal_size=4MB",
    "max_wal_size=16MB",
    "maintenance_work_mem=4MB",
  ].flatMap((setting) => ["-c", setting]),
];

/** Optimised code of the engine takes 40 to 80 MB more and makes its short statements no faster. */
const LEAN = ["--no-wasm-tier-up", "--no-wasm-dynamic-tiering"];

/** One opened database. After `stopped` it answers nothing any more: what is committed is on disk, and a new engine recovers it. */
export class Engine extends PGlite {
  #stopped = false;
  #lastWords: string | null = null;

  static async open(folder: string): Promise<Engine> {
    for (const flag of LEAN) setFlagsFromString(flag);
    // Called only when the engine aborts, long after the constructor returned.
    const fs = new DurableFolder(folder, () => engine.stop());
    const engine: Engine = new Engine({
      fs,
      startParams: PARAMETERS,
      onStderr: (line) => engine.hear(line),
    });
    await engine.waitReady;
    return engine;
  }

  get stopped(): boolean {
    return this.#stopped;
  }

  /** Why it stopped, as the server inside said it; what PGlite throws then is only that it cannot be asked. */
  get lastWords(): string | null {
    return this.#lastWords;
  }

  stop(): void {
    this.#stopped = true;
  }

  private hear(line: string): boolean {
    const [, words] = /\b(?:PANIC|FATAL):\s+(.*)/.exec(line) ?? [];
    if (words !== undefined) this.#lastWords = words;
    // Not to be printed.
    return false;
  }

  /** Stops when the server inside says that it is no more: a later question would never return. */
  noticeEnd(error: unknown): void {
    const { severity }: DriverError = driverErrorOf(error);
    if (severity === "PANIC" || severity === "FATAL") this.stop();
  }

  override execProtocolRawSync(message: Uint8Array): ReturnType<PGlite["execProtocolRawSync"]> {
    // PGlite sends a rollback after a failure; an engine that has aborted would loop over it for ever.
    if (this.#stopped) throw new Error("the database engine has stopped");
    return super.execProtocolRawSync(message);
  }

  /** Closes the files of an engine that has stopped, so that nothing of it can write beside its successor. */
  abandon(): void {
    this.stop();
    try {
      this.Module.FS.quit();
    } catch {
      // Its file system went down with it.
    }
  }
}
