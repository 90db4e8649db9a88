import type { MeshIndex } from "../model/mesh-index";
import type { MeshSettings } from "../routing/spec/mesh-settings";

/** The configuration that is asked: of the live mesh, of a draft, or of files. */
export type TraceMesh = {
  readonly index: MeshIndex;
  readonly settings: MeshSettings;
  /** `false` where nothing says which pods there are: a destination's endpoints are then not known, and none is missing. */
  readonly endpointsKnown?: boolean;
};
