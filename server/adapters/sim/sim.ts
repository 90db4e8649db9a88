import "server-only";
import type { RawObject } from "@/lib/mesh/model/inventory";
import type { Clock } from "@/server/ports/clock";
import type { ClusterPort } from "@/server/ports/cluster";
import type { MetricsPort } from "@/server/ports/metrics";
import type { ObjectName } from "./cluster/api-object";
import { createSimCluster } from "./cluster/sim-cluster";
import { createWorld, type World } from "./cluster/world";
import type { SimMesh } from "./mesh/load-mesh";
import { createSimMetrics } from "./sim-metrics";
import { createEngine, type Engine } from "./traffic/engine";
import type { WriteOptions } from "./writes/write";

export type SimOptions = {
  readonly mesh: SimMesh;
  /** Name of the cluster. */
  readonly cluster: string;
  /** Takes the place of the mesh's own seed. */
  readonly seed?: number;
  readonly clock: Clock;
  /** How writes are judged, and where they are kept. */
  readonly writes?: WriteOptions;
};

/** An embedded mesh: a cluster and its metrics, both of one seed and one clock. */
export type Sim = {
  readonly cluster: ClusterPort;
  readonly metrics: MetricsPort;
  /** The hands on it: traffic follows from the second of the change on. */
  readonly control: {
    /** An update by another client. */
    put(object: RawObject, manager?: string): void;
    /** Server-side apply by another client, by force. */
    apply(object: RawObject, manager: string): void;
    remove(name: ObjectName): void;
  };
  readonly world: World;
  readonly engine: Engine;
};

export function createSim({ mesh, cluster, seed, clock, writes = {} }: SimOptions): Sim {
  const world = createWorld(mesh, cluster, clock, writes.overlay?.initial);
  const traffic = { ...mesh.traffic, seed: seed ?? mesh.traffic.seed };
  const engine = createEngine(traffic, cluster, world.periodAt);
  world.subscribe((_, second) => engine.changedFrom(second));
  return {
    cluster: createSimCluster(world, clock, writes),
    metrics: createSimMetrics(world, engine, clock),
    control: { put: world.put, apply: world.apply, remove: world.remove },
    world,
    engine,
  };
}
