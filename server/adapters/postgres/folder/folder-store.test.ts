import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { once } from "node:events";
import fs, {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { createInterface } from "node:readline";
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { changeRecord } from "@/lib/mesh/changes/testing/change-record";
import { openStore } from "@/server/adapters/postgres/open-store";
import { describeStoreError } from "@/server/adapters/postgres/store-error";
import type { StorePort } from "@/server/ports/store";
import { takeFolder } from "./folder-lock";

// The engine imports `fsyncSync` by name: only a mocked module can see it called, and make it fail.
const disk = vi.hoisted(() => ({ synced: 0, failure: null as string | null }));
vi.mock("node:fs", async (original) => {
  const real = await original<typeof fs>();
  const fsyncSync = (file: number) => {
    if (disk.failure !== null) throw Object.assign(new Error("disk"), { code: disk.failure });
    real.fsyncSync(file);
    disk.synced += 1;
  };
  return { ...real, fsyncSync, default: { ...real, fsyncSync } };
});

const CHANGE = "c1";
const record = changeRecord({ id: CHANGE, cluster: "east", createdAt: 1 });

let root = "";
let made = 0;
const stores: StorePort[] = [];
const children: ChildProcessWithoutNullStreams[] = [];

const open = (folder: string) =>
  openStore({ place: { kind: "folder", folder }, onUnreadable: () => undefined });
async function opened(folder: string): Promise<StorePort> {
  const store = await open(folder);
  if (!store.ok) throw new Error(describeStoreError(store.error));
  stores.push(store.value);
  return store.value;
}
async function refusal(folder: string): Promise<string> {
  const store = await open(folder);
  if (!store.ok) return describeStoreError(store.error);
  await store.value.close();
  return "it was opened";
}

/** A folder that holds a database with one change; made once, copied for each test. */
function copyOfFolder(): string {
  made += 1;
  const folder = path.join(root, `${made}`);
  cpSync(path.join(root, "template"), folder, { recursive: true });
  return folder;
}

beforeAll(async () => {
  root = mkdtempSync(path.join(tmpdir(), "heddle-folder-"));
  const store = await opened(path.join(root, "template"));
  await store.changes.begin(record, null);
  await store.close();
}, 300_000);
afterEach(async () => {
  disk.failure = null;
  for (const store of stores.splice(0)) await store.close();
  for (const child of children.splice(0)) child.kill("SIGKILL");
  rmSync(path.join(root, `${made}`), { recursive: true, force: true });
}, 60_000);
afterAll(() => rmSync(root, { recursive: true, force: true }), 120_000);

/** A process of its own that appends to the journal. */
function startAppending(folder: string) {
  const program = path.join("server", "adapters", "postgres", "testing", "append-lines.ts");
  const flags = ["--conditions=react-server", "--import", "tsx", program, folder, CHANGE];
  const child = spawn(process.execPath, flags);
  children.push(child);
  return { child, said: createInterface({ input: child.stdout })[Symbol.asyncIterator]() };
}

describe("a folder", () => {
  it("is created, with its parents, and holds no database before there is something to keep", async () => {
    const folder = path.join(root, "deep", "down");
    const store = await opened(folder);
    expect(await store.drafts.list("east")).toEqual([]);
    expect(readdirSync(folder)).toEqual(["lock"]);
    await store.close();
    expect(readdirSync(folder)).toEqual([]);
  });

  it.runIf(existsSync("/proc/self"))(
    "that can never be made is refused and not tried for ever",
    async () => {
      // Root is told ENOENT there.
      expect(await refusal("/proc/heddle/data")).toMatch(
        /^\/proc\/heddle\/data cannot be written \((ENOENT|EACCES|EPERM)\)/,
      );
    },
  );

  it("has each journal line on disk when it is said to be appended", async () => {
    const store = await opened(copyOfFolder());
    for (let seq = 0; seq < 5; seq += 1) {
      const before = disk.synced;
      await store.changes.append(CHANGE, seq, 1, { type: "kept", by: null }, "writing");
      expect(disk.synced).toBeGreaterThan(before);
    }
  });

  it("loses nothing that was said to be appended when the process is killed", async () => {
    const folder = copyOfFolder();
    const { child, said } = startAppending(folder);
    let last = -1;
    while (last < 40) {
      const line = await said.next();
      last = Number(line.value);
    }
    child.kill("SIGKILL");
    await once(child, "close");
    expect(existsSync(path.join(folder, "lock"))).toBe(true);
    const store = await opened(folder);
    const lines = await store.changes.journal(CHANGE);
    expect(lines.length).toBeGreaterThan(last);
    expect(lines.map((line) => line.seq)).toEqual(lines.map((_, at) => at));
    expect(await store.changes.get(CHANGE)).toMatchObject({ updatedAt: lines.length - 1 });
  });

  it("is refused while another process has it, by number and host of that process", async () => {
    const folder = copyOfFolder();
    const { child, said } = startAppending(folder);
    await said.next();
    expect(await refusal(folder)).toMatch(
      new RegExp(`^${folder} is open in process ${child.pid} on \\S+, since 20.+ HEDDLE_DATA_DIR `),
    );
  });

  it("is refused to a second store of the same process", async () => {
    const folder = copyOfFolder();
    await opened(folder);
    expect(await refusal(folder)).toContain(`is open in process ${process.pid} on `);
  });

  it("is opened by one of several that find it left by a process that is gone", async () => {
    const folder = copyOfFolder();
    const { child, said } = startAppending(folder);
    await said.next();
    child.kill("SIGKILL");
    await once(child, "close");
    const left = readFileSync(path.join(folder, "lock"));
    for (let round = 0; round < 25; round++) {
      writeFileSync(path.join(folder, "lock"), left);
      const taken = await Promise.all([1, 2, 3, 4, 5, 6].map(() => takeFolder(folder)));
      const holders = taken.flatMap((t) => (t.ok ? [t.value] : []));
      expect(holders).toHaveLength(1);
      await holders[0]?.release();
      expect(readdirSync(folder).filter((name) => name.startsWith("lock"))).toEqual([]);
    }
  });

  it("appears complete or not at all: what a start left half done is removed", async () => {
    const folder = path.join(root, "half");
    mkdirSync(path.join(folder, "new-1", "base"), { recursive: true });
    writeFileSync(path.join(folder, "new-1", "PG_VERSION"), "18\n");
    const store = await opened(folder);
    await store.layouts.set("a", 1, 1);
    expect(readdirSync(folder).sort()).toEqual(["lock", "postgres"]);
  }, 300_000);

  it.each([
    {
      what: "a file in its place",
      harm: (folder: string) => {
        rmSync(folder, { recursive: true });
        writeFileSync(folder, "");
      },
      said: "is no folder, or lies in something that is none. Set HEDDLE_DATA_DIR to another folder.",
    },
    {
      what: "a database of another version",
      harm: (folder: string) => writeFileSync(path.join(folder, "postgres", "PG_VERSION"), "17\n"),
      said: "was written by PostgreSQL 17; this program needs 18. Start the version of Heddle that wrote it, or set HEDDLE_DATA_DIR to another folder.",
    },
    {
      what: "a database without its control file",
      harm: (folder: string) => rmSync(path.join(folder, "postgres", "global", "pg_control")),
      said: "Restore the folder from a backup, or set HEDDLE_DATA_DIR to another folder.",
    },
  ])("with $what is refused in words", async ({ harm, said }) => {
    const folder = copyOfFolder();
    harm(folder);
    const sentence = await refusal(folder);
    expect(sentence).toContain(folder);
    expect(sentence).toContain(said);
  });

  it.each([
    { failure: "ENOSPC", code: "disk-full" },
    { failure: "EIO", code: "failed" },
  ])(
    "whose disk fails ($failure) rejects, and goes on when the disk does",
    async ({ failure, code }) => {
      const store = await opened(copyOfFolder());
      const append = (seq: number) =>
        store.changes.append(CHANGE, seq, 1, { type: "kept", by: null }, "writing");
      expect(await append(0)).toBe(true);
      disk.failure = failure;
      await expect(append(1)).rejects.toMatchObject({ name: "StoreFault", code });
      await expect(append(1)).rejects.toMatchObject({ name: "StoreFault" });
      disk.failure = null;
      const lines = await store.changes.journal(CHANGE);
      // The first attempt reached the log, and nobody knows whether it reached the disk: both are right, a line twice is not.
      expect([1, 2]).toContain(lines.length);
      expect(await append(lines.length)).toBe(true);
      expect(await append(lines.length)).toBe(false);
    },
  );

  it("keeps its size when the same things are written over and over", async () => {
    const folder = copyOfFolder();
    const store = await opened(folder);
    const noise = Array.from({ length: 2_000 }, (_, at) => Math.sin(at));
    const write = async (from: number) => {
      for (let at = 0; at < 128; at += 1) await store.layouts.set("a", [from + at, noise], at);
    };
    const size = () =>
      readdirSync(folder, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .reduce((sum, entry) => sum + fs.statSync(path.join(entry.parentPath, entry.name)).size, 0);
    await write(0);
    const before = size();
    await write(1_000);
    expect(size() - before).toBeLessThan(4 * 1024 * 1024);
  }, 120_000);
});

describe("the lock of another machine", () => {
  const TIMES = { beatMs: 5, watchMs: 120 };
  const foreign = { nonce: "n", pid: 1, host: "pod-a", space: "pod-a", started: "1", since: 0 };

  it("is taken over when it gives no sign of life", async () => {
    const folder = path.join(root, "foreign-dead");
    mkdirSync(folder);
    writeFileSync(path.join(folder, "lock"), JSON.stringify(foreign));
    const taken = await takeFolder(folder, TIMES);
    expect(taken.ok).toBe(true);
    if (taken.ok) await taken.value.release();
  });

  it("holds while it does", async () => {
    const folder = path.join(root, "foreign-alive");
    const file = path.join(folder, "lock");
    mkdirSync(folder);
    writeFileSync(file, JSON.stringify(foreign));
    const beat = setInterval(() => fs.utimesSync(file, new Date(), new Date()), 5);
    const taken = await takeFolder(folder, TIMES);
    clearInterval(beat);
    expect(taken).toEqual({ ok: false, error: { pid: 1, host: "pod-a", since: 0 } });
  });

  it("that took over a lock is noticed by who had it", async () => {
    const folder = path.join(root, "stolen");
    mkdirSync(folder);
    const mine = await takeFolder(folder, TIMES);
    if (!mine.ok) throw new Error("it was held");
    expect(mine.value.lost()).toBe(false);
    writeFileSync(path.join(folder, "lock"), JSON.stringify(foreign));
    await vi.waitFor(() => expect(mine.value.lost()).toBe(true));
    await mine.value.release();
    expect(existsSync(path.join(folder, "lock"))).toBe(true);
  });
});
