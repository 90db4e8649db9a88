import "server-only";
import { recordAt, stringsAt } from "@/lib/mesh/model/raw/value";
import type { JsonObject } from "../connect/json";
import { createKindStore, type KindSink } from "./kind-store";
import { type KindWatchDeps, watchKind } from "./kind-watch";
import type { WatchedKind } from "./watched-kinds";

/** The control planes that have been seen besides the default one. */
export type Revisions = {
  /** Looks at an object that may be a control plane's. */
  notice(object: JsonObject): void;
  /** Reads the mesh configuration of each revision as it is seen, until the signal aborts. */
  follow(
    kind: WatchedKind,
    sink: KindSink,
    deps: KindWatchDeps,
    signal: AbortSignal,
  ): Promise<void>;
};

const DEFAULT = "default";

/**
 * The mesh configuration of a revision lies in a ConfigMap of its own, `istio-<revision>`. ConfigMaps are asked for by name alone, so the
 * names of revisions are learnt from the labels of istiod.
 *
 * source: istio/istio `manifests/charts/istio-control/istio-discovery/templates/{configmap,deployment}.yaml`.
 */
export function createRevisions(): Revisions {
  const seen = new Set<string>();
  let found: (revision: string) => void = () => {};
  return {
    notice(object) {
      const labels = stringsAt(recordAt(object, "metadata"), "labels");
      const revision = labels["istio.io/rev"];
      if (labels["app"] !== "istiod" || revision === undefined || revision === DEFAULT) return;
      if (seen.has(revision)) return;
      seen.add(revision);
      found(revision);
    },
    async follow(kind, sink, deps, signal) {
      const watches: Promise<void>[] = [];
      found = (revision) => {
        const named = { ...kind, fieldSelector: `metadata.name=istio-${revision}` };
        watches.push(watchKind(named, createKindStore(sink), deps, signal));
      };
      for (const revision of seen) found(revision);
      await new Promise<void>((resolve) => {
        if (signal.aborted) resolve();
        else signal.addEventListener("abort", () => resolve(), { once: true });
      });
      found = () => {};
      await Promise.all(watches);
    },
  };
}
