import type { MeshIndex } from "../model/mesh-index";
import {
  type ConfigResource,
  type ResourceRef,
  refOf,
  type WorkloadResource,
} from "../model/resource";
import { agesKnown } from "../routing/spec/age";
import { discovered } from "../routing/spec/discovery";
import type { MeshSettings } from "../routing/spec/mesh-settings";
import { child, type Spec, text, textMap } from "../routing/spec/read-spec";
import { settingsOf } from "../routing/spec/settings-of";
import type { Uncertainty } from "../routing/spec/uncertainty";
import { oldestIn } from "./oldest-in";

export type MtlsMode = "STRICT" | "PERMISSIVE" | "DISABLE";

/** The mTLS mode a server asks for. `by` is `null` when no PeerAuthentication decides and Istio's default holds. */
export type MtlsInForce = {
  readonly mode: MtlsMode;
  readonly by: ResourceRef | null;
  /** `mtls.mode` or `portLevelMtls.8080.mode`; empty without `by`. */
  readonly path: string;
  /** Policies nearer to the workload that leave the mode unset, the nearest first: it is inherited past them. */
  readonly unset: readonly ResourceRef[];
  readonly uncertain: readonly Uncertainty[];
};

/**
 * The mode in force at a workload. A policy with a selector in the workload's own namespace beats that namespace's, which beats the
 * root namespace's; the oldest of each counts, and `UNSET` passes the question on. Without any the mode is `PERMISSIVE`.
 *
 * @param port the workload's (container) port: the keys of `portLevelMtls`; `null` leaves port-level settings aside
 *
 * Source: istio/istio `pilot/pkg/security/authn/policy_applier.go` ComposePeerAuthentication.
 */
export function mtlsInForce(
  index: MeshIndex,
  workload: WorkloadResource,
  port: number | null,
  settings: MeshSettings = settingsOf(index, workload.meta.cluster),
): MtlsInForce {
  const { cluster, namespace } = workload.meta;
  const selecting =
    namespace === settings.rootNamespace
      ? []
      : policiesIn(discovered(index, settings), cluster, namespace).filter((p) =>
          selectsPods(p, workload),
        );
  const [first] = selecting;
  const portLevel = first && port !== null ? portMode(first, port) : null;
  if (first && portLevel) {
    const path = `portLevelMtls.${port}.mode`;
    const by = refOf(first);
    return { mode: portLevel, by, path, unset: [], uncertain: ageDoubts(selecting) };
  }
  return composed([selecting, ...wideScopes(index, cluster, namespace, settings)]);
}

/** The mode that a workload's server holds to: a ztunnel cannot be told to refuse mTLS. */
export function mtlsAtServer(
  index: MeshIndex,
  workload: WorkloadResource,
  port: number | null,
  settings: MeshSettings = settingsOf(index, workload.meta.cluster),
): MtlsInForce {
  const found = mtlsInForce(index, workload, port, settings);
  return workload.proxy === "ambient" && found.mode === "DISABLE"
    ? { ...found, mode: "PERMISSIVE" }
    : found;
}

/** The mode of a namespace as its clients see it before they know a workload: policies without a selector alone. */
export const namespaceMtls = (
  index: MeshIndex,
  cluster: string,
  namespace: string,
  settings: MeshSettings,
): MtlsInForce => composed(wideScopes(index, cluster, namespace, settings));

const policiesIn = (index: MeshIndex, cluster: string, namespace: string) =>
  oldestIn(index, "PeerAuthentication.security.istio.io", cluster, namespace);

/** Policies of the namespace and of the mesh, those without a selector. */
function wideScopes(
  index: MeshIndex,
  cluster: string,
  namespace: string,
  settings: MeshSettings,
): readonly (readonly ConfigResource[])[] {
  const seen = discovered(index, settings);
  return [...new Set([namespace, settings.rootNamespace])].map((place) =>
    policiesIn(seen, cluster, place).filter((p) => selectorOf(p) === null),
  );
}

/** The first mode that is set, from the narrowest scope to the widest. */
function composed(scopes: readonly (readonly ConfigResource[])[]): MtlsInForce {
  const uncertain: Uncertainty[] = [];
  const unset: ResourceRef[] = [];
  for (const scope of scopes) {
    uncertain.push(...ageDoubts(scope));
    const [policy] = scope;
    const mode = policy && readMode(child(policy.spec, "mtls"));
    if (policy && mode) return { mode, by: refOf(policy), path: "mtls.mode", unset, uncertain };
    if (policy) unset.push(refOf(policy));
  }
  return { mode: "PERMISSIVE", by: null, path: "", unset, uncertain };
}

/** `null` for a policy without a selector; one that is empty counts as none. */
function selectorOf(policy: ConfigResource): readonly (readonly [string, string])[] | null {
  const labels = Object.entries(textMap(child(policy.spec, "selector") ?? {}, "matchLabels"));
  return labels.length > 0 ? labels : null;
}

const selectsPods = (policy: ConfigResource, workload: WorkloadResource): boolean =>
  selectorOf(policy)?.every(([k, v]) => workload.podLabels[k] === v) === true;

function readMode(mtls: Spec | null): MtlsMode | null {
  const mode = mtls && text(mtls, "mode");
  return mode === "STRICT" || mode === "PERMISSIVE" || mode === "DISABLE" ? mode : null;
}

const portMode = (policy: ConfigResource, port: number): MtlsMode | null =>
  readMode(child(child(policy.spec, "portLevelMtls") ?? {}, String(port)));

/** Which of several is the oldest is not known where one does not say its age. */
function ageDoubts(policies: readonly ConfigResource[]): readonly Uncertainty[] {
  if (agesKnown(policies)) return [];
  return policies
    .filter((p) => p.meta.createdAt === null)
    .map((p) => ({ code: "age-unknown", ref: refOf(p), path: "" }));
}
