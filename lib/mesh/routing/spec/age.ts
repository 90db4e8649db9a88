import type { ConfigResource } from "../../model/resource";

/**
 * Istio's order of age: creation time, then name, then namespace. Objects without a known time come last.
 * Source: istio/istio `pilot/pkg/model/config.go` sortConfigByCreationTime.
 */
export function oldestFirst(a: ConfigResource, b: ConfigResource): number {
  const [x, y] = [ageKey(a), ageKey(b)];
  return x < y ? -1 : x > y ? 1 : 0;
}

/** A text that sorts as `oldestFirst` does: a blank is less than whatever a name holds. `name` stands in for the object's own where istiod calls what it makes of it otherwise. */
export const ageKey = ({ meta }: ConfigResource, name = meta.name): string =>
  `${meta.createdAt ?? "~"} ${name} ${meta.namespace}`;

/** Whether the order of these objects by age is known. */
export const agesKnown = (resources: readonly ConfigResource[]): boolean =>
  resources.length < 2 || resources.every((r) => r.meta.createdAt !== null);
