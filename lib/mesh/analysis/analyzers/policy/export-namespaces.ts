import { texts } from "../../../routing/spec/read-spec";
import type { Analyzer } from "../../analyzer";
import { DESTINATION_RULE, kialiCode, SERVICE_ENTRY, VIRTUAL_SERVICE } from "../../codes";
import { finding } from "../../registry/spec-parts";

const NO_NAMESPACE = kialiCode("KIA0005", "error");

/**
 * Namespaces that an object is exported to and that do not exist.
 *
 * Source: Kiali `business/checkers/common/export_to_namespace_checker.go`; `~`, nobody, is what a ServiceEntry may say on purpose.
 */
export const exportNamespaces: Analyzer = {
  name: "export-namespaces",
  judges: [VIRTUAL_SERVICE, DESTINATION_RULE, SERVICE_ENTRY],
  codes: [NO_NAMESPACE],
  reads: ["Namespace"],
  needs: ["Namespace"],
  judge: (object, { index }) =>
    texts(object.spec, "exportTo").flatMap((namespace, i) =>
      ["*", ".", "~"].includes(namespace) ||
      index.find("Namespace", object.meta.cluster, "", namespace) !== null
        ? []
        : [finding(NO_NAMESPACE, object, ["spec", "exportTo", i], { namespace })],
    ),
};
