import type { ChangeSummary } from "@/lib/delivery/change";
import type { MeshIndex } from "@/lib/mesh/model/mesh-index";
import {
  refKey,
  refOf,
  type ServiceResource,
  type WorkloadResource,
} from "@/lib/mesh/model/resource";
import { appliedList } from "../config/applied-list";
import { type Subject, servicesOf, workloadsOf } from "../subject";

/**
 * Changes that are about a selection: they wrote an object that applies to it, or, where the object applies no more, requests to its
 * service (of an edge: by its caller) were foretold by them.
 */
export function changesTouching(
  changes: readonly ChangeSummary[],
  index: MeshIndex,
  subject: Subject,
): readonly ChangeSummary[] {
  if (changes.length === 0) return [];
  const applied = new Set(appliedList(index, subject).map(({ ref }) => refKey(ref)));
  const target = subject.type === "edge" ? subject.target : subject.node;
  const services = new Set(servicesOf(index, target).map(keyOf));
  const callers =
    subject.type === "edge" ? new Set(workloadsOf(index, subject.source).map(keyOf)) : null;
  return changes.filter(
    ({ objects, watch }) =>
      objects.some(({ ref }) => applied.has(refKey(ref))) ||
      (watch?.parts ?? []).some(
        ({ caller, service }) =>
          services.has(refKey(service)) && (callers === null || callers.has(refKey(caller))),
      ),
  );
}

const keyOf = (resource: ServiceResource | WorkloadResource): string => refKey(refOf(resource));
