import type { ConfigKind } from "../../model/kinds";

/** Objects that may name others as theirs, and that could not be read: everywhere, everywhere but in one namespace, or in one. */
export type HiddenKind =
  | { readonly resource: string; readonly unread: "everywhere" }
  | { readonly resource: string; readonly unread: "outside" | "in"; readonly namespace: string };

type Reach = {
  readonly near: ReadonlySet<ConfigKind>;
  readonly far: ReadonlySet<ConfigKind>;
};

const ROUTES: readonly ConfigKind[] = [
  "VirtualService.networking.istio.io",
  "HTTPRoute.gateway.networking.k8s.io",
];
const STEERED = new Set<ConfigKind>([...ROUTES, "DestinationRule.networking.istio.io"]);

/**
 * What the objects of a delivery tool may name in their own namespace, and in others: as `canarySigns` and `rolloutSigns` read them.
 * A resource that is not here may say something of every object.
 */
const REACH: ReadonlyMap<string, Reach> = new Map([
  ["canaries.flagger.app", { near: STEERED, far: new Set<ConfigKind>() }],
  ["rollouts.argoproj.io", { near: STEERED, far: new Set(ROUTES) }],
]);

/** Of what could not be read, that which could make somebody the owner of an object of this kind. */
export const hiddenOwnersOf = (
  kind: ConfigKind,
  hidden: readonly HiddenKind[],
): readonly HiddenKind[] =>
  hidden.filter(({ resource, unread }) => {
    const reach = REACH.get(resource);
    return reach === undefined || (unread === "outside" ? reach.far : reach.near).has(kind);
  });
