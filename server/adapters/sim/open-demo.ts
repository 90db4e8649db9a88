import "server-only";
import path from "node:path";
import type { JsonObject } from "@/lib/mesh/manifest/json";
import { loadObjectValidator } from "@/lib/mesh/manifest/schema/object-validator";
import { startupText } from "@/lib/messages/server/startup";
import { err, ok, type Result } from "@/lib/result";
import type { Clock } from "@/server/ports/clock";
import type { ClusterPort } from "@/server/ports/cluster";
import type { MetricsPort } from "@/server/ports/metrics";
import { type ExpositionServer, exposeIstioMetrics } from "./exposition-server";
import { loadMesh } from "./mesh/load-mesh";
import { createSim, type Sim } from "./sim";
import { openOverlayFile } from "./writes/overlay-file";
import type { WriteOptions } from "./writes/write";

export type DemoOptions = {
  /** Name shown for it. */
  readonly cluster: string | undefined;
  readonly seed: number;
  readonly clock: Clock;
  /** Where its traffic is exposed for a Prometheus; no port, nowhere. */
  readonly host: string;
  readonly metricsPort: number | undefined;
  /** Folder that keeps what is written to the mesh; `null`: that ends with the process. */
  readonly folder: string | null;
  readonly exposed: (url: string) => void;
  readonly failed: (what: string, error: unknown) => void;
};

export type Demo = {
  readonly cluster: ClusterPort;
  readonly metrics: MetricsPort;
  close(): Promise<void>;
};

const MESH = path.join("fixtures", "meshes", "demo");
const NAME = "demo";
const FILE = "demo-writes.jsonl";

/** The embedded mesh that Heddle is tried on. Writes are judged by the bundled schemas, and kept where there is a folder for them. */
export async function openDemo(options: DemoOptions): Promise<Result<Demo, string>> {
  const [mesh, writes] = await Promise.all([
    loadMesh(path.join(process.cwd(), MESH)),
    writeOptions(options),
  ]);
  if (!mesh.ok) {
    const { detail, field, file } = mesh.error;
    return err(startupText.refused(startupText.demoMesh, `${file} ${field} ${detail}`));
  }
  const { cluster = NAME, clock, seed } = options;
  const sim = createSim({ mesh: mesh.value, cluster, seed, clock, writes });
  const server = await expose(sim, options);
  if (!server.ok) return server;
  return ok({
    cluster: sim.cluster,
    metrics: sim.metrics,
    close: async () => server.value?.close(),
  });
}

async function writeOptions({ folder, failed }: DemoOptions): Promise<WriteOptions> {
  const validate = await loadObjectValidator();
  const file = folder === null ? null : path.join(folder, FILE);
  return {
    // Objects of the API are JSON.
    validate: (object) => validate(object as JsonObject),
    ...(file !== null && { overlay: openOverlayFile({ file, failed }) }),
  };
}

/** The demo's traffic for a Prometheus that scrapes it; `null` where no port is set. */
async function expose(
  sim: Sim,
  { clock, exposed, host, metricsPort: port }: DemoOptions,
): Promise<Result<ExpositionServer | null, string>> {
  if (port === undefined) return ok(null);
  try {
    const server = await exposeIstioMetrics(sim, clock, { host, port });
    exposed(server.url);
    return ok(server);
  } catch (error) {
    const detail = error instanceof Error ? error.message : String(error);
    return err(startupText.refused(startupText.demoMetrics(port), detail));
  }
}
