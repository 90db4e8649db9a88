import type { MeshIndex } from "../model/mesh-index";
import { discovered } from "../routing/spec/discovery";
import type { MeshSettings } from "../routing/spec/mesh-settings";

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
