import { bareKind } from "@/lib/mesh/model/kinds";
import type { ResourceRef } from "@/lib/mesh/model/resource";
import type { Route } from "@/lib/mesh/routing/route";
import type { TraceOutcome } from "@/lib/mesh/trace/answer";
import type { Setting } from "@/lib/mesh/trace/rules/rules-in-force";

const plural = (count: number, one: string): string => `${count} ${one}${count === 1 ? "" : "s"}`;

const OTHERWISE: Readonly<Record<Setting["otherwise"], string>> = {
  mesh: "set by the mesh configuration",
  istio: "Istio's default",
};

const ENDS: Readonly<Record<TraceOutcome, string>> = {
  forward: "Requests are sent on.",
  redirect: "Requests are redirected before any rule.",
  "direct-response": "The proxy answers itself.",
  "no-route": "The callers' proxies know no rule for it: 404, or a closed connection.",
  "no-endpoints": "Nobody is left to take requests.",
  denied: "Requests are denied before any rule.",
  passthrough: "It is outside what the callers' proxies know: requests go there past all rules.",
  blackhole: "It is outside what the callers' proxies know, and what they do not know is blocked.",
  "tls-error": "Caller and server do not agree on TLS.",
};

const ACTIONS: Readonly<Record<Exclude<Route["action"]["type"], "forward">, string>> = {
  redirect: "redirected",
  "direct-response": "by the proxy itself",
  delegate: "by another VirtualService, which is not read",
};

/** More callers than these are told by their number. */
const MOST_NAMED = 4;

const named = (callers: readonly string[]): string => {
  const rest = callers.length - MOST_NAMED;
  return rest <= 1
    ? callers.join(", ")
    : `${callers.slice(0, MOST_NAMED).join(", ")} and ${rest} more`;
};

/** *Routing in force*: the rules that callers follow, and who decides each part. */
export const routingText = {
  title: "Routing in force",
  from: (callers: readonly string[]) => `From ${named(callers)}`,
  unseen: (callers: readonly string[]) =>
    `Nobody is seen to call it. As its own namespace would: ${named(callers)}`,
  none: "No rule of these callers leads here.",
  port: (service: string, port: number) => `${service}, port ${port}`,
  toItself: ({ kind, name }: Pick<ResourceRef, "kind" | "name">) =>
    `No rule: to the ${kind === "Service" ? "service" : bareKind(kind)} ${name} itself`,
  to: "To",
  follows: "Follows",
  subset: "Subset",
  at: (destinations: readonly string[], what: string) =>
    what === "" ? `to ${destinations.join(", ")}:` : `to ${destinations.join(", ")}: ${what}`,
  otherwise: OTHERWISE,
  ends: ENDS,
  action: ACTIONS,
  moreRules: (count: number) => `${plural(count, "more rule")} in these objects.`,
  morePlaces: (count: number) => `${plural(count, "more place")} in these objects.`,
} as const;
