import type { Analyzer } from "../../analyzer";
import { istioCode, REQUEST_AUTHENTICATION } from "../../codes";
import { finding } from "../../registry/spec-parts";

const UNRESTRICTED = istioCode("IST0175", "warning");
const VARIABLE = "BLOCKED_CIDRS_IN_JWKS_URIS";

/**
 * An istiod that fetches the keys of tokens from any address that a RequestAuthentication names, those inside the cluster included.
 *
 * Source: istio/istio `pkg/config/analysis/analyzers/authn/blockedcidrs.go`.
 */
export const unrestrictedKeys: Analyzer<"Deployment"> = {
  name: "unrestricted-keys",
  judges: ["Deployment"],
  codes: [UNRESTRICTED],
  reads: [REQUEST_AUTHENTICATION],
  follow: (changed, context) =>
    context
      .observed("Deployment")
      .filter((d) => d.meta.cluster === changed.meta.cluster && isIstiod(d.meta.labels)),
  judge(deployment, { index }) {
    const { meta, template } = deployment;
    if (!isIstiod(meta.labels)) return [];
    if (template.spec.containers.some((c) => c.env[VARIABLE])) return [];
    const names = index
      .all(REQUEST_AUTHENTICATION)
      .filter((ra) => ra.meta.cluster === meta.cluster)
      .map((ra) => `${ra.meta.namespace}/${ra.meta.name}`)
      .toSorted();
    if (names.length === 0) return [];
    return [
      finding(UNRESTRICTED, deployment, [], { count: names.length, names: names.slice(0, 5) }),
    ];
  },
};

const isIstiod = (labels: Readonly<Record<string, string>>): boolean => labels["app"] === "istiod";
