import "server-only";
import path from "node:path";
import { drizzle } from "drizzle-orm/pglite";
import { storeText } from "@/lib/messages/server/store";
import { err, ok, type Result } from "@/lib/result";
import type { Connection, Database } from "@/server/adapters/postgres/connection";
import { Engine } from "@/server/adapters/postgres/folder/engine";
import type { FolderLock } from "@/server/adapters/postgres/folder/folder-lock";
import { prepareFolder } from "@/server/adapters/postgres/folder/prepare-folder";
import { loadMigrations, migrate } from "@/server/adapters/postgres/migrate";
import { describeStoreError, type StoreError } from "@/server/adapters/postgres/store-error";
import { driverErrorOf, faultOf, isFull, StoreFault } from "@/server/adapters/postgres/store-fault";

type Opened = { readonly engine: Engine; readonly db: Database };

/**
 * Without a postmaster nobody vacuums, and the log before the last checkpoint is never thrown away: after so many writes this
 * connection does both. They take some ten milliseconds each at the sizes that drafts have.
 */
const WRITES_BETWEEN_CARE = 64;

/**
 * The database in a folder that this process holds. An engine that stops (a disk that fails, say) is replaced with the next
 * question: what it had committed is recovered from its log.
 */
export class FolderConnection implements Connection {
  #opening: Promise<Result<Opened, StoreError>> | null = null;
  #pending = new Set<Promise<unknown>>();
  #closed: Promise<void> | null = null;
  #writes = 0;

  constructor(
    private readonly folder: string,
    private readonly name: string,
    private readonly lock: FolderLock,
    private exists: boolean,
  ) {}

  open(): Promise<Result<Opened, StoreError>> {
    this.#opening ??= this.#start();
    return this.#opening;
  }

  read<T>(empty: T, work: (db: Database) => Promise<T>): Promise<T> {
    if (!this.exists && this.#opening === null && this.#closed === null) {
      return Promise.resolve(empty);
    }
    return this.#run(work);
  }

  async use<T>(work: (db: Database) => Promise<T>): Promise<T> {
    const value = await this.#run(work);
    this.#writes += 1;
    if (this.#writes % WRITES_BETWEEN_CARE === 0) void this.#care();
    return value;
  }

  close(): Promise<void> {
    this.#closed ??= this.#end();
    return this.#closed;
  }

  async #start(): Promise<Result<Opened, StoreError>> {
    const { folder } = this;
    let engine: Engine | null = null;
    try {
      if (!this.exists) await prepareFolder(folder, this.name);
      this.exists = true;
      engine = await Engine.open(path.join(folder, this.name));
      const db: Database = drizzle({ client: engine });
      const migrated = await migrate(db, await loadMigrations(), folder);
      if (migrated.ok) return ok({ engine, db });
      await engine.close();
      return migrated;
    } catch (error) {
      engine?.abandon();
      const driver = driverErrorOf(error);
      if (isFull(driver)) return err({ code: "disk-full", where: folder });
      return err({ code: "folder-damaged", folder, detail: driver.message });
    }
  }

  #run<T>(work: (db: Database) => Promise<T>): Promise<T> {
    if (this.#closed !== null) {
      return Promise.reject(new StoreFault("closed", storeText.fault.closed));
    }
    const running = this.#guarded(work);
    this.#pending.add(running);
    const done = () => this.#pending.delete(running);
    running.then(done, done);
    return running;
  }

  async #guarded<T>(work: (db: Database) => Promise<T>): Promise<T> {
    const { folder, lock } = this;
    if (lock.lost()) {
      throw new StoreFault("failed", storeText.folderInUse(folder, null));
    }
    const opening = this.open();
    const opened = await opening;
    if (!opened.ok) {
      this.#forget(opening);
      const code = opened.error.code === "disk-full" ? "disk-full" : "failed";
      throw new StoreFault(code, describeStoreError(opened.error));
    }
    const { engine, db } = opened.value;
    try {
      return await work(db);
    } catch (error) {
      engine.noticeEnd(error);
      if (engine.stopped) {
        engine.abandon();
        this.#forget(opening);
        throw faultOf(engine.lastWords === null ? error : new Error(engine.lastWords));
      }
      throw faultOf(error);
    }
  }

  /** The next question opens anew, unless another one has done so already. */
  #forget(opening: Promise<unknown>): void {
    if (this.#opening === opening) this.#opening = null;
  }

  async #care(): Promise<void> {
    await this.#run(async (db) => {
      await db.execute("vacuum");
      await db.execute("checkpoint");
    }).catch(() => {
      // Whatever is wrong here meets the next question too, and is told there.
    });
  }

  async #end(): Promise<void> {
    await Promise.allSettled(this.#pending);
    const opened = await this.#opening;
    if (opened?.ok) await opened.value.engine.close();
    await this.lock.release();
  }
}
