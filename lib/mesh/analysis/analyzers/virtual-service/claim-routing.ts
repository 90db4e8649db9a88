import type { ConfigResource } from "../../../model/resource";
import { gatewayName } from "../../../routing/rules/caller";
import { child, children, textMap, texts } from "../../../routing/spec/read-spec";
import type { Analyzer } from "../../analyzer";
import { ISTIO_GATEWAY, istioCode, REQUEST_AUTHENTICATION, VIRTUAL_SERVICE } from "../../codes";
import type { Finding } from "../../finding";
import type { AnalysisContext } from "../../registry/context";
import { gatewayNamed } from "../../registry/gateway-references";
import { type MeshPod, matches } from "../../registry/mesh-pods";
import { finding } from "../../registry/spec-parts";

const NO_TOKEN_READ = istioCode("IST0149", "error");
const CLAIMS = "@request.auth.claims";

/**
 * Rules that match claims of a token, on a gateway where no RequestAuthentication reads tokens: they never match.
 *
 * Source: istio/istio `pkg/config/analysis/analyzers/virtualservice/jwtclaimroute.go`. A RequestAuthentication acts on a pod from its own
 * namespace and, whatever the mesh's root namespace is, from `istio-system`.
 */
export const claimRouting: Analyzer = {
  name: "claim-routing",
  judges: [VIRTUAL_SERVICE],
  codes: [NO_TOKEN_READ],
  reads: [REQUEST_AUTHENTICATION, ISTIO_GATEWAY, "Workload", "Pod"],
  needs: ["Workload"],
  follow: (changed, { index }) =>
    index
      .all(VIRTUAL_SERVICE)
      .filter((vs) => vs.meta.cluster === changed.meta.cluster && claimIn(vs) !== null),
  judge(vs, context) {
    const claim = claimIn(vs);
    if (claim === null) return [];
    return texts(vs.spec, "gateways").flatMap((reference) => {
      if (reference === "mesh") return [];
      const name = gatewayName(reference, vs.meta.namespace);
      const pods = unprotected(name, vs.meta.cluster, context);
      if (pods.length === 0) return [];
      const facts = { claim: claim.key, gateway: name, pods: pods.map((p) => p.name).toSorted() };
      return [finding(NO_TOKEN_READ, vs, claim.path, facts)];
    });
  },
};

function claimIn(vs: ConfigResource): { key: string; path: Finding["path"] } | null {
  for (const [i, rule] of children(vs.spec, "http").entries()) {
    for (const [j, match] of children(rule, "match").entries()) {
      for (const field of ["headers", "withoutHeaders"]) {
        const key = Object.keys(child(match, field) ?? {}).find((k) => k.startsWith(CLAIMS));
        if (key !== undefined) return { key, path: ["spec", "http", i, "match", j, field, key] };
      }
    }
  }
  return null;
}

/** Pods of a gateway that no RequestAuthentication selects; none for a gateway that is not there. */
function unprotected(name: string, cluster: string, context: AnalysisContext): readonly MeshPod[] {
  const gateway = gatewayNamed(context, cluster, name);
  if (gateway === null) return [];
  const pods = context.pods(cluster).selected(textMap(gateway.spec, "selector"));
  return pods.filter((pod) => {
    const authentications = ["istio-system", pod.namespace].flatMap((namespace) =>
      context.index.inNamespace(REQUEST_AUTHENTICATION, cluster, namespace),
    );
    return !authentications.some((ra) =>
      matches(textMap(child(ra.spec, "selector") ?? {}, "matchLabels"), pod.labels),
    );
  });
}
