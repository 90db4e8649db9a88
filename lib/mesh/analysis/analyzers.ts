import type { AnyAnalyzer } from "./analyzer";
import { crdVersion } from "./analyzers/control-plane/crd-version";
import { deprecated } from "./analyzers/control-plane/deprecated";
import { externalControlPlane } from "./analyzers/control-plane/external-control-plane";
import { meshNetworks } from "./analyzers/control-plane/mesh-networks";
import { schemaValidation } from "./analyzers/control-plane/schema-validation";
import { unrestrictedKeys } from "./analyzers/control-plane/unrestricted-keys";
import { webhooks } from "./analyzers/control-plane/webhooks";
import { overlappingRules } from "./analyzers/destination-rule/overlapping-rules";
import { subsetPods } from "./analyzers/destination-rule/subset-pods";
import { unverifiedServer } from "./analyzers/destination-rule/unverified-server";
import { conflictingGateways } from "./analyzers/gateway/conflicting-gateways";
import { duplicateCertificate } from "./analyzers/gateway/duplicate-certificate";
import { gatewayCredentials } from "./analyzers/gateway/gateway-credentials";
import { gatewayPorts } from "./analyzers/gateway/gateway-ports";
import { gatewaySelector } from "./analyzers/gateway-api/gateway-selector";
import { negativeConditions } from "./analyzers/gateway-api/negative-conditions";
import { routeBackend } from "./analyzers/gateway-api/route-backend";
import { injectionLabels } from "./analyzers/namespace/injection-labels";
import { proxyImage } from "./analyzers/namespace/proxy-image";
import { envoyPatches } from "./analyzers/policy/envoy-patches";
import { policyNamespaces } from "./analyzers/policy/policy-namespaces";
import { policyWorkloads } from "./analyzers/policy/policy-workloads";
import { sidecarSelectors } from "./analyzers/policy/sidecar-selectors";
import { telemetryProviders } from "./analyzers/policy/telemetry-providers";
import { telemetrySelectors } from "./analyzers/policy/telemetry-selectors";
import { entryAddresses } from "./analyzers/service-entry/entry-addresses";
import { entryProtocols } from "./analyzers/service-entry/entry-protocols";
import { claimRouting } from "./analyzers/virtual-service/claim-routing";
import { clientSubset } from "./analyzers/virtual-service/client-subset";
import { conflictingHosts } from "./analyzers/virtual-service/conflicting-hosts";
import { destinationHost } from "./analyzers/virtual-service/destination-host";
import { destinationSubset } from "./analyzers/virtual-service/destination-subset";
import { followers } from "./analyzers/virtual-service/followers";
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
import { type CodeInfo, ownCode } from "./codes";

/** All analyzers, in the order in which they judge an object. A new one is added here. */
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
];

/** Said of a version that fails more than others, from figures: see `failing-version.ts`. */
export const FAILING_VERSION = ownCode("HED204", "warning");

/** Every code with its severity and where it is explained. */
export const CODES: ReadonlyMap<string, CodeInfo> = new Map(
  [...ANALYZERS.flatMap((a) => a.codes), FAILING_VERSION].map((info) => [info.code, info]),
);
