import "server-only";
import { mkdir, readFile, stat } from "node:fs/promises";
import path from "node:path";
import { err, ok, type Result } from "@/lib/result";
import type { Connection } from "@/server/adapters/postgres/connection";
import { ENGINE_VERSION } from "@/server/adapters/postgres/folder/engine";
import { FolderConnection } from "@/server/adapters/postgres/folder/folder-connection";
import { type FolderLock, takeFolder } from "@/server/adapters/postgres/folder/folder-lock";
import type { StoreError } from "@/server/adapters/postgres/store-error";
import { driverErrorOf, isFull } from "@/server/adapters/postgres/store-fault";

/** The engine's own folder, beside the lock. */
export const DATABASE = "postgres";

function fileError(error: unknown, folder: string): StoreError {
  const driver = driverErrorOf(error);
  if (isFull(driver)) return { code: "disk-full", where: folder };
  if (driver.code === "EEXIST" || driver.code === "ENOTDIR") return { code: "no-folder", folder };
  return { code: "folder-not-writable", folder, detail: driver.code ?? driver.message };
}

/**
 * The folder and those it lies in. Each is tried once: Node's own `recursive` tries for ever where a parent is there and yet nothing can
 * be made in it (ENOENT), as in `/proc` and below some automounts.
 */
async function makeFolder(folder: string): Promise<void> {
  const made = () => mkdir(folder, { mode: 0o700 });
  try {
    await made();
  } catch (error) {
    const { code } = driverErrorOf(error);
    if (code === "ENOENT" && path.dirname(folder) !== folder) {
      await makeFolder(path.dirname(folder));
      await made().catch(() => isFolder(folder, error));
    } else await isFolder(folder, error);
  }
}

/** Rejects with why it could not be made where it is none. */
async function isFolder(folder: string, why: unknown): Promise<void> {
  const found = await stat(folder).catch(() => null);
  if (found?.isDirectory() !== true) throw why;
}

async function lock(folder: string): Promise<Result<FolderLock, StoreError>> {
  try {
    await makeFolder(folder);
    const taken = await takeFolder(folder);
    return taken.ok ? taken : err({ code: "folder-in-use", folder, holder: taken.error });
  } catch (error) {
    return err(fileError(error, folder));
  }
}

/** @returns the version that wrote the database there; `null` when there is none */
async function versionIn(folder: string): Promise<string | null> {
  const file = path.join(folder, DATABASE, "PG_VERSION");
  const text = await readFile(file, "utf8").catch(() => null);
  return text?.trim() ?? null;
}

/**
 * Takes a folder and opens the database in it. Where there is none yet it is made with the first thing that is kept: an open one
 * costs some 60 MB of memory.
 */
export async function openFolder(folder: string): Promise<Result<Connection, StoreError>> {
  const locked = await lock(folder);
  if (!locked.ok) return locked;
  const refuse = async (error: StoreError) => {
    await locked.value.release();
    return err(error);
  };
  const found = await versionIn(folder);
  if (found !== null && found !== ENGINE_VERSION) {
    return refuse({ code: "folder-other-version", folder, found, needed: ENGINE_VERSION });
  }
  const connection = new FolderConnection(folder, DATABASE, locked.value, found !== null);
  if (found !== null) {
    const opened = await connection.open();
    if (!opened.ok) return refuse(opened.error);
  }
  return ok({
    use: (work) => connection.use(work),
    read: (empty, work) => connection.read(empty, work),
    close: () => connection.close(),
  });
}
