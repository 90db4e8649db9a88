import type { ConfigResource } from "../../model/resource";
import { ISTIO_GATEWAY } from "../codes";
import type { AnalysisContext } from "./context";

/** The Istio Gateways of a changed one's cluster: any of them may be on its pods. A mesh has few. */
export const gatewaysByPods = (
  { meta }: ConfigResource,
  { index }: AnalysisContext,
): readonly ConfigResource[] =>
  index.all(ISTIO_GATEWAY).filter((gateway) => gateway.meta.cluster === meta.cluster);
