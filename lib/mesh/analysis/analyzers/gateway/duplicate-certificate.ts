import { type ConfigResource, refKey, refOf } from "../../../model/resource";
import { child, children, type Spec, text, textMap } from "../../../routing/spec/read-spec";
import type { Analyzer } from "../../analyzer";
import { ISTIO_GATEWAY, istioCode } from "../../codes";
import { gatewaysByPods } from "../../registry/gateways-by-pods";
import { matches } from "../../registry/mesh-pods";
import { finding } from "../../registry/spec-parts";

const DUPLICATE = istioCode("IST0138", "warning");

/**
 * Gateways on the same pods that serve one certificate. A browser uses one connection for all hosts of a certificate (HTTP/2), and what
 * the first Gateway does not serve is then answered with 404.
 *
 * Source: istio/istio `pkg/config/analysis/analyzers/gateway/certificate.go`. The other's selector has to hold this one's labels.
 */
export const duplicateCertificate: Analyzer = {
  name: "duplicate-certificate",
  judges: [ISTIO_GATEWAY],
  codes: [DUPLICATE],
  reads: [ISTIO_GATEWAY],
  follow: gatewaysByPods,
  judge(gateway, context) {
    const own = tlsOf(gateway);
    if (own.length === 0) return [];
    const labels = textMap(gateway.spec, "selector");
    const key = refKey(refOf(gateway));
    const { cluster } = gateway.meta;
    return context.index.all(ISTIO_GATEWAY).flatMap((other) => {
      if (other.meta.cluster !== cluster || refKey(refOf(other)) === key) return [];
      if (!matches(labels, textMap(other.spec, "selector"))) return [];
      const theirs = tlsOf(other);
      const at = own.find((server) => theirs.some((s) => haveOneCertificate(server.tls, s.tls)));
      if (at === undefined) return [];
      const gateways = [gateway, other].map(({ meta }) => `${meta.namespace}/${meta.name}`);
      return [finding(DUPLICATE, gateway, ["spec", "servers", at.i, "tls"], { gateways })];
    });
  },
};

type TlsServer = { readonly i: number; readonly tls: Spec };

const tlsOf = (gateway: ConfigResource): readonly TlsServer[] =>
  children(gateway.spec, "servers").flatMap((server, i) => {
    const tls = child(server, "tls");
    return tls === null ? [] : [{ i, tls }];
  });

function haveOneCertificate(a: Spec, b: Spec): boolean {
  const [ours, theirs] = [text(a, "credentialName"), text(b, "credentialName")];
  if (ours !== null || theirs !== null) return ours === theirs;
  return ["serverCertificate", "privateKey"].every(
    (field) => text(a, field) !== null && text(a, field) === text(b, field),
  );
}
