import type { MeshSettings } from "./mesh-settings";

type Change = {
  /** The first minor of Istio 1 that behaves so by default. */
  readonly since: number;
  /** What is so since then. */
  readonly what: string;
  readonly source: string;
};

/** What of routing and policy differs between the versions of Istio that these rules know. */
export const VERSION_CHANGES = {
  "default-traffic-policy": {
    since: 31,
    what: "defaultTrafficPolicy of the mesh configuration lies beneath every DestinationRule's traffic policy",
    source: "istio/api mesh/v1alpha1/config.proto default_traffic_policy",
  },
} as const satisfies Readonly<Record<string, Change>>;

export type VersionChange = keyof typeof VERSION_CHANGES;

/** Whether a control plane behaves as it does since a change. */
export const isSince = (
  { version }: Pick<MeshSettings, "version">,
  change: VersionChange,
): boolean => version.minor >= VERSION_CHANGES[change].since;
