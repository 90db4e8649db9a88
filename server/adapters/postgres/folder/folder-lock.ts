import "server-only";
import { randomUUID } from "node:crypto";
import { link, readFile, readlink, rename, rm, stat, utimes, writeFile } from "node:fs/promises";
import { hostname } from "node:os";
import path from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { err, ok, type Result } from "@/lib/result";
import type { FolderHolder } from "@/server/adapters/postgres/store-error";

/** A folder taken for this process. */
export type FolderLock = {
  /** Somebody has taken it over, because this process stood still for long: nothing may be written any more. */
  lost(): boolean;
  release(): Promise<void>;
};

export type LockTimes = {
  /** Between two signs of life. */
  readonly beatMs: number;
  /** How long a lock that nothing else is known of is watched for a sign of life. */
  readonly watchMs: number;
};

const TIMES: LockTimes = { beatMs: 2_000, watchMs: 7_000 };
const FILE = "lock";

type Mark = FolderHolder & {
  readonly nonce: string;
  /** Where process ids mean the same: machine, its boot, and the namespace of processes. */
  readonly space: string;
  /** When the process began, in ticks since boot: tells it from a later one with the same id. Empty where the system does not say. */
  readonly started: string;
};

const codeOf = (error: unknown) =>
  error instanceof Error && "code" in error ? error.code : undefined;

const orEmpty = (reading: Promise<string>) => reading.catch(() => "");

async function startOf(pid: number): Promise<string> {
  // source: proc_pid_stat(5): the name in parentheses may hold anything; starttime is field 22, the 20th after it.
  const text = await orEmpty(readFile(`/proc/${pid}/stat`, "utf8"));
  return text.slice(text.lastIndexOf(")") + 2).split(" ")[19] ?? "";
}

async function ownMark(): Promise<Mark> {
  const [boot, processes, started] = await Promise.all([
    orEmpty(readFile("/proc/sys/kernel/random/boot_id", "utf8")),
    orEmpty(readlink("/proc/self/ns/pid")),
    startOf(process.pid),
  ]);
  const host = hostname();
  const space = `${host} ${boot.trim()} ${processes}`;
  return { nonce: randomUUID(), pid: process.pid, host, space, started, since: Date.now() };
}

async function readMark(file: string): Promise<Mark | null> {
  try {
    const mark: unknown = JSON.parse(await readFile(file, "utf8"));
    const written = typeof mark === "object" && mark !== null && "nonce" in mark && "pid" in mark;
    // Only this file writes locks, whole.
    return written ? (mark as Mark) : null;
  } catch {
    return null;
  }
}

function exists(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: it lives and belongs to somebody else.
    return codeOf(error) === "EPERM";
  }
}

/** @returns `null` when it cannot be known from here: another machine or container */
async function isAlive(mark: Mark, own: Mark): Promise<boolean | null> {
  if (mark.space !== own.space) return null;
  if (!exists(mark.pid)) return false;
  if (mark.started === "") return null;
  return (await startOf(mark.pid)) === mark.started;
}

const holderOf = ({ pid, host, since }: Mark): FolderHolder => ({ pid, host, since });

const isThere = async (file: string): Promise<boolean> =>
  (await stat(file).catch(() => null)) !== null;

const beatOf = async (file: string): Promise<number> =>
  (await stat(file).catch(() => null))?.mtimeMs ?? 0;

async function isHeld(file: string, mark: Mark | null, own: Mark, times: LockTimes) {
  const alive = mark && (await isAlive(mark, own));
  if (alive !== null) return alive;
  const before = await beatOf(file);
  await wait(times.watchMs);
  return (await beatOf(file)) !== before;
}

async function writeNew(file: string, own: Mark): Promise<boolean> {
  try {
    await writeFile(file, JSON.stringify(own), { flag: "wx", mode: 0o600 });
    return true;
  } catch (error) {
    if (codeOf(error) === "EEXIST") return false;
    throw error;
  }
}

/** Writes a lock where none is. Where files can have two names it appears whole, and nobody reads half of one. */
async function create(file: string, own: Mark): Promise<boolean> {
  const whole = `${file}.${own.nonce}`;
  await writeNew(whole, own);
  try {
    await link(whole, file);
    return true;
  } catch (error) {
    return codeOf(error) === "EEXIST" ? false : await writeNew(file, own);
  } finally {
    await rm(whole, { force: true });
  }
}

/** Puts the own lock in place of the stale one, at once: at no moment is there none. */
async function replace(file: string, own: Mark): Promise<void> {
  const whole = `${file}.${own.nonce}`;
  await writeNew(whole, own);
  await rename(whole, file);
}

const nonceOf = (mark: Mark | null) => mark?.nonce ?? "unreadable";

/**
 * Takes a lock file, from a process that is gone as well. Who takes over the lock of a nonce first takes a lock that is named after
 * that nonce, so one process alone replaces it; one that comes later finds another nonce in the file. The inner lock may be left by
 * a process that is gone in its turn, and is taken over in the same way.
 */
async function takeFile(
  file: string,
  own: Mark,
  times: LockTimes,
): Promise<Result<null, FolderHolder | null>> {
  if (await create(file, own)) return ok(null);
  const stale = await readMark(file);
  if (await isHeld(file, stale, own, times)) return err(stale && holderOf(stale));
  const taking = `${file}.${nonceOf(stale)}`;
  const turn = await takeFile(taking, own, times);
  if (!turn.ok) return turn;
  try {
    const found = await readMark(file);
    const same = nonceOf(found) === nonceOf(stale) && (await isThere(file));
    if (same) await replace(file, own);
    return same ? ok(null) : err(found && holderOf(found));
  } finally {
    await rm(taking, { force: true });
  }
}

/**
 * Takes `folder` for this process. The lock of a process that is gone is taken over at once on the same machine; one from another
 * machine or container after it gave no sign of life for `watchMs`.
 *
 * @throws what the file system says when the lock cannot be written
 */
export async function takeFolder(
  folder: string,
  times: LockTimes = TIMES,
): Promise<Result<FolderLock, FolderHolder | null>> {
  const file = path.join(folder, FILE);
  const own = await ownMark();
  const taken = await takeFile(file, own, times);
  if (!taken.ok) return taken;
  return ok(keep(file, own, times));
}

function keep(file: string, own: Mark, { beatMs }: LockTimes): FolderLock {
  let lost = false;
  const beat = async () => {
    const mark = await readMark(file);
    // An unreadable lock is no proof that another holds it; one with another nonce is.
    if (mark !== null && mark.nonce !== own.nonce) lost = true;
    const now = new Date();
    if (!lost) await utimes(file, now, now).catch(() => undefined);
  };
  const timer = setInterval(() => void beat(), beatMs).unref();
  return {
    lost: () => lost,
    async release() {
      clearInterval(timer);
      if ((await readMark(file))?.nonce === own.nonce) await rm(file, { force: true });
    },
  };
}
