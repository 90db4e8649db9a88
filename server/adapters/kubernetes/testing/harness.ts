import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { ClusterEvent } from "@/server/ports/cluster";
import { createKubernetesCluster, type KubernetesClusterOptions } from "../kubernetes-cluster";
import { type FakeApiServer, startFakeApiServer } from "./fake-api-server";
import type { RawManifest } from "./fake-store";
import { createManualClock, turn } from "./manual-clock";

/** Everything that a watch has told so far, readable while it goes on. */
export function collect(events: AsyncIterable<ClusterEvent>) {
  const told: ClusterEvent[] = [];
  let ended = false;
  const reading = (async () => {
    for await (const event of events) told.push(event);
    ended = true;
  })();
  return {
    told,
    reading,
    ended: () => ended,
    /** `put a`, `delete a`, `synced`, `status partial`, `restarted pods closed`; from a position on. */
    lines: (from = 0): readonly string[] => told.slice(from).map(lineOf),
    status() {
      for (const event of [...told].reverse()) if (event.type === "status") return event.status;
      return null;
    },
  };
}

export type Told = ReturnType<typeof collect>;

function lineOf(event: ClusterEvent): string {
  switch (event.type) {
    case "put":
      return `put ${event.resource.meta.name}`;
    case "delete":
      return `delete ${event.ref.name}`;
    case "status":
      return `status ${event.status.state}`;
    case "restarted":
      return `restarted ${event.kind} ${event.reason}`;
    default:
      return event.type;
  }
}

/** Waits for sockets and promises, not for time: the test's own limit ends a wait in vain. */
export async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await turn();
}

export const virtualService = (name: string, host = "a", namespace = "shop"): RawManifest => ({
  apiVersion: "networking.istio.io/v1",
  kind: "VirtualService",
  metadata: { name, namespace },
  spec: { hosts: [host] },
});

export const VIRTUAL_SERVICES = "virtualservices.networking.istio.io";

export function kubeconfigFor(url: string): string {
  return JSON.stringify({
    clusters: [{ name: "fake", cluster: { server: url } }],
    users: [{ name: "me", user: { token: "very-secret-token" } }],
    contexts: [{ name: "fake", context: { cluster: "fake", user: "me" } }],
    "current-context": "fake",
  });
}

/** A fake API server, a clock that stands still, and the adapter between them. */
export async function createBench(options: Partial<KubernetesClusterOptions> = {}) {
  const api: FakeApiServer = await startFakeApiServer();
  const clock = createManualClock();
  const folder = mkdtempSync(join(tmpdir(), "heddle-kubeconfig-"));
  const path = join(folder, "config");
  writeFileSync(path, kubeconfigFor(api.url));
  const made = await createKubernetesCluster({
    kubeconfig: { kind: "files", paths: [path] },
    context: null,
    cluster: "test",
    namespaces: [],
    clock,
    // The lower end of every jittered delay.
    random: () => 0,
    ...options,
  });
  if (!made.ok) throw new Error(made.error.code);
  const cluster = made.value;
  const controllers: AbortController[] = [];
  return {
    api,
    clock,
    cluster,
    put: (object: RawManifest) => api.state.store.put(api.collectionOf(object), object),
    remove: (object: RawManifest) => api.state.store.remove(api.collectionOf(object), object),
    watch(): Told & { stop(): void } {
      const controller = new AbortController();
      controllers.push(controller);
      return {
        ...collect(cluster.watch(controller.signal)),
        stop: () => controller.abort(),
      };
    },
    /** Waits for something, letting back-off pass as it comes; watchdogs and slow retries stand still. */
    async soon(condition: () => boolean): Promise<void> {
      const done = new AbortController();
      const passing = clock.passShort(20_000, done.signal);
      await until(condition);
      done.abort();
      await passing;
    },
    async close() {
      for (const c of controllers) c.abort();
      await cluster.close();
      await api.stop();
      rmSync(folder, { recursive: true });
    },
  };
}

export type Bench = Awaited<ReturnType<typeof createBench>>;
