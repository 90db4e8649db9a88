import { memoPerIndex } from "../../model/memo-per-index";
import type { MeshIndex } from "../../model/mesh-index";
import { type ConfigOverlay, clusterOfKey } from "../../model/overlay-index";
import type { MeshConfigResource } from "../../model/resource";
import { defaultMeshSettings, type MeshSettings } from "./mesh-settings";
import { type MeshConfigReading, readMeshSettings } from "./read-mesh-settings";

/**
 * The settings in force in a cluster: those of its mesh configuration and its control plane's version. Where no configuration is read,
 * Istio's defaults. The same configuration gives the same object from one snapshot to the next, so that it may serve as a key.
 */
export const settingsOf = (index: MeshIndex, cluster: string): MeshSettings =>
  readingIn(index, cluster).settings;

/** The settings of the cluster that a draft writes to; one that writes to several is judged by those of its first object. */
export function settingsOfOverlay(base: MeshIndex, overlay: ConfigOverlay): MeshSettings {
  const [key] = overlay.keys();
  return key === undefined ? defaultMeshSettings : settingsOf(base, clusterOfKey(key));
}

/** The mesh configuration that makes the settings of a cluster; `null` where none is read. */
export const meshConfigOf = (index: MeshIndex, cluster: string): MeshConfigResource | null =>
  index
    .all("MeshConfig")
    .filter((c) => c.meta.cluster === cluster)
    .toSorted((a, b) => (rank(a) < rank(b) ? -1 : 1))[0] ?? null;

/** Whether the settings of a cluster come from its mesh configuration, and not from Istio's defaults for want of one. */
export const isMeshConfigRead = (index: MeshIndex, cluster: string): boolean =>
  index.all("MeshConfig").some((config) => config.meta.cluster === cluster);

/** The settings of a cluster together with what of its configuration means nothing. */
export function readingIn(index: MeshIndex, cluster: string): MeshConfigReading {
  const found = readings(index);
  const known = found.get(cluster) ?? readCluster(index, cluster);
  found.set(cluster, known);
  return known;
}

const readings = memoPerIndex(() => new Map<string, MeshConfigReading>());

function readCluster(index: MeshIndex, cluster: string): MeshConfigReading {
  return readAt(index, cluster, minorOf(index, cluster));
}

/** The settings of a cluster as a control plane of another version, Istio 1.`minor`, has them; always the same object. */
export const settingsOfVersion = (index: MeshIndex, cluster: string, minor: number): MeshSettings =>
  readAt(index, cluster, minor).settings;

function readAt(index: MeshIndex, cluster: string, minor: number | null): MeshConfigReading {
  const config = meshConfigOf(index, cluster);
  if (config) return remembered(config, minor);
  if (minor === null) return unread;
  const versions = unreadOf.get(minor) ?? {
    settings: { ...defaultMeshSettings, version: { minor } },
    problems: [],
  };
  unreadOf.set(minor, versions);
  return versions;
}

const unread: MeshConfigReading = { settings: defaultMeshSettings, problems: [] };
const unreadOf = new Map<number, MeshConfigReading>();

/** The default revision before others, Istio's own namespace before others, then by name: one configuration for one cluster. */
const rank = ({ meta: { name, namespace } }: MeshConfigResource): string =>
  `${name === "istio" ? 0 : 1}${namespace === defaultMeshSettings.rootNamespace ? 0 : 1} ${namespace}/${name}`;

const known = new WeakMap<MeshConfigResource, Map<number | null, MeshConfigReading>>();

function remembered(config: MeshConfigResource, minor: number | null): MeshConfigReading {
  const byVersion = known.get(config) ?? new Map<number | null, MeshConfigReading>();
  known.set(config, byVersion);
  const reading = byVersion.get(minor) ?? readMeshSettings(config.mesh, minor);
  byVersion.set(minor, reading);
  return reading;
}

/** The oldest of the control planes that run: what it does not know yet cannot be relied on. `null` where none says its version. */
function minorOf(index: MeshIndex, cluster: string): number | null {
  const minors = index
    .all("Workload")
    .filter((w) => w.istiodVersion !== undefined && w.meta.cluster === cluster)
    .flatMap((w) => {
      const [, minor] = /^v?1\.(\d+)/.exec(w.istiodVersion ?? "") ?? [];
      return minor === undefined ? [] : [Number(minor)];
    });
  return minors.length === 0 ? null : Math.min(...minors);
}
