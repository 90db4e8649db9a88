import type { MeshIndex } from "../../model/mesh-index";
import type { MeshSettings } from "../spec/mesh-settings";
import { children, type Spec, text } from "../spec/read-spec";
import { isSince } from "../spec/versions";

/** What an object in one namespace refers to in another. */
export type Reference = {
  readonly cluster: string;
  readonly from: { readonly kind: string; readonly namespace: string };
  readonly to: {
    readonly kind: "Service" | "Secret";
    readonly namespace: string;
    readonly name: string;
  };
};

const GATEWAY_GROUP = "gateway.networking.k8s.io";

/**
 * Whether a reference is allowed: within one namespace always, else by a ReferenceGrant where it leads.
 * Source: istio/istio `pilot/pkg/config/kube/gateway/references_collection.go`; Gateway API GEP-709.
 */
export function isGranted(
  index: MeshIndex,
  { cluster, from, to }: Reference,
  settings: MeshSettings,
): boolean {
  if (from.namespace === to.namespace) return true;
  return index
    .inNamespace("ReferenceGrant.gateway.networking.k8s.io", cluster, to.namespace)
    .some(
      ({ spec }) =>
        children(spec, "from").some(
          (f) =>
            (text(f, "group") ?? "") === GATEWAY_GROUP &&
            text(f, "kind") === from.kind &&
            text(f, "namespace") === from.namespace,
        ) &&
        targetsOf(spec, settings).some(
          (t) =>
            (text(t, "group") ?? "") === "" &&
            text(t, "kind") === to.kind &&
            (text(t, "name") ?? to.name) === to.name,
        ),
    );
}

function targetsOf(spec: Spec, settings: MeshSettings): readonly Spec[] {
  const all = children(spec, "to");
  return isSince(settings, "grants-of-all-targets") ? all : all.slice(-1);
}
