import { memoPerIndex } from "../../model/memo-per-index";
import type { MeshIndex } from "../../model/mesh-index";
import type { ConfigResource, Labels, WorkloadResource } from "../../model/resource";
import { oldestFirst } from "./age";
import { insideAsWritten, overlapAsWritten } from "./host-names";
import type { MeshSettings } from "./mesh-settings";
import { child, children, numeral, type Spec, textMap, texts } from "./read-spec";
import { isSince } from "./versions";

/**
 * The one Sidecar in force for a workload, or `null`: with a matching selector, else of the namespace, else of the root namespace;
 * the oldest of each. Source: istio/istio `pilot/pkg/model/push_context.go` getSidecarScope.
 */
export function sidecarFor(
  index: MeshIndex,
  workload: WorkloadResource,
  settings: MeshSettings,
): ConfigResource | null {
  const { cluster, namespace } = workload.meta;
  const inNamespace = (ns: string) => sidecarsIn(index, cluster, ns);
  const own = inNamespace(namespace);
  return (
    own.find((s) => selectsBySpec(s.spec, workload.podLabels)) ??
    own.find((s) => child(s.spec, "workloadSelector") === null) ??
    inNamespace(settings.rootNamespace).find((s) => child(s.spec, "workloadSelector") === null) ??
    null
  );
}

const sidecarsKnown = memoPerIndex(() => new Map<string, readonly ConfigResource[]>());

/** The Sidecars of a namespace, the oldest first. */
function sidecarsIn(
  index: MeshIndex,
  cluster: string,
  namespace: string,
): readonly ConfigResource[] {
  const known = sidecarsKnown(index);
  // A namespace holds no slash.
  const key = `${namespace}/${cluster}`;
  const sidecars =
    known.get(key) ??
    index.inNamespace("Sidecar.networking.istio.io", cluster, namespace).toSorted(oldestFirst);
  known.set(key, sidecars);
  return sidecars;
}

function selectsBySpec(spec: Spec, labels: Labels): boolean {
  const selector = child(spec, "workloadSelector");
  if (selector === null) return false;
  return Object.entries(textMap(selector, "labels")).every(([k, v]) => labels[k] === v);
}

/** Hosts (`namespace/name`) that a Sidecar imports on a port: those of the listener with that port, else of the one without. */
export function importedHosts(
  sidecar: ConfigResource,
  port: number,
  settings: MeshSettings,
): readonly string[] {
  const listeners = children(sidecar.spec, "egress");
  if (listeners.length === 0) return ["*/*"];
  const portOf = (l: Spec) => numeral(child(l, "port") ?? {}, "number");
  const listener =
    listeners.find((l) => portOf(l) === port) ?? listeners.find((l) => portOf(l) === null);
  return listener ? knownEntries(texts(listener, "hosts"), settings) : [];
}

/**
 * Whether imported hosts let a name of a namespace in; names compare letter by letter. `.` is the Sidecar user's own namespace, `~` none.
 *
 * @param how services and Gateway API routes must lie inside what is imported; of a VirtualService's host it is enough to overlap
 *
 * Source: istio/istio `pilot/pkg/model/sidecar.go` hostClassification Matches, VSMatches.
 */
export function admits(
  imported: readonly string[],
  namespace: string,
  hostname: string,
  own: string,
  how: "inside" | "overlap" = "overlap",
): boolean {
  const holds =
    how === "inside"
      ? (host: string) => insideAsWritten(hostname, host)
      : (host: string) => overlapAsWritten(host, hostname);
  const isFrom = (from: string) => from === "*" || (from === "." ? own : from) === namespace;
  const isIn = imported.some((entry) => {
    const slash = entry.indexOf("/");
    const from = slash < 0 ? "*" : entry.slice(0, slash);
    return !from.startsWith("~") && isFrom(from) && holds(entry.slice(slash + 1));
  });
  return isIn && !imported.some((entry) => isExcluded(entry, isFrom, hostname));
}

/** `~namespace/host` takes away what lies inside it; without a namespace, of every one. `~/*` stays what it was: no host at all. */
function isExcluded(entry: string, isFrom: (from: string) => boolean, hostname: string): boolean {
  const [, from, host = ""] = /^~([^/]*)\/(.*)$/.exec(entry) ?? [];
  if (from === undefined || entry === "~/*") return false;
  return (from === "" || isFrom(from)) && insideAsWritten(hostname, host);
}

/** Entries as the control plane knows them: what takes away from the others came later. */
export const knownEntries = (
  imported: readonly string[],
  settings: MeshSettings,
): readonly string[] =>
  isSince(settings, "sidecar-exclusions")
    ? imported
    : imported.filter((entry) => !entry.startsWith("~"));
