import type { ConfigResource, ServiceResource } from "../../model/resource";
import { texts } from "./read-spec";

/** How far an object is seen. Source: istio/istio `pilot/pkg/model/push_context.go`, `pkg/config/visibility`. */
export type ExportScope = "private" | "exported" | "public" | "hidden";

/**
 * Whether and how an object in `home` is visible from `namespace`: `public` for all, `private` for its own namespace, `exported` for
 * another that is named.
 */
export function exportScope(
  exportTo: readonly string[],
  home: string,
  namespace: string,
): ExportScope {
  if (exportTo.includes("*")) return "public";
  const names = exportTo.map((to) => (to === "." ? home : to));
  if (!names.includes(namespace)) return "hidden";
  return namespace === home ? "private" : "exported";
}

/** `exportTo` of an Istio object, or the mesh's default when it is missing or empty. */
export function exportToOf(
  resource: ConfigResource,
  fallback: readonly string[],
): readonly string[] {
  const own = texts(resource.spec, "exportTo");
  return own.length > 0 ? own : fallback;
}

/** `exportTo` of a Kubernetes service: annotation `networking.istio.io/exportTo`, comma separated. */
export function serviceExportTo(
  service: ServiceResource,
  fallback: readonly string[],
): readonly string[] {
  const annotation = service.meta.annotations["networking.istio.io/exportTo"];
  const own = (annotation ?? "").split(",").map((part) => part.trim());
  const named = own.filter((part) => part !== "");
  return named.length > 0 ? named : fallback;
}

export const isVisible = (exportTo: readonly string[], home: string, namespace: string): boolean =>
  exportScope(exportTo, home, namespace) !== "hidden";
