import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { cpSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import type { ChangeRecord } from "@/lib/mesh/changes/journal";
import { openStore } from "@/server/adapters/postgres/open-store";
import { parseTraffic } from "@/server/adapters/sim/mesh/load-mesh";
import { createSim } from "@/server/adapters/sim/sim";
import type { ClusterPort } from "@/server/ports/cluster";
import type { StorePort } from "@/server/ports/store";
import { systemClock } from "@/server/system-clock";
import {
  CLUSTER,
  changeTo,
  hasEnded,
  NAMESPACE,
  recordOf,
  rule,
  standing,
  startRunner,
} from "./testing/delivery-world";
import { fatedCluster } from "./testing/fates";
import type { Ask, Question } from "./testing/remote";

/** Where the process is killed: at a line of its journal, or while the answer to a write is on its way. */
type Point =
  | { readonly type: "line"; readonly number: number; readonly when: "before" | "after" }
  | { readonly type: "write"; readonly number: number; readonly when: "before" | "after" };

const signal = new AbortController().signal;
const NAMES = ["a", "b", "c"];
const PROGRAM = path.join("server", "delivery", "testing", "apply-in-folder.ts");
const STORE = path.resolve("server/adapters/postgres/open-store.ts");

let root = "";
const children: ChildProcess[] = [];
const stores: StorePort[] = [];

async function opened(folder: string): Promise<StorePort> {
  const store = await openStore({
    place: { kind: "folder", folder },
    onUnreadable: () => undefined,
  });
  if (!store.ok) throw new Error(store.error.code);
  stores.push(store.value);
  return store.value;
}

/** A folder that holds a database, made once and copied for each test. */
function copyOfFolder(name: string): string {
  const folder = path.join(root, name);
  cpSync(path.join(root, "template"), folder, { recursive: true });
  return folder;
}

beforeAll(async () => {
  root = mkdtempSync(path.join(tmpdir(), "heddle-kill-"));
  const store = await opened(path.join(root, "template"));
  await store.layouts.set("made", 1, 1);
  await store.close();
}, 300_000);
afterEach(async () => {
  for (const child of children.splice(0)) child.kill("SIGKILL");
  for (const store of stores.splice(0)) await store.close();
}, 60_000);
afterAll(() => rmSync(root, { recursive: true, force: true }), 60_000);

async function world() {
  const quiet = parseTraffic("traffic.yaml", "seed: 1\ncalls: []\n");
  if (!quiet.ok) throw new Error(quiet.error.detail);
  const mesh = { objects: [NAMESPACE], traffic: quiet.value };
  const sim = createSim({ mesh, cluster: CLUSTER, clock: systemClock });
  for (const name of NAMES) sim.control.apply(rule(name, 10), "heddle");
  const changes = await Promise.all(NAMES.map((name) => changeTo(sim.cluster, name, 50)));
  const record = recordOf(changes, { createdAt: systemClock.now() });
  return { ...fatedCluster(sim.cluster, () => "taken"), record };
}

/** Answers a process as its cluster does, until the point at which it is killed. */
async function applyUntil(point: Point, folder: string, port: ClusterPort, record: ChangeRecord) {
  const flags = ["--conditions=react-server", "--import", "tsx", PROGRAM, folder, STORE, CLUSTER];
  const child = spawn(process.execPath, flags, { stdio: ["ignore", "inherit", "inherit", "ipc"] });
  children.push(child);
  let writes = 0;
  const isHere = (here: Point) =>
    here.type === point.type && here.number === point.number && here.when === point.when;
  const answerTo = async (ask: Ask): Promise<{ readonly answer: unknown } | "killed"> => {
    switch (ask.type) {
      case "record":
        return { answer: record };
      case "read":
        return { answer: await port.read(ask.ref, signal) };
      case "delivery":
        return { answer: await port.delivery(ask.namespace, signal) };
      case "line":
        return isHere(ask) ? "killed" : { answer: null };
      case "write": {
        writes += 1;
        const number = writes;
        if (isHere({ type: "write", number, when: "before" })) return "killed";
        const answer = await port.write(ask.request, signal);
        return isHere({ type: "write", number, when: "after" }) ? "killed" : { answer };
      }
    }
  };
  child.on("message", ({ id, ask }: Question) => {
    void answerTo(ask).then((reply) => {
      if (reply === "killed") child.kill("SIGKILL");
      else if (child.connected) child.send({ id, ...reply });
    });
  });
  const [, how] = await once(child, "close");
  return how;
}

describe("kill -9", () => {
  it.each<Point>([
    { type: "line", number: 1, when: "before" },
    { type: "line", number: 1, when: "after" },
    { type: "write", number: 1, when: "before" },
    { type: "write", number: 1, when: "after" },
    { type: "line", number: 2, when: "after" },
    { type: "write", number: 2, when: "after" },
    { type: "line", number: 6, when: "before" },
  ])(
    "$when $type $number of an apply: the next process ends it from the folder, and writes nothing twice",
    async (point) => {
      const { effects, port, record } = await world();
      const folder = copyOfFolder(`${point.type}-${point.number}-${point.when}`);
      expect(await applyUntil(point, folder, port, record)).toBe("SIGKILL");
      const store = await opened(folder);
      const before = (await store.changes.journal("1")).length;
      const runner = startRunner({ store, port, clock: systemClock, holder: "folder" });
      let view = await runner.view("1");
      while (view === null || !hasEnded(view)) {
        await systemClock.sleep(20, signal);
        view = await runner.view("1");
      }
      await runner.stop();
      expect(view.phase).toBe("applied");
      expect(view.journal.length).toBeGreaterThan(before);
      expect(await standing(port, NAMES)).toBe("a 50 · b 50 · c 50");
      expect(effects).toHaveLength(3);
      expect(new Set(effects).size).toBe(3);
    },
    120_000,
  );
});
