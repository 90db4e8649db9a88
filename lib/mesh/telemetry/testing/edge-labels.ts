import type { EdgeLabels } from "../traffic";

/** `web` in shop calls `cart` there, in a cluster without a label. */
export const webToCart: EdgeLabels = {
  sourceCluster: "",
  sourceNamespace: "shop",
  sourceWorkload: "web",
  destinationCluster: "",
  destinationNamespace: "shop",
  destinationWorkload: "cart",
  destinationService: "cart.shop.svc.cluster.local",
};
