import { bareKind } from "../../../model/kinds";
import type { MeshIndex } from "../../../model/mesh-index";
import type { ConfigResource } from "../../../model/resource";
import type { MeshSettings } from "../../spec/mesh-settings";
import { child, children, emptySpec, type Spec, text } from "../../spec/read-spec";
import { isGranted } from "../reference-grants";

/** Modes in which the proxy shows its own certificate. */
const OWN = new Set(["ISTIO_SIMPLE", "ISTIO_MUTUAL"]);

/**
 * Whether a listener that ends TLS has a certificate to show: one Secret at least that is there, may be referred to and holds a key pair.
 * Source: istio/istio `pilot/pkg/config/kube/gateway/conversion.go` buildTLS, buildSecretReference.
 */
export function certificatesHold(
  index: MeshIndex,
  parent: ConfigResource,
  tls: Spec | null,
  settings: MeshSettings,
): boolean {
  if (tls === null || text(tls, "mode") === "Passthrough") return true;
  const options = child(tls, "options") ?? emptySpec;
  if (OWN.has(text(options, "gateway.istio.io/tls-terminate-mode") ?? "")) return true;
  const refs = children(tls, "certificateRefs");
  if (refs.length > 2) return false;
  return refs.length === 0 || refs.some((ref) => certificateHolds(index, parent, ref, settings));
}

function certificateHolds(
  index: MeshIndex,
  parent: ConfigResource,
  ref: Spec,
  settings: MeshSettings,
): boolean {
  if ((text(ref, "group") ?? "") !== "" || (text(ref, "kind") ?? "Secret") !== "Secret")
    return false;
  const { cluster, namespace } = parent.meta;
  const to = {
    kind: "Secret" as const,
    namespace: text(ref, "namespace") ?? namespace,
    name: text(ref, "name") ?? "",
  };
  const from = { kind: bareKind(parent.kind), namespace };
  if (!isGranted(index, { cluster, from, to }, settings)) return false;
  const secret = index.find("Secret", cluster, to.namespace, to.name);
  return secret !== null && holdsKeyPair(secret.keys);
}

/** Source: istio/istio `pilot/pkg/credentials/kube/secrets.go` ExtractCertInfo. */
const holdsKeyPair = (keys: readonly string[]): boolean =>
  (keys.includes("tls.crt") && keys.includes("tls.key")) ||
  (keys.includes("cert") && keys.includes("key"));
