import { memoPerIndex } from "../../model/memo-per-index";
import type { MeshIndex } from "../../model/mesh-index";
import type { ConfigResource } from "../../model/resource";
import { children, emptySpec, text } from "../spec/read-spec";

/**
 * Whether a cluster's istiod serves TCPRoutes (`PILOT_ENABLE_ALPHA_GATEWAY_API`). What shows it is a TCP listener that it accepted.
 * Source: istio/istio `pilot/pkg/config/kube/gateway/conversion.go` listenerProtocolToIstio.
 */
export const servesUnstable = (index: MeshIndex, cluster: string): boolean =>
  clusters(index).has(cluster);

const clusters = memoPerIndex((index): ReadonlySet<string> => {
  const gateways = index.all("Gateway.gateway.networking.k8s.io");
  return new Set(gateways.filter(acceptsTcp).map((g) => g.meta.cluster));
});

function acceptsTcp({ spec, status }: ConfigResource): boolean {
  const tcp = new Set(
    children(spec, "listeners")
      .filter((l) => text(l, "protocol") === "TCP")
      .map((l) => text(l, "name")),
  );
  return children(status ?? emptySpec, "listeners").some(
    (l) =>
      tcp.has(text(l, "name")) &&
      children(l, "conditions").some(
        (c) => text(c, "type") === "Accepted" && text(c, "status") === "True",
      ),
  );
}
