import type { AnyAnalyzer } from "./analyzer";
import { policyWaypoints } from "./analyzers/ambient/policy-waypoints";
import { routeWaypoints } from "./analyzers/ambient/route-waypoints";
import { workloadModes } from "./analyzers/ambient/workload-modes";
import { layerOfPort } from "./analyzers/authorization/layer-of-port";
import { openRules } from "./analyzers/authorization/open-rules";
import { operationValues } from "./analyzers/authorization/operation-values";
import { peerIdentity } from "./analyzers/authorization/peer-identity";
import { principals } from "./analyzers/authorization/principals";
import { servicePorts } from "./analyzers/authorization/service-ports";
import { tokens } from "./analyzers/authorization/tokens";
import { unprotectedWorkload } from "./analyzers/authorization/unprotected-workload";
import { crdVersion } from "./analyzers/control-plane/crd-version";
import { deprecated } from "./analyzers/control-plane/deprecated";
import { externalControlPlane } from "./analyzers/control-plane/external-control-plane";
import { meshNetworks } from "./analyzers/control-plane/mesh-networks";
import { schemaValidation } from "./analyzers/control-plane/schema-validation";
import { unrestrictedKeys } from "./analyzers/control-plane/unrestricted-keys";
import { webhooks } from "./analyzers/control-plane/webhooks";
import { mutualTls } from "./analyzers/destination-rule/mutual-tls";
import { overlappingRules } from "./analyzers/destination-rule/overlapping-rules";
import { subsetPods } from "./analyzers/destination-rule/subset-pods";
import { unverifiedServer } from "./analyzers/destination-rule/unverified-server";
import { conflictingGateways } from "./analyzers/gateway/conflicting-gateways";
import { duplicateCertificate } from "./analyzers/gateway/duplicate-certificate";
import { gatewayCredentials } from "./analyzers/gateway/gateway-credentials";
import { gatewayPorts } from "./analyzers/gateway/gateway-ports";
import { gatewayListeners } from "./analyzers/gateway-api/gateway-listeners";
import { gatewaySelector } from "./analyzers/gateway-api/gateway-selector";
import { grantNamespaces } from "./analyzers/gateway-api/grant-namespaces";
import { negativeConditions } from "./analyzers/gateway-api/negative-conditions";
import { parentPorts } from "./analyzers/gateway-api/parent-ports";
import { routeBackend } from "./analyzers/gateway-api/route-backend";
import { routeParents } from "./analyzers/gateway-api/route-parents";
import { injectionLabels } from "./analyzers/namespace/injection-labels";
import { proxyImage } from "./analyzers/namespace/proxy-image";
import { deniedCallers } from "./analyzers/observed/denied-callers";
import { forgottenHosts } from "./analyzers/observed/forgotten-hosts";
import { plaintextCallers } from "./analyzers/observed/plaintext-callers";
import { clientModes } from "./analyzers/peer-authentication/client-modes";
import { competingPolicies } from "./analyzers/peer-authentication/competing-policies";
import { envoyPatches } from "./analyzers/policy/envoy-patches";
import { exportNamespaces } from "./analyzers/policy/export-namespaces";
import { policyNamespaces } from "./analyzers/policy/policy-namespaces";
import { policyWorkloads } from "./analyzers/policy/policy-workloads";
import { selectedPods } from "./analyzers/policy/selected-pods";
import { sidecarSelectors } from "./analyzers/policy/sidecar-selectors";
import { telemetryProviders } from "./analyzers/policy/telemetry-providers";
import { telemetrySelectors } from "./analyzers/policy/telemetry-selectors";
import { entryAddresses } from "./analyzers/service-entry/entry-addresses";
import { entryProtocols } from "./analyzers/service-entry/entry-protocols";
import { sameEntries } from "./analyzers/service-entry/same-entries";
import { workloadGroups } from "./analyzers/service-entry/workload-groups";
import { egressHosts } from "./analyzers/sidecar/egress-hosts";
import { doubleTls } from "./analyzers/traffic/double-tls";
import { httpRules } from "./analyzers/traffic/http-rules";
import { loadBalancing } from "./analyzers/traffic/load-balancing";
import { meshUnreached } from "./analyzers/traffic/mesh-unreached";
import { pathBounds } from "./analyzers/traffic/path-bounds";
import { refusedConnections } from "./analyzers/traffic/refused-connections";
import { routeBeside } from "./analyzers/traffic/route-beside";
import { shortHosts } from "./analyzers/traffic/short-hosts";
import { claimRouting } from "./analyzers/virtual-service/claim-routing";
import { clientSubset } from "./analyzers/virtual-service/client-subset";
import { conflictingHosts } from "./analyzers/virtual-service/conflicting-hosts";
import { destinationHost } from "./analyzers/virtual-service/destination-host";
import { destinationSubset } from "./analyzers/virtual-service/destination-subset";
import { followers } from "./analyzers/virtual-service/followers";
import { gatewayHosts } from "./analyzers/virtual-service/gateway-hosts";
import { gatewayNames } from "./analyzers/virtual-service/gateway-names";
import { portProtocol } from "./analyzers/virtual-service/port-protocol";
import { unreachableRule } from "./analyzers/virtual-service/unreachable-rule";
import { unreadyDestination } from "./analyzers/virtual-service/unready-destination";
import { weights } from "./analyzers/virtual-service/weights";
import { annotations } from "./analyzers/workload/annotations";
import { applicationUid } from "./analyzers/workload/application-uid";
import { autoImage } from "./analyzers/workload/auto-image";
import { inconsistentService } from "./analyzers/workload/inconsistent-service";
import { missingProxy } from "./analyzers/workload/missing-proxy";
import { portNames } from "./analyzers/workload/port-names";
import { sharedPorts } from "./analyzers/workload/shared-ports";
import { targetPorts } from "./analyzers/workload/target-ports";
import { type CodeInfo, ownCode } from "./codes";

/**
 * All analyzers, in the order in which they judge an object. A new one is added here.
 *
 * One fault has one finding. Where `istioctl analyze` says it, its code stands, for users compare; what Kiali alone finds has Kiali's code,
 * what neither finds Heddle's own. `SAID_AS` names the checks of Kiali that are another code here.
 */
export const ANALYZERS: readonly AnyAnalyzer[] = [
  destinationHost,
  destinationSubset,
  clientSubset,
  weights,
  conflictingHosts,
  overlappingRules,
  unreachableRule,
  unreadyDestination,
  subsetPods,
  portProtocol,
  followers,
  routeBackend,
  annotations,
  applicationUid,
  sharedPorts,
  missingProxy,
  autoImage,
  portNames,
  inconsistentService,
  injectionLabels,
  proxyImage,
  claimRouting,
  unverifiedServer,
  gatewayPorts,
  gatewayCredentials,
  duplicateCertificate,
  conflictingGateways,
  gatewaySelector,
  negativeConditions,
  policyWorkloads,
  policyNamespaces,
  sidecarSelectors,
  telemetrySelectors,
  telemetryProviders,
  envoyPatches,
  entryAddresses,
  entryProtocols,
  crdVersion,
  unrestrictedKeys,
  webhooks,
  externalControlPlane,
  meshNetworks,
  deprecated,
  schemaValidation,
  policyWaypoints,
  routeWaypoints,
  workloadModes,
  layerOfPort,
  openRules,
  operationValues,
  peerIdentity,
  principals,
  servicePorts,
  tokens,
  unprotectedWorkload,
  clientModes,
  competingPolicies,
  mutualTls,
  selectedPods,
  exportNamespaces,
  egressHosts,
  gatewayNames,
  gatewayHosts,
  targetPorts,
  sameEntries,
  workloadGroups,
  routeParents,
  gatewayListeners,
  grantNamespaces,
  parentPorts,
  refusedConnections,
  doubleTls,
  pathBounds,
  httpRules,
  shortHosts,
  meshUnreached,
  routeBeside,
  loadBalancing,
  deniedCallers,
  plaintextCallers,
  forgottenHosts,
];

/** Said of a version that fails more than others, from figures: see `failing-version.ts`. */
export const FAILING_VERSION = ownCode("HED204", "warning");

/** Said of objects that the control plane does not see, which no analyzer is given: see `unseen.ts`. */
export const UNSEEN = ownCode("HED130", "warning");

/** Every code with its severity and where it is explained. */
export const CODES: ReadonlyMap<string, CodeInfo> = new Map(
  [...ANALYZERS.flatMap((a) => a.codes), FAILING_VERSION, UNSEEN].map((info) => [info.code, info]),
);
