import { children, text } from "../../../routing/spec/read-spec";
import type { Analyzer } from "../../analyzer";
import { kialiCode, REFERENCE_GRANT } from "../../codes";
import { finding } from "../../registry/spec-parts";

const NO_NAMESPACE = kialiCode("KIA1601", "error");

/**
 * ReferenceGrants for a namespace that does not exist.
 *
 * Source: Kiali `business/checkers/k8sreferencegrants/no_namespace_checker.go`.
 */
export const grantNamespaces: Analyzer = {
  name: "grant-namespaces",
  judges: [REFERENCE_GRANT],
  codes: [NO_NAMESPACE],
  reads: ["Namespace"],
  needs: ["Namespace"],
  judge: (grant, { index }) =>
    children(grant.spec, "from").flatMap((from, i) => {
      const namespace = text(from, "namespace") ?? "";
      if (index.find("Namespace", grant.meta.cluster, "", namespace) !== null) return [];
      return [finding(NO_NAMESPACE, grant, ["spec", "from", i, "namespace"], { namespace })];
    }),
};
