import {
  child,
  children,
  emptySpec,
  numeral,
  type Spec,
  text,
} from "../../../routing/spec/read-spec";
import type { Analyzer } from "../../analyzer";
import { DESTINATION_RULE, istioCode } from "../../codes";
import { finding } from "../../registry/spec-parts";

const WHOLE = istioCode("IST0128", "warning");
const OF_PORT = istioCode("IST0129", "warning");

/**
 * TLS that a proxy begins without a certificate authority: it takes any certificate, so the server may be anybody.
 *
 * Source: istio/istio `pkg/config/analysis/analyzers/destinationrule/ca-certificates.go`. With a `workloadSelector` the authority may come
 * with `credentialName`. Subsets are not looked at.
 */
export const unverifiedServer: Analyzer = {
  name: "unverified-server",
  judges: [DESTINATION_RULE],
  codes: [WHOLE, OF_PORT],
  reads: [],
  judge(dr) {
    const host = text(dr.spec, "host") ?? "";
    const selective = child(dr.spec, "workloadSelector") !== null;
    const policy = child(dr.spec, "trafficPolicy") ?? emptySpec;
    const path = ["spec", "trafficPolicy"];
    const mode = unverifiedMode(policy, selective);
    const whole = mode === null ? [] : [finding(WHOLE, dr, [...path, "tls"], { host, mode })];
    const ports = children(policy, "portLevelSettings").flatMap((port, i) => {
      const ofPort = unverifiedMode(port, selective);
      if (ofPort === null) return [];
      const number = numeral(child(port, "port") ?? emptySpec, "number") ?? 0;
      const facts = { host, mode: ofPort, port: number };
      return [finding(OF_PORT, dr, [...path, "portLevelSettings", i, "tls"], facts)];
    });
    return [...whole, ...ports];
  },
};

function unverifiedMode(policy: Spec, selective: boolean): string | null {
  const tls = child(policy, "tls") ?? emptySpec;
  const mode = text(tls, "mode");
  if (mode !== "SIMPLE" && mode !== "MUTUAL") return null;
  if (text(tls, "caCertificates") !== null) return null;
  return selective && text(tls, "credentialName") !== null ? null : mode;
}
