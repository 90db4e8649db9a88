/** The parts of MeshConfig that decide about routing and policy. */
export type MeshSettings = {
  readonly rootNamespace: string;
  readonly domainSuffix: string;
  readonly trustDomain: string;
  readonly autoMtls: boolean;
  readonly defaultServiceExportTo: readonly string[];
  readonly defaultVirtualServiceExportTo: readonly string[];
  readonly defaultDestinationRuleExportTo: readonly string[];
};

/** MeshConfig's defaults (istio/istio `pkg/config/mesh/mesh.go` DefaultMeshConfig). In force until the mesh configuration is read. */
export const defaultMeshSettings: MeshSettings = {
  rootNamespace: "istio-system",
  domainSuffix: "cluster.local",
  trustDomain: "cluster.local",
  autoMtls: true,
  defaultServiceExportTo: ["*"],
  defaultVirtualServiceExportTo: ["*"],
  defaultDestinationRuleExportTo: ["*"],
};
