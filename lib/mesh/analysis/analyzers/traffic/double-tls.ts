import type { ConfigResource } from "../../../model/resource";
import { protocolByName, protocolOf } from "../../../routing/spec/port-protocol";
import { child, children, emptySpec, numeral, text, texts } from "../../../routing/spec/read-spec";
import type { Analyzer } from "../../analyzer";
import { DESTINATION_RULE, ownCode, SERVICE_ENTRY } from "../../codes";
import type { Finding } from "../../finding";
import { type AnalysisContext, ruleHost } from "../../registry/context";
import { serviceNamed } from "../../registry/istioctl-hosts";
import { nearHosts } from "../../registry/near";
import { nameOf } from "../../registry/same-namespace";
import { finding } from "../../registry/spec-parts";

const DOUBLE = ownCode("HED112", "error");

/**
 * TLS that a proxy begins on a port whose bytes are TLS already, by its protocol: TLS inside TLS, which the server does not understand
 * (`WRONG_VERSION_NUMBER`, 503). Where the proxy begins TLS the application speaks plain HTTP, and the port says so.
 *
 * Source: https://istio.io/latest/docs/ops/common-problems/network-issues/#double-tls; istio/istio issues 17031, 29746, 37348.
 */
export const doubleTls: Analyzer = {
  name: "double-tls",
  judges: [DESTINATION_RULE],
  codes: [DOUBLE],
  reads: [SERVICE_ENTRY, "Service"],
  follow: nearHosts,
  judge(dr, context) {
    const policy = child(dr.spec, "trafficPolicy") ?? emptySpec;
    const entries = children(policy, "portLevelSettings").map((p) => ({
      port: numeral(child(p, "port") ?? emptySpec, "number"),
      mode: text(child(p, "tls") ?? emptySpec, "mode"),
    }));
    const whole = text(child(policy, "tls") ?? emptySpec, "mode");
    if (![whole, ...entries.map((e) => e.mode)].some(begins)) return [];
    const path = ["spec", "trafficPolicy"];
    const host = text(dr.spec, "host") ?? "";
    return tlsPortsOf(dr, context).flatMap(({ port, protocol }): Finding[] => {
      const at = entries.findIndex((e) => e.port === port);
      const mode = at < 0 ? whole : (entries[at]?.mode ?? null);
      if (!begins(mode)) return [];
      const place = at < 0 ? [...path, "tls"] : [...path, "portLevelSettings", at, "tls"];
      return [finding(DOUBLE, dr, place, { host, port, protocol, mode: mode ?? "" })];
    });
  },
};

const begins = (mode: string | null): boolean => mode === "SIMPLE" || mode === "MUTUAL";

type TlsPort = { readonly port: number; readonly protocol: string };

/** The ports of the rule's host on which clients send TLS themselves. */
function tlsPortsOf(dr: ConfigResource, context: AnalysisContext): readonly TlsPort[] {
  const { cluster } = dr.meta;
  const host = ruleHost(dr, context.settings);
  const service = serviceNamed(context, cluster, host);
  const own = (service?.ports ?? []).flatMap((p) =>
    protocolOf(p) === "tls" ? [{ port: p.port, protocol: p.appProtocol ?? p.name }] : [],
  );
  const entries = context.serviceEntries
    .overlapping(cluster, host)
    .filter((e) => texts(e.spec, "hosts").some((h) => h.toLowerCase() === host))
    .toSorted((a, b) => (nameOf(a) < nameOf(b) ? -1 : 1));
  const outside = entries.flatMap((entry) =>
    children(entry.spec, "ports").flatMap((p) => {
      const [port, protocol] = [numeral(p, "number"), text(p, "protocol") ?? ""];
      return port !== null && protocolByName(protocol, null, 0) === "tls"
        ? [{ port, protocol }]
        : [];
    }),
  );
  return [...new Map([...own, ...outside].map((p) => [p.port, p])).values()];
}
