import type { SecretResource } from "../../../model/resource";
import { child, children, emptySpec, text, textMap } from "../../../routing/spec/read-spec";
import type { Analyzer } from "../../analyzer";
import { ISTIO_GATEWAY, istioCode } from "../../codes";
import { finding } from "../../registry/spec-parts";

const NOT_FOUND = istioCode("IST0101", "error");
const INVALID = istioCode("IST0161", "error");

/**
 * Certificates that a Gateway names and its pods cannot use: the Secret is not in their namespace, lacks the key or the certificate, or
 * the certificate is not valid now.
 *
 * Source: istio/istio `pkg/config/analysis/analyzers/gateway/secret.go`. The pods' namespace is that of one of them.
 */
export const gatewayCredentials: Analyzer = {
  name: "gateway-credentials",
  judges: [ISTIO_GATEWAY],
  codes: [NOT_FOUND, INVALID],
  reads: ["Secret", "Workload", "Pod"],
  needs: ["Secret", "Workload"],
  judge(gateway, context) {
    const { cluster, name } = gateway.meta;
    const [pod] = context.pods(cluster).selected(textMap(gateway.spec, "selector"));
    if (pod === undefined) return [];
    return children(gateway.spec, "servers").flatMap((server, i) => {
      const credential = text(child(server, "tls") ?? emptySpec, "credentialName");
      if (credential === null) return [];
      const path = ["spec", "servers", i, "tls", "credentialName"];
      const [home, secretName] = placeOf(credential, pod.namespace);
      const secret = context.index.find("Secret", cluster, home, secretName);
      if (secret === null) {
        const facts = { reftype: "credentialName", refval: credential, namespace: home };
        return [finding(NOT_FOUND, gateway, path, facts)];
      }
      const reason = whyInvalid(secret, context.inputs.now);
      const facts = { gateway: name, credential, namespace: home, reason: reason ?? "" };
      return reason === null ? [] : [finding(INVALID, gateway, path, facts)];
    });
  },
};

/** `namespace/name`, or a name in the pods' namespace. */
function placeOf(credential: string, home: string): readonly [string, string] {
  const slash = credential.indexOf("/");
  return slash < 0 ? [home, credential] : [credential.slice(0, slash), credential.slice(slash + 1)];
}

/** Keys in pairs of certificate and key. Source: istio/istio `pilot/pkg/credentials/kube/secrets.go` ExtractCertInfo. */
const PAIRS = [
  ["cert", "key"],
  ["tls.crt", "tls.key"],
] as const;

function whyInvalid(
  { keys, certificate }: SecretResource,
  now: string | null,
): "no-pair" | "unreadable" | "expired" | "not-yet" | null {
  const pair = PAIRS.find(([cert, key]) => keys.includes(cert) && keys.includes(key));
  if (pair === undefined) return "no-pair";
  // Of a pair of the generic form the dates are not kept.
  if (pair[0] === "cert") return null;
  if (certificate === null) return "unreadable";
  if (now === null) return null;
  if (certificate.notAfter < now) return "expired";
  return certificate.notBefore > now ? "not-yet" : null;
}
