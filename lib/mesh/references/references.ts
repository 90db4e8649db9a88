import { CONFIG_KINDS, type ConfigKind } from "../model/kinds";
import { memoPerIndex } from "../model/memo-per-index";
import type { MeshIndex } from "../model/mesh-index";
import { type ConfigResource, type ResourceRef, refKey, refOf } from "../model/resource";
import { settingsOf } from "../routing/spec/settings-of";
import { attachmentReferences, authorizationReferences, targetReferences } from "./attached";
import {
  backendPolicyReferences,
  gatewayReferences,
  grantReferences,
  inferencePoolReferences,
  listenerSetReferences,
  routeReferences,
} from "./gateway-api";
import {
  destinationRuleReferences,
  istioGatewayReferences,
  serviceEntryReferences,
  sidecarReferences,
  virtualServiceReferences,
  workloadEntryReferences,
} from "./istio-routing";
import { unique } from "./look-up";
import type { Around, Named, Reference } from "./reference";

type Reader = (around: Around) => readonly Named[];

/** Kinds that name other objects. */
const READERS: Partial<Record<ConfigKind, Reader>> = {
  "VirtualService.networking.istio.io": virtualServiceReferences,
  "DestinationRule.networking.istio.io": destinationRuleReferences,
  "Gateway.networking.istio.io": istioGatewayReferences,
  "ServiceEntry.networking.istio.io": serviceEntryReferences,
  "Sidecar.networking.istio.io": sidecarReferences,
  "WorkloadEntry.networking.istio.io": workloadEntryReferences,
  "WorkloadGroup.networking.istio.io": workloadEntryReferences,
  "EnvoyFilter.networking.istio.io": attachmentReferences,
  "ProxyConfig.networking.istio.io": attachmentReferences,
  "AuthorizationPolicy.security.istio.io": authorizationReferences,
  "PeerAuthentication.security.istio.io": attachmentReferences,
  "RequestAuthentication.security.istio.io": attachmentReferences,
  "Telemetry.telemetry.istio.io": attachmentReferences,
  "WasmPlugin.extensions.istio.io": attachmentReferences,
  "TrafficExtension.extensions.istio.io": attachmentReferences,
  "Gateway.gateway.networking.k8s.io": gatewayReferences,
  "HTTPRoute.gateway.networking.k8s.io": routeReferences,
  "GRPCRoute.gateway.networking.k8s.io": routeReferences,
  "TLSRoute.gateway.networking.k8s.io": routeReferences,
  "TCPRoute.gateway.networking.k8s.io": routeReferences,
  "UDPRoute.gateway.networking.k8s.io": routeReferences,
  "ListenerSet.gateway.networking.k8s.io": listenerSetReferences,
  "BackendTLSPolicy.gateway.networking.k8s.io": backendPolicyReferences,
  "ReferenceGrant.gateway.networking.k8s.io": grantReferences,
  "XBackendTrafficPolicy.gateway.networking.x-k8s.io": targetReferences,
  "InferencePool.inference.networking.k8s.io": inferencePoolReferences,
};

/** What an object points to, in the order of its fields. A name that nothing has is among them, with nothing in `to`. */
export function referencesFrom(index: MeshIndex, object: ConfigResource): readonly Reference[] {
  const known = remembered(index);
  const hit = known.get(object);
  if (hit !== undefined) return hit;
  const settings = settingsOf(index, object.meta.cluster);
  const from = refOf(object);
  const read = READERS[object.kind]?.({ index, object, from, settings }) ?? [];
  const references = unique(read).map((reference) => ({ ...reference, from }));
  known.set(object, references);
  return references;
}

const remembered = memoPerIndex(() => new Map<ConfigResource, readonly Reference[]>());

/**
 * Looks for who points to an object: every place of configuration that finds it. Reads all configuration of the index, one object after
 * another, so that who runs it may stop in between; what it has read is remembered with the index.
 */
export function* searchReferencesTo(
  index: MeshIndex,
  ref: ResourceRef,
): Generator<undefined, readonly Reference[]> {
  const key = refKey(ref);
  const found: Reference[] = [];
  for (const object of CONFIG_KINDS.flatMap(({ id }) => index.all(id))) {
    const mine = referencesFrom(index, object).filter(({ to }) =>
      to.some((t) => refKey(t) === key),
    );
    found.push(...mine);
    yield;
  }
  return found;
}
