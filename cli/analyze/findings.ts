import { analyse } from "../../lib/mesh/analysis/analyse";
import { absentKinds, describedIn } from "../../lib/mesh/analysis/inputs/absent-kinds";
import type { AnalysisInputs } from "../../lib/mesh/analysis/inputs/analysis-inputs";
import { readAnalysisInputs } from "../../lib/mesh/analysis/inputs/read-inputs";
import type { RawObject } from "../../lib/mesh/model/inventory";
import { CONFIG_KINDS } from "../../lib/mesh/model/kinds";
import type { ClusterRead } from "../../lib/mesh/offline/cluster-read";
import {
  INGRESS_FILE,
  OFFLINE_CLUSTER,
  type OfflineMesh,
  rawObjectOf,
} from "../../lib/mesh/offline/offline-mesh";
import type { MeshSettings } from "../../lib/mesh/routing/spec/mesh-settings";
import { webhookProblems } from "../../lib/mesh/validation/validate";
import { type FoundJson, foundJson, sourcesOf } from "./found";
import { loadTypeCheck } from "./type-check";

/**
 * What is wrong with a mesh of files, or of files beside a cluster. Of an object with values of another type than their fields nothing else is
 * asked of the webhook's rules: it is refused before they are.
 *
 * @param settings as the control plane has them, or one of another version
 * @param networks ConfigMaps with MeshNetworks that stand beside them
 * @param now as `Date.toISOString` writes it
 */
export async function findingsIn(
  mesh: OfflineMesh,
  settings: MeshSettings,
  networks: readonly RawObject[],
  cluster: ClusterRead | null,
  now: string,
): Promise<readonly FoundJson[]> {
  const { index, objects, standing } = mesh;
  const mistyped = await loadTypeCheck(index, ISTIO_KINDS);
  const raw = [...standing, ...objects.map(rawObjectOf), ...networks];
  const { absent, within } = lookedFor(mesh, cluster);
  const inputs: AnalysisInputs = {
    ...readAnalysisInputs(OFFLINE_CLUSTER, raw, absent, now),
    within,
    validate: (object, settings) => {
      const refused = mistyped(object);
      const { kind, meta, spec } = object;
      return refused.length > 0 ? refused : webhookProblems(kind, meta, spec, settings);
    },
  };
  const sources = sourcesOf(objects, standing);
  return analyse(index, undefined, settings, inputs)
    .filter(({ ref }) => sources.objectOf(ref)?.file !== INGRESS_FILE)
    .map((f) => foundJson(f, sources));
}

const ISTIO_KINDS = CONFIG_KINDS.filter(({ group }) => group.endsWith(".istio.io")).map(
  ({ id }) => id,
);

/** Files leave kinds out, and namespaces; a cluster has what it has, but for what could not be read. */
function lookedFor(
  { objects }: OfflineMesh,
  cluster: ClusterRead | null,
): Required<Pick<AnalysisInputs, "absent" | "within">> {
  if (cluster === null) {
    const own = objects.filter((o) => o.file !== INGRESS_FILE);
    const values = own.map((o) => o.value);
    const within = describedIn(values, (_, i) => own[i]?.namespace ?? "");
    return { absent: absentKinds(values), within };
  }
  const partly = cluster.gaps.filter(({ readIn }) => readIn.length > 0);
  const wholly = cluster.gaps.filter(({ readIn }) => readIn.length === 0);
  return {
    absent: new Set(wholly.flatMap(({ kinds }) => kinds)),
    within: new Map(
      partly.flatMap(({ kinds, readIn }) => kinds.map((kind) => [kind, new Set(readIn)] as const)),
    ),
  };
}
