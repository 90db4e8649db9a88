import { virtualServiceGateways } from "../../../routing/rules/claims";
import { texts } from "../../../routing/spec/read-spec";
import type { Analyzer } from "../../analyzer";
import { ownCode, SERVICE_ENTRY, VIRTUAL_SERVICE } from "../../codes";
import { meantService, writeFullName } from "../../reading/meant-service";
import { nearHosts } from "../../registry/near";
import { finding } from "../../registry/spec-parts";

const TAKEN_LITERALLY = ownCode("HED115", "error");

/**
 * Hosts of VirtualServices that read like a service of another namespace and are none: `reviews.prod`, which is taken literally, and
 * `reviews` where only another namespace has it. Requests to that service's full name do not follow the rules.
 *
 * Source: istio/istio `pilot/pkg/model/config.go` ResolveShortnameToFQDN; executed against istiod 1.30.3. Of destinations it is IST0101, of DestinationRules IST0174.
 */
export const shortHosts: Analyzer = {
  name: "short-hosts",
  judges: [VIRTUAL_SERVICE],
  codes: [TAKEN_LITERALLY],
  reads: [SERVICE_ENTRY, "Service"],
  needs: ["Service"],
  follow: (changed, context) => [
    ...nearHosts(changed, context),
    ...texts(changed.spec, "hosts").flatMap((h) =>
      context.claims.overlapping(changed.meta.cluster, h.toLowerCase()),
    ),
  ],
  judge(vs, context) {
    if (!virtualServiceGateways(vs).includes("mesh")) return [];
    return texts(vs.spec, "hosts").flatMap((host, i) => {
      const meant = meantService(host, vs, context);
      if (meant === null) return [];
      const path = ["spec", "hosts", i];
      const fix = writeFullName(vs, path, host, meant);
      return [finding(TAKEN_LITERALLY, vs, path, { host, meant }, { fix })];
    });
  },
};
