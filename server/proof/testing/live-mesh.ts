import { applyLiveMessage, type LiveState } from "@/lib/live/apply-message";
import type { LiveMessage } from "@/lib/live/message";
import { buildGraph } from "@/lib/mesh/graph/build-graph";
import type { MeshGraph } from "@/lib/mesh/graph/mesh-graph";
import type { GraphView } from "@/lib/mesh/graph/view";
import { indexSnapshot } from "@/lib/mesh/model/mesh-index";
import { readingOf } from "@/lib/mesh/model/reading";
import type { SourceStatus } from "@/lib/mesh/model/source";
import { type Environment, parseConfig } from "@/server/config";
import { Hub } from "@/server/live/hub";
import { type LiveObserver, silentObserver } from "@/server/live/observer";
import { openSources } from "@/server/open-sources";
import { createLog } from "@/server/ops/log";
import type { ClusterPort } from "@/server/ports/cluster";
import { systemClock } from "@/server/system-clock";

export const CLUSTER = "lab";

/** Everything, services between callers and workloads, nothing folded. */
export const WHOLE: GraphView = {
  type: "versioned-app",
  services: true,
  namespaces: null,
  find: null,
  hide: null,
  idle: true,
  maxNodes: 1_000_000,
  opened: [],
  keep: [],
};

/** The product from its settings to a viewer, without the browser and the wire between. */
export type LiveMesh = {
  readonly hub: Hub;
  readonly clusters: readonly ClusterPort[];
  /** What a browser that has looked since the start holds. */
  state(): LiveState;
  source(id: SourceStatus["id"]): SourceStatus;
  graph(): MeshGraph;
  /** Numbers of messages that did not follow their predecessor. */
  gaps(): readonly number[];
  /** Why the viewer had to start over, in order; the first is that it joined. */
  resets(): readonly string[];
  queriesSent(): number;
  /** Called for every message, after it was applied. */
  onMessage(listener: (message: LiveMessage) => void): void;
  /** Resolves when the condition holds; it is looked at after every message. Rejects with `describe()` when time is over. */
  until(condition: () => boolean, ms: number, describe: () => string): Promise<void>;
  close(): void;
};

export type LiveMeshOptions = {
  /** Settings as a user sets them; a cluster's name and a quiet log are given. */
  readonly env: Environment;
  readonly observer?: Partial<LiveObserver>;
};

type Waiter = { readonly condition: () => boolean; readonly resolve: () => void };

/** What a browser does with the stream: it folds, and it asks for everything anew when a number is missing. */
function createViewer(hub: Hub, onMessage: (message: LiveMessage) => void) {
  const leaving = new AbortController();
  const gaps: number[] = [];
  let state: LiveState | null = null;
  const read = async () => {
    while (!leaving.signal.aborted) {
      for await (const entry of hub.attach(null, leaving.signal)) {
        // The hub serialised it from this type.
        const message = JSON.parse(entry.text) as LiveMessage;
        const next = applyLiveMessage(state, message);
        if (next === null) {
          gaps.push(message.seq);
          break;
        }
        state = next;
        onMessage(message);
      }
    }
  };
  return { read, gaps, state: () => state, leave: () => leaving.abort() };
}

/** Opens the sources that the settings name, starts a hub on them and looks at it. */
export async function openLiveMesh({ env, observer }: LiveMeshOptions): Promise<LiveMesh> {
  const config = parseConfig({
    HEDDLE_SOURCE: "cluster",
    HEDDLE_CLUSTER_NAME: CLUSTER,
    HEDDLE_TICK_SECONDS: "2",
    ...env,
  });
  if (!config.ok) throw new Error(JSON.stringify(config.error));
  const sources = await openSources(config.value, createLog("silent"));
  if (!sources.ok) throw new Error(sources.error);
  const { clusters, metrics } = sources.value;
  const resets: string[] = [];
  const hub = new Hub({
    clusters,
    metrics,
    clock: systemClock,
    epoch: "proof",
    settings: { ...config.value, clusterIds: {} },
    observer: { ...silentObserver, ...observer, viewerReset: (why) => resets.push(why) },
  });
  const waiters = new Set<Waiter>();
  const listeners: ((message: LiveMessage) => void)[] = [];
  const viewer = createViewer(hub, (message) => {
    for (const listener of listeners) listener(message);
    for (const waiter of waiters) {
      if (!waiter.condition()) continue;
      waiters.delete(waiter);
      waiter.resolve();
    }
  });
  const state = () => {
    const held = viewer.state();
    if (held === null) throw new Error("nothing has arrived yet");
    return held;
  };
  const reading = viewer.read();
  hub.start();
  const mesh: LiveMesh = {
    hub,
    clusters,
    state,
    source(id) {
      const found = state().sources.find((s) => s.id === id);
      if (!found) throw new Error(`no source ${id}`);
      return found;
    },
    graph: () => graphOf(state()),
    gaps: () => viewer.gaps,
    resets: () => resets,
    queriesSent: () => metrics?.queriesSent() ?? 0,
    onMessage: (listener) => listeners.push(listener),
    until: (condition, ms, describe) => waitFor(waiters, condition, ms, describe),
    close() {
      viewer.leave();
      hub.stop();
      sources.value.close();
    },
  };
  // A viewer that fails must fail the test that waits for it, not vanish.
  reading.catch((error) => {
    mesh.close();
    throw error;
  });
  await mesh.until(
    () => viewer.state() !== null,
    10_000,
    () => "no message at all",
  );
  return mesh;
}

function waitFor(
  waiters: Set<Waiter>,
  condition: () => boolean,
  ms: number,
  describe: () => string,
): Promise<void> {
  if (condition()) return Promise.resolve();
  return new Promise((resolve, reject) => {
    const waiter: Waiter = {
      condition,
      resolve() {
        clearTimeout(timer);
        resolve();
      },
    };
    const timer = setTimeout(() => {
      waiters.delete(waiter);
      reject(new Error(`not within ${ms} ms: ${describe()}`));
    }, ms);
    waiters.add(waiter);
  });
}

const graphOf = ({ mesh, settings, sources, traffic }: LiveState): MeshGraph =>
  buildGraph({
    index: indexSnapshot(mesh),
    traffic,
    view: WHOLE,
    settings: {
      healthProfile: settings.healthProfile,
      healthRules: settings.healthRules,
      cluster: CLUSTER,
      clusterIds: settings.clusterIds,
      reading: readingOf(sources),
    },
  });
