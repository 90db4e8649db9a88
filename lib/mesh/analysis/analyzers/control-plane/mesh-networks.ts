import type { Analyzer } from "../../analyzer";
import { istioCode } from "../../codes";
import { finding } from "../../registry/spec-parts";

const UNKNOWN_REGISTRY = istioCode("IST0126", "error");
const BUILT_IN = ["Mock", "Kubernetes", "External"];

/**
 * Networks whose endpoints come from a registry that istiod does not know: a cluster without a Secret for it.
 *
 * Source: istio/istio `pkg/config/analysis/analyzers/multicluster/meshnetworks.go`.
 */
export const meshNetworks: Analyzer<"MeshNetworks"> = {
  name: "mesh-networks",
  judges: ["MeshNetworks"],
  codes: [UNKNOWN_REGISTRY],
  reads: ["Secret"],
  needs: ["Secret"],
  judge(networks, { index }) {
    const remote = index
      .all("Secret")
      .filter(({ meta }) => meta.cluster === networks.meta.cluster)
      .flatMap(({ meta, keys }) => (meta.labels["istio/multiCluster"] === "true" ? keys : []));
    const known = new Set([...BUILT_IN, ...remote]);
    return networks.networks.flatMap(({ name, registries }) =>
      registries
        .filter((registry) => !known.has(registry))
        .map((registry) =>
          finding(UNKNOWN_REGISTRY, networks, ["data", "meshNetworks"], {
            registry,
            network: name,
          }),
        ),
    );
  },
};
