import { refOf } from "../../mesh/model/resource";
import type { MeshEvent, MeshSnapshot } from "../../mesh/model/snapshot";

/**
 * What leads from one snapshot to another, told by identity: a resource that is the same object has not changed. Applying it to `before`
 * gives the resources of `after`. Costs one look-up for each resource.
 *
 * @param before `null`: nothing is known yet
 */
export function deltaOf(before: MeshSnapshot | null, after: MeshSnapshot): readonly MeshEvent[] {
  const events: MeshEvent[] = [];
  for (const [key, resource] of after.resources) {
    if (before?.resources.get(key) !== resource) events.push({ type: "put", resource });
  }
  for (const [key, resource] of before?.resources ?? []) {
    if (!after.resources.has(key)) events.push({ type: "delete", ref: refOf(resource) });
  }
  return events;
}
