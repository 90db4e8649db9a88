import type { Decided, TraceAnswer } from "@/lib/mesh/trace/answer";

/** The place that decides most: a fault that ends every request, what refuses the request or breaks its connection, else its rule, else the last object on its way. */
export function decisivePlace(answer: TraceAnswer): Decided | null {
  const { outcome, authorization, mtls, route, hops, fault } = answer;
  if (route !== null && fault?.abort?.percent === 100) {
    return { ...route, path: `${route.path}.fault` };
  }
  const [refusal] = outcome === "denied" ? authorization.by : [];
  const [broken] = outcome === "tls-error" ? (mtls?.by ?? []) : [];
  const rule = hops.find(({ at }) => at === "route")?.by[0] ?? route;
  const last = hops.findLast(({ by }) => by.length > 0)?.by[0];
  return refusal ?? broken ?? rule ?? last ?? null;
}
