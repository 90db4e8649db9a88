import type { ConfigResource } from "../../model/resource";
import { virtualServiceHosts } from "../../routing/rules/claims";
import { texts } from "../../routing/spec/read-spec";
import {
  DESTINATION_RULE,
  ISTIO_GATEWAY,
  K8S_GATEWAY,
  SERVICE_ENTRY,
  VIRTUAL_SERVICE,
} from "../codes";
import { type AnalysisContext, fullHost, ruleHost } from "./context";
import { destinationsIn } from "./spec-parts";

/** VirtualServices, DestinationRules and ServiceEntries that speak of a host that the changed object speaks of, too. */
export function nearHosts(
  changed: ConfigResource,
  context: AnalysisContext,
): readonly ConfigResource[] {
  const { cluster, namespace, name } = changed.meta;
  const { settings, claims, senders, destinationRules, serviceEntries, gatewayUsers } = context;
  switch (changed.kind) {
    case DESTINATION_RULE: {
      const host = ruleHost(changed, settings);
      return [
        ...senders.overlapping(cluster, host),
        ...destinationRules.overlapping(cluster, host),
      ];
    }
    case VIRTUAL_SERVICE: {
      const targets = destinationsIn(changed).map((d) => fullHost(d.host, changed, settings));
      return [
        // Conflicts of hosts; splits that a gateway does not follow; subsets that are used or no longer.
        ...virtualServiceHosts(changed, settings).flatMap((h) => claims.overlapping(cluster, h)),
        ...[...new Set(targets)].flatMap((t) => [
          ...senders.overlapping(cluster, t),
          ...destinationRules.overlapping(cluster, t),
        ]),
      ];
    }
    case SERVICE_ENTRY:
      return texts(changed.spec, "hosts").flatMap((h) => [
        ...senders.overlapping(cluster, h.toLowerCase()),
        ...destinationRules.overlapping(cluster, h.toLowerCase()),
        ...serviceEntries.overlapping(cluster, h.toLowerCase()),
      ]);
    case ISTIO_GATEWAY:
    case K8S_GATEWAY:
      return gatewayUsers.overlapping(cluster, `${namespace}/${name}`);
    default:
      return [];
  }
}
