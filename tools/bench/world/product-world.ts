import type { SyntheticMesh } from "@/fixtures/meshes/synthetic-mesh";
import { startApiServer } from "./kubernetes-world";
import { asLargeAsReal } from "./large-pods";
import { momentOf } from "./moments";
import { type ProductServer, startProductServer } from "./product-server";
import { startSyntheticPrometheus } from "./synthetic-prometheus";

export type ProductWorldOptions = {
  readonly mesh: SyntheticMesh;
  /** Edges whose figures differ from one reading of the metrics to the next, 0..1. */
  readonly changedShare: number;
  /** Settings beside the two sources. */
  readonly settings?: Readonly<Record<string, string>>;
};

/**
 * Runs `use` against the production build between an API server that has the objects of a mesh, pods as large as real ones, and a
 * Prometheus that has its traffic; ends all three.
 */
export async function withProductWorld<T>(
  { changedShare, mesh, settings = {} }: ProductWorldOptions,
  use: (server: ProductServer) => Promise<T>,
): Promise<T> {
  const api = await startApiServer(mesh.objects.map(asLargeAsReal));
  const moments = [1, 2, 3].map((tick) => momentOf(mesh.samplesAt(tick, changedShare)));
  const prometheus = await startSyntheticPrometheus(moments);
  try {
    const server = await startProductServer({
      HEDDLE_SOURCE: "cluster",
      KUBECONFIG: api.kubeconfig,
      PROMETHEUS_URL: prometheus.url,
      // A machine that is busy with other things answers late: that is no fault of the source.
      PROMETHEUS_TIMEOUT_MS: "60000",
      ...settings,
    });
    try {
      return await use(server);
    } finally {
      await server.close();
    }
  } finally {
    await prometheus.close();
    await api.close();
  }
}
