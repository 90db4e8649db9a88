import type { KubeObject } from "./case";

/** The pod that calls: the first of the workload, or of those that the Gateway runs on. */
export function podOf(objects: readonly KubeObject[], from: string): KubeObject | undefined {
  const pods = objects.filter((o) => o.kind === "Pod");
  const [namespace = "", name = ""] = from.replace("gateway:", "").split("/");
  if (!from.startsWith("gateway:")) {
    return pods.find(
      (p) => p.metadata.namespace === namespace && p.metadata.name.startsWith(`${name}-5d4f`),
    );
  }
  const gateway = objects.find(
    (o) => o.kind === "Gateway" && o.metadata.namespace === namespace && o.metadata.name === name,
  );
  if (gateway === undefined) return undefined;
  const spec = gateway["spec"] as { readonly selector?: Record<string, string> } | undefined; // made here
  const wanted = Object.entries(
    spec?.selector ?? { "gateway.networking.k8s.io/gateway-name": name },
  );
  return pods.find((p) => wanted.every(([key, value]) => p.metadata.labels?.[key] === value));
}
