import type { RouteCors, StringMatch } from "../route";
import type { MeshSettings } from "../spec/mesh-settings";
import { child, children, emptySpec, type Spec, text, texts } from "../spec/read-spec";
import { isSince } from "../spec/versions";
import { stringMatch } from "./read-match";

/**
 * The `corsPolicy` of a VirtualService's rule; `null` without one.
 * Source: istio/istio `pilot/pkg/networking/core/route/route.go` TranslateCORSPolicy; executed against istiod 1.30.3.
 */
export function readCors(rule: Spec, path: string): RouteCors | null {
  const spec = child(rule, "corsPolicy");
  if (spec === null) return null;
  const named = children(spec, "allowOrigins").flatMap((o) => stringMatch(o) ?? []);
  const old = texts(spec, "allowOrigin").map((value) => ({ type: "exact" as const, value }));
  return {
    origins: named.length > 0 ? named : old,
    answersAll: text(spec, "unmatchedPreflights") === "IGNORE",
    path: `${path}.corsPolicy`,
  };
}

/**
 * The CORS filter of an HTTPRoute's rule; `null` without one. Before 1.30 origins were compared letter by letter, and preflights of others
 * went on.
 *
 * Source: istio/istio `pilot/pkg/config/kube/gateway/conversion.go` createCorsFilter; Istio 1.30 change notes (issues 59018, 59026).
 */
export function readCorsFilter(
  filters: readonly { readonly filter: Spec; readonly path: string }[],
  settings: MeshSettings,
): RouteCors | null {
  const found = filters.at(-1);
  if (!found) return null;
  const isParsed = isSince(settings, "cors-origins-parsed");
  const origins = texts(child(found.filter, "cors") ?? emptySpec, "allowOrigins");
  return {
    origins: origins.map((o) => (isParsed ? originMatch(o) : { type: "exact", value: o })),
    answersAll: isParsed,
    path: found.path,
  };
}

/** A `*` stands for one or more labels of the host, or for every origin. */
function originMatch(origin: string): StringMatch {
  if (!origin.includes("*") || origin === "*") return { type: "exact", value: origin };
  const parts = origin.split("*").map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
  return { type: "regex", value: parts.join("[^/:]+") };
}
