import type { ResourceRef } from "../../mesh/model/resource";

/** Kinds that a request can come from. */
const KINDS = [
  "Workload",
  "Gateway.networking.istio.io",
  "Gateway.gateway.networking.k8s.io",
] as const;

/** Who calls, as an address names it: `demo/Workload/bookinfo/productpage-v1`. The name of a cluster may hold slashes. */
export const printCaller = ({ cluster, kind, namespace, name }: ResourceRef): string =>
  [cluster, kind, namespace, name].join("/");

/** Reads what `printCaller` writes; `null` for anything that cannot send a request. */
export function parseCaller(text: string): ResourceRef | null {
  const parts = text.split("/");
  const [name = "", namespace = "", kindText = ""] = parts.slice(-3).toReversed();
  const cluster = parts.slice(0, -3).join("/");
  const kind = KINDS.find((k) => k === kindText);
  if (kind === undefined || cluster === "" || namespace === "" || name === "") return null;
  return { cluster, kind, namespace, name };
}
