import type { ConfigResource } from "../../model/resource";

/**
 * Istio's order of age: creation time, then name, then namespace. Objects without a known time come last.
 * Source: istio/istio `pilot/pkg/model/config.go` sortConfigByCreationTime.
 */
export function oldestFirst(a: ConfigResource, b: ConfigResource): number {
  const [x, y] = [ageKey(a), ageKey(b)];
  return x < y ? -1 : x > y ? 1 : 0;
}

const ageKey = ({ meta }: ConfigResource): string =>
  `${meta.createdAt ?? "~"} ${meta.name}.${meta.namespace}`;

/** Whether the order of these objects by age is known. */
export const agesKnown = (resources: readonly ConfigResource[]): boolean =>
  resources.length < 2 || resources.every((r) => r.meta.createdAt !== null);
