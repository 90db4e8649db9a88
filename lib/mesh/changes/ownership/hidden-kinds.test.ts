import { describe, expect, it } from "vitest";
import type { ConfigKind } from "../../model/kinds";
import { type HiddenKind, hiddenOwnersOf } from "./hidden-kinds";

const VS = "VirtualService.networking.istio.io";
const DR = "DestinationRule.networking.istio.io";
const ROUTE = "HTTPRoute.gateway.networking.k8s.io";
const GATEWAY = "Gateway.networking.istio.io";
const CANARIES = "canaries.flagger.app";
const ROLLOUTS = "rollouts.argoproj.io";

const outside = (resource: string): HiddenKind => ({
  resource,
  unread: "outside",
  namespace: "shop",
});
const everywhere = (resource: string): HiddenKind => ({ resource, unread: "everywhere" });

describe("what could not be read, and whose owner it could tell", () => {
  it.each<[string, HiddenKind, readonly ConfigKind[]]>([
    // source: argo-rollouts `utils/istio/istio.go` (GetVirtualServiceNamespaceName); its Gateway API plugin's `namespace`
    ["Rollouts of other namespaces", outside(ROLLOUTS), [VS, ROUTE]],
    ["Rollouts", everywhere(ROLLOUTS), [VS, DR, ROUTE]],
    // source: flagger `pkg/router/istio.go`: all that a Canary makes is in its own namespace
    ["Canaries of other namespaces", outside(CANARIES), []],
    ["Canaries", everywhere(CANARIES), [VS, DR, ROUTE]],
    [
      "settings",
      { resource: "configmaps", unread: "in", namespace: "argocd" },
      [VS, DR, ROUTE, GATEWAY],
    ],
  ])("%s", (_, hidden, kinds) => {
    const all: readonly ConfigKind[] = [VS, DR, ROUTE, GATEWAY];
    expect(all.filter((kind) => hiddenOwnersOf(kind, [hidden]).length === 1)).toEqual(kinds);
  });
});
