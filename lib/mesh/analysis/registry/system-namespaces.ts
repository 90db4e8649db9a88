/** Namespaces that istioctl leaves out. Source: istio/istio `pkg/kube/inject` IgnoredNamespaces. */
const SYSTEM: ReadonlySet<string> = new Set([
  "kube-system",
  "kube-public",
  "kube-node-lease",
  "local-path-storage",
]);

export const isSystemNamespace = (namespace: string): boolean => SYSTEM.has(namespace);
