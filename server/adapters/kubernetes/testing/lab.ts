import { execFile } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { type MeshResource, refKey, refOf } from "@/lib/mesh/model/resource";
import { createKubernetesCluster, type KubernetesClusterOptions } from "../kubernetes-cluster";
import type { RawManifest } from "./fake-store";
import { collect } from "./harness";
import { systemClock } from "./system-clock";

const run = promisify(execFile);

/** `kubectl` as the administrator of the cluster under test. */
export async function kubectl(kubeconfig: string, ...args: readonly string[]): Promise<string> {
  const all = ["--kubeconfig", kubeconfig, ...args];
  const { stdout } = await run("kubectl", all, { maxBuffer: 1 << 28 });
  return stdout;
}

/** Applies through a file, since `execFile` has no standard input. */
export async function apply(kubeconfig: string, manifest: RawManifest | string): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "heddle-apply-"));
  const file = join(folder, "object.json");
  writeFileSync(file, typeof manifest === "string" ? manifest : JSON.stringify(manifest));
  try {
    await kubectl(kubeconfig, "apply", "--server-side", "--force-conflicts", "-f", file);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

export type FaultSpec = Readonly<Record<string, string | number>>;

/** Faults of the proxy before the API server, which context `faulty` goes through. */
export const faults = (url: string) => ({
  async start(fault: FaultSpec): Promise<void> {
    const body = JSON.stringify({ target: "api", ...fault });
    const answer = await fetch(url, { method: "POST", body });
    if (!answer.ok) throw new Error(`fault control: ${answer.status} ${await answer.text()}`);
  },
  async endAll(): Promise<void> {
    await fetch(url, { method: "DELETE" });
  },
});

/** The adapter on a kubeconfig of the cluster under test, and what one watch has told. */
export async function connect(path: string, options: Partial<KubernetesClusterOptions> = {}) {
  const made = await createKubernetesCluster({
    kubeconfig: { kind: "files", paths: [path] },
    context: null,
    cluster: "lab",
    namespaces: [],
    clock: systemClock,
    random: Math.random,
    ...options,
  });
  if (!made.ok) throw new Error(made.error.code);
  const cluster = made.value;
  const controller = new AbortController();
  const told = collect(cluster.watch(controller.signal));
  /** What a reader of all events holds. */
  const resources = () => {
    const held = new Map<string, MeshResource>();
    for (const event of told.told) {
      if (event.type === "put") held.set(refKey(refOf(event.resource)), event.resource);
      if (event.type === "delete") held.delete(refKey(event.ref));
    }
    return held;
  };
  return {
    ...told,
    cluster,
    resources,
    keys: () => [...resources().keys()].sort(),
    /** Waits, looking ten times a second: a real server tells nobody when it is done. */
    async until(condition: () => boolean): Promise<void> {
      const never = new AbortController().signal;
      while (!condition()) await systemClock.sleep(100, never);
    },
    async stop(): Promise<void> {
      controller.abort();
      await told.reading;
      await cluster.close();
    },
  };
}

export type Connected = Awaited<ReturnType<typeof connect>>;
