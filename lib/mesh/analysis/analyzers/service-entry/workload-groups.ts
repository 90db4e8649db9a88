import { type ConfigResource, refKey, refOf } from "../../../model/resource";
import { child, emptySpec, text, textMap } from "../../../routing/spec/read-spec";
import type { Analyzer } from "../../analyzer";
import { kialiCode, WORKLOAD_GROUP } from "../../codes";
import { accountsOf } from "../../reading/accounts";
import { groundOf } from "../../reading/selected-workloads";
import { selectorText } from "../../registry/mesh-pods";
import { nameOf, sameNamespace } from "../../registry/same-namespace";
import { finding } from "../../registry/spec-parts";

const NO_ACCOUNT = kialiCode("KIA1701", "warning");
const SAME_LABELS = kialiCode("KIA1702", "warning");

/**
 * WorkloadGroups whose machines have a service account that does not exist, or the labels of another group in the same namespace.
 *
 * Source: Kiali `business/checkers/workloadgroups`. Unlike it, an account that no pod uses counts, and groups without labels are not alike.
 */
export const workloadGroups: Analyzer = {
  name: "workload-groups",
  judges: [WORKLOAD_GROUP],
  codes: [NO_ACCOUNT, SAME_LABELS],
  reads: [WORKLOAD_GROUP, "ServiceAccount", "Workload"],
  follow: sameNamespace,
  judge(group, { index, knows }) {
    const { cluster, namespace } = group.meta;
    const account = text(child(group.spec, "template") ?? emptySpec, "serviceAccount");
    const accounts = accountsOf(groundOf(index)).get(cluster);
    const unknown =
      account !== null &&
      knows("ServiceAccount") &&
      accounts?.has(`/ns/${namespace}/sa/${account}`) !== true;
    const labels = labelsOf(group);
    const alike = index
      .inNamespace(WORKLOAD_GROUP, cluster, namespace)
      .filter((g) => refKey(refOf(g)) !== refKey(refOf(group)) && labelsOf(g) === labels);
    const groups = alike.map(nameOf).toSorted();
    return [
      ...(unknown
        ? [
            finding(NO_ACCOUNT, group, ["spec", "template", "serviceAccount"], {
              account,
              namespace,
            }),
          ]
        : []),
      ...(labels !== "" && groups.length > 0
        ? [finding(SAME_LABELS, group, ["spec", "metadata", "labels"], { labels, groups })]
        : []),
    ];
  },
};

const labelsOf = ({ spec }: ConfigResource): string =>
  selectorText(textMap(child(spec, "metadata") ?? emptySpec, "labels"));
