import { type ConfigResource, refKey, refOf, type WorkloadResource } from "../../../model/resource";
import { child, children, text, texts } from "../../../routing/spec/read-spec";
import { admits, sidecarFor } from "../../../routing/spec/sidecar-scope";
import type { Analyzer } from "../../analyzer";
import { ownCode, SIDECAR } from "../../codes";
import type { ObservedCall } from "../../inputs/analysis-inputs";
import { factsOfCalls } from "../../reading/calls";
import type { AnalysisContext } from "../../registry/context";
import { finding } from "../../registry/spec-parts";

const FORGETS = ownCode("HED310", "error");

/**
 * Hosts that workloads were seen calling and that their Sidecar does not import: the proxy no longer knows them, so that requests are passed
 * on without routing and mTLS, or end (502) where only what is known may be called.
 *
 * Source: istio/istio `pilot/pkg/model/sidecar.go`. Without known traffic it says nothing.
 */
export const forgottenHosts: Analyzer = {
  name: "forgotten-hosts",
  judges: [SIDECAR],
  codes: [FORGETS],
  reads: [SIDECAR, "Workload", "Service", "MeshConfig"],
  judge(sidecar, context) {
    const { calls } = context.inputs;
    const listeners = children(sidecar.spec, "egress");
    if (calls === undefined || listeners.length === 0) return [];
    const imported = listeners.flatMap((l) => texts(l, "hosts"));
    const lost = calls.filter((call) => isLost(call, sidecar, imported, context));
    if (lost.length === 0) return [];
    const hosts = [...new Set(lost.map((call) => call.host))].toSorted();
    const facts = { hosts, outcome: outcomeOf(sidecar, context), ...factsOfCalls(lost) };
    return [finding(FORGETS, sidecar, ["spec", "egress"], facts)];
  },
};

function isLost(
  { from, host }: ObservedCall,
  sidecar: ConfigResource,
  imported: readonly string[],
  { index, settings }: AnalysisContext,
): boolean {
  const caller: WorkloadResource | null = from === null ? null : workloadAt(from, sidecar, index);
  if (caller?.proxy !== "sidecar") return false;
  const governing = sidecarFor(index, caller, settings);
  if (governing === null || refKey(refOf(governing)) !== refKey(refOf(sidecar))) return false;
  const domain = `.svc.${settings.domainSuffix}`;
  if (!host.endsWith(domain)) return false;
  const namespace = host.slice(0, -domain.length).split(".").at(-1) ?? "";
  return !admits(imported, namespace, host, caller.meta.namespace, "inside");
}

function workloadAt(
  key: string,
  { meta }: ConfigResource,
  index: AnalysisContext["index"],
): WorkloadResource | null {
  const [namespace = "", name = ""] = key.split("/").slice(-2);
  const found = index.find("Workload", meta.cluster, namespace, name);
  return found !== null && refKey(refOf(found)) === key ? found : null;
}

function outcomeOf({ spec }: ConfigResource, { settings }: AnalysisContext): "passed-on" | "ended" {
  const own = child(spec, "outboundTrafficPolicy");
  const mode = own === null ? settings.outboundMode : (text(own, "mode") ?? "REGISTRY_ONLY");
  return mode === "REGISTRY_ONLY" ? "ended" : "passed-on";
}
