import "server-only";
import type { JsonObject } from "@/lib/mesh/manifest/json";
import { loadObjectValidator } from "@/lib/mesh/manifest/schema/object-validator";
import type { Clock } from "@/server/ports/clock";
import type { ClusterPort } from "@/server/ports/cluster";
import { createSim, type Sim } from "../sim";
import { demoMesh } from "./sims";

export type DemoPort = {
  readonly sim: Sim;
  readonly port: ClusterPort;
  /** What was asked to be written: `apply reviews`, and `apply reviews for good` of what was no dry run. */
  readonly asked: string[];
};

/** The demo as cluster `test`, judged by the schemas. `over` takes the place of what it would answer. */
export async function demoPort(clock: Clock, over: Partial<ClusterPort> = {}): Promise<DemoPort> {
  const [mesh, validate] = await Promise.all([demoMesh(), loadObjectValidator()]);
  // Objects of the API are JSON.
  const writes = { validate: (object: unknown) => validate(object as JsonObject) };
  const sim = createSim({ mesh, cluster: "test", clock, writes });
  const asked: string[] = [];
  const port: ClusterPort = {
    ...sim.cluster,
    async write(request, signal) {
      asked.push(`${request.verb} ${request.ref.name}${request.dryRun ? "" : " for good"}`);
      return sim.cluster.write(request, signal);
    },
    ...over,
  };
  return { sim, port, asked };
}
