import type { ConfigKind } from "../model/kinds";
import { defaultMeshSettings } from "../routing/spec/mesh-settings";
import { checkDestinationRule } from "./destination-rule/destination-rule";
import { checkEnvoyFilter, checkProxyConfig } from "./extensions/envoy-filter";
import { checkTelemetry } from "./extensions/telemetry";
import { checkWasmPlugin } from "./extensions/wasm-plugin";
import type { Field } from "./field";
import { checkGateway } from "./gateway/gateway";
import { collect, type Report, type RuleProblem } from "./rule-problem";
import { checkPeerAuthentication, checkRequestAuthentication } from "./security/authentication";
import { checkAuthorizationPolicy } from "./security/authorization-policy";
import { checkEndpoint, checkWorkloadGroup } from "./service-entry/endpoint";
import { checkServiceEntry } from "./service-entry/service-entry";
import type { ControlPlane } from "./sidecar/egress";
import { checkSidecar } from "./sidecar/sidecar";
import { checkVirtualService } from "./virtual-service/virtual-service";

type Identity = { readonly namespace: string; readonly name: string };
type Rules = (spec: Field, identity: Identity, report: Report, controlPlane: ControlPlane) => void;

/** Kinds of Istio that its admission webhook looks at. Gateway API objects pass it by: their faults show in `status` alone. */
const RULES: Partial<Record<ConfigKind, Rules>> = {
  "VirtualService.networking.istio.io": (spec, { namespace }, report) =>
    checkVirtualService(spec, namespace, report),
  "DestinationRule.networking.istio.io": (spec, { namespace }, report) =>
    checkDestinationRule(spec, namespace, report),
  "Gateway.networking.istio.io": (spec, { name }, report) => checkGateway(spec, name, report),
  "ServiceEntry.networking.istio.io": (spec, { namespace }, report) =>
    checkServiceEntry(spec, namespace, report),
  "Sidecar.networking.istio.io": (spec, _, report, controlPlane) =>
    checkSidecar(spec, report, controlPlane),
  "WorkloadEntry.networking.istio.io": (spec, _, report) => checkEndpoint(spec, "any", report),
  "WorkloadGroup.networking.istio.io": (spec, _, report) => checkWorkloadGroup(spec, report),
  "EnvoyFilter.networking.istio.io": (spec, _, report) => checkEnvoyFilter(spec, report),
  "ProxyConfig.networking.istio.io": (spec, _, report) => checkProxyConfig(spec, report),
  "AuthorizationPolicy.security.istio.io": (spec, _, report) =>
    checkAuthorizationPolicy(spec, report),
  "PeerAuthentication.security.istio.io": (spec, _, report) =>
    checkPeerAuthentication(spec, report),
  "RequestAuthentication.security.istio.io": (spec, _, report) =>
    checkRequestAuthentication(spec, report),
  "Telemetry.telemetry.istio.io": (spec, _, report) => checkTelemetry(spec, report),
  "WasmPlugin.extensions.istio.io": (spec, _, report) => checkWasmPlugin(spec, report),
};

/**
 * What istiod's admission webhook says of an object that the schema has taken. Objects of kinds that it does not look at have no problems.
 *
 * @param controlPlane whose webhook it is; by default that of the version by which files are judged
 * Source: istio/istio `pkg/config/validation`; executed against istiod 1.30.3.
 */
export function webhookProblems(
  kind: ConfigKind,
  identity: Identity,
  spec: Readonly<Record<string, unknown>>,
  controlPlane: ControlPlane = defaultMeshSettings,
): readonly RuleProblem[] {
  const rules = RULES[kind];
  if (rules === undefined) return [];
  return collect((report) =>
    rules({ value: spec, path: ["spec"] }, identity, report, controlPlane),
  );
}
