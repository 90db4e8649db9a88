import { type ConfigResource, refOf } from "../../../model/resource";
import { texts } from "../../../routing/spec/read-spec";
import type { Analyzer } from "../../analyzer";
import { istioCode, SERVICE_ENTRY, VIRTUAL_SERVICE } from "../../codes";
import type { Finding } from "../../finding";
import { meantService, writeFullName } from "../../reading/meant-service";
import { type AnalysisContext, fullHost } from "../../registry/context";
import { istioctlHost, mayBeElsewhere } from "../../registry/istioctl-hosts";
import { nearHosts } from "../../registry/near";
import { type DestinationPlace, destinationsIn, finding } from "../../registry/spec-parts";

const NOT_FOUND = istioCode("IST0101", "error");
const PORT_NEEDED = istioCode("IST0112", "error");
const INGRESS_UNSPLIT = istioCode("IST0140", "warning");

/**
 * Destinations that the registry does not have, or not on that port: their requests fail (503 `NC`).
 *
 * Source: istio/istio `pkg/config/analysis/analyzers/virtualservice/destinationhosts.go`. Unlike it, IST0140 compares full names, so
 * `reviews` of two namespaces are two services.
 */
export const destinationHost: Analyzer = {
  name: "destination-host",
  judges: [VIRTUAL_SERVICE],
  codes: [NOT_FOUND, PORT_NEEDED, INGRESS_UNSPLIT],
  reads: [VIRTUAL_SERVICE, SERVICE_ENTRY, "Service"],
  needs: ["Service"],
  follow: nearHosts,
  judge: (vs, context) => [
    ...destinationsIn(vs).flatMap((d) => judgeDestination(vs, d, context)),
    ...judgeIngress(vs, context),
  ],
};

function judgeDestination(
  vs: ConfigResource,
  d: DestinationPlace,
  context: AnalysisContext,
): readonly Finding[] {
  const found = istioctlHost(context, vs, d.host);
  const path = [...d.path, "host"];
  if (found === null) {
    if (mayBeElsewhere(context, vs, d.host)) return [];
    const facts = { reftype: d.mirror ? "mirror host" : "host", refval: d.host };
    const meant = meantService(d.host, vs, context);
    const fix = meant === null ? null : writeFullName(vs, path, d.host, meant);
    return [finding(NOT_FOUND, vs, path, facts, { fix })];
  }
  if (d.port === null) {
    if (found.ports.length <= 1) return [];
    const ports = found.ports.map(String);
    return [finding(PORT_NEEDED, vs, path, { host: d.host, ports })];
  }
  if (found.ports.includes(d.port)) return [];
  const refval = `${d.host}:${d.port}`;
  const ports = found.ports.map(String);
  const only = found.ports.length === 1 ? found.ports[0] : undefined;
  const at = [...d.path, "port", "number"];
  const facts = { reftype: "host:port", refval, ports };
  if (only === undefined) return [finding(NOT_FOUND, vs, at, facts)];
  const changes = [{ op: "set", path: at, was: d.port, to: only }] as const;
  return [finding(NOT_FOUND, vs, at, facts, { fix: { ref: refOf(vs), changes } })];
}

/** A gateway's requests go to a host whose split, in a VirtualService of the mesh, does not act on them. */
function judgeIngress(vs: ConfigResource, context: AnalysisContext): readonly Finding[] {
  if (texts(vs.spec, "gateways").length === 0) return [];
  const { cluster } = vs.meta;
  const whole = destinationsIn(vs).filter(
    (d) => d.protocol === "http" && !d.mirror && d.subset === null,
  );
  return whole.flatMap((d) => {
    const host = fullHost(d.host, vs, context.settings);
    return context.senders
      .overlapping(cluster, host)
      .filter((other) => splitsOwnHost(other, d.host, host, context))
      .map((other) => {
        const split = `${other.meta.namespace}/${other.meta.name}`;
        return finding(INGRESS_UNSPLIT, vs, [...d.path, "host"], { host: d.host, split });
      });
  });
}

function splitsOwnHost(
  vs: ConfigResource,
  written: string,
  host: string,
  { settings }: AnalysisContext,
): boolean {
  return (
    texts(vs.spec, "hosts").includes(written) &&
    destinationsIn(vs).some(
      (d) =>
        d.protocol === "http" &&
        !d.mirror &&
        d.subset !== null &&
        d.host === written &&
        fullHost(d.host, vs, settings) === host,
    )
  );
}
