import type { MeshIndex } from "../model/mesh-index";
import { type ClusterReading, whyUnread } from "../model/reading";
import { discovered } from "../routing/spec/discovery";
import type { MeshSettings } from "../routing/spec/mesh-settings";
import { settingsOf } from "../routing/spec/settings-of";

/** The configuration that is asked: of the live mesh, of a draft, or of files. */
export type TraceMesh = {
  readonly index: MeshIndex;
  readonly settings: MeshSettings;
  /** `false` where nothing says which pods there are: a destination's endpoints are then not known, and none is missing. */
  readonly endpointsKnown?: boolean;
};

/** As the control plane sees it. */
export function discoveredMesh(mesh: TraceMesh): TraceMesh {
  const index = discovered(mesh.index, mesh.settings);
  return index === mesh.index ? mesh : { ...mesh, index };
}

/** The configuration of a cluster as the tracer asks it; endpoints count where all that says which there are is read. */
export const traceMeshOf = (
  index: MeshIndex,
  cluster: string,
  reading: readonly ClusterReading[],
): TraceMesh => ({
  index,
  settings: settingsOf(index, cluster),
  endpointsKnown: (["Workload", "EndpointSlice"] as const).every(
    (kind) => whyUnread(reading, { cluster, kind, namespace: null }) === null,
  ),
});
