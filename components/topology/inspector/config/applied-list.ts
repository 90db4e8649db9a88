import type { MeshNode } from "@/lib/mesh/graph/mesh-graph";
import type { MeshIndex } from "@/lib/mesh/model/mesh-index";
import { type ResourceRef, refKey, type WorkloadResource } from "@/lib/mesh/model/resource";
import type {
  AppliedObject,
  AppliedRole,
  AppliedTarget,
} from "@/lib/mesh/routing/applied/applied-object";
import { appliedTo } from "@/lib/mesh/routing/applied/applied-objects";
import { entryOf, type Subject, servicesOf, workloadsOf } from "../subject";

/** Why an object applies, and where in it that is said. */
export type AppliedPlace = {
  readonly role: AppliedRole;
  /** Within the spec; empty for the whole object. */
  readonly path: string;
  readonly certain: boolean;
};

/** One object with all the places that make it apply. */
export type AppliedEntry = {
  readonly key: string;
  readonly ref: ResourceRef;
  readonly places: readonly AppliedPlace[];
};

/** More pairs of caller and callee than this are not judged one by one: their objects repeat. */
const MOST_TARGETS = 40;

/** Objects in force for the subject, in the order of `appliedTo`; each object once. */
export function appliedList(index: MeshIndex, subject: Subject): readonly AppliedEntry[] {
  const objects = targetsOf(index, subject)
    .slice(0, MOST_TARGETS)
    .flatMap((target) => appliedTo(index, target));
  const byObject = new Map<string, AppliedObject[]>();
  for (const object of objects) {
    const key = refKey(object.ref);
    const list = byObject.get(key);
    if (list) list.push(object);
    else byObject.set(key, [object]);
  }
  return [...byObject].flatMap(([key, list]) => {
    const [first] = list;
    return first ? [{ key, ref: first.ref, places: placesOf(list) }] : [];
  });
}

/** The same place for several workloads is one; it is certain only where it is so for all of them. */
function placesOf(objects: readonly AppliedObject[]): readonly AppliedPlace[] {
  const places = new Map<string, AppliedPlace>();
  for (const { role, path, certain } of objects) {
    const key = `${role} ${path}`;
    const known = places.get(key);
    places.set(key, { role, path, certain: certain && (known?.certain ?? true) });
  }
  return [...places.values()];
}

function targetsOf(index: MeshIndex, subject: Subject): readonly AppliedTarget[] {
  return subject.type === "edge"
    ? edgeTargets(index, subject.source, subject.target)
    : nodeTargets(index, subject.node);
}

function nodeTargets(index: MeshIndex, node: MeshNode): readonly AppliedTarget[] {
  const services = servicesOf(index, node).map(
    (service): AppliedTarget => ({ type: "service", service }),
  );
  const workloads = workloadsOf(index, node).map(
    (workload): AppliedTarget => ({ type: "workload", workload }),
  );
  const entry = entryOf(index, node);
  return [
    ...services,
    ...workloads,
    ...(entry ? [{ type: "entry" as const, caller: null, entry }] : []),
  ];
}

function edgeTargets(
  index: MeshIndex,
  source: MeshNode,
  target: MeshNode,
): readonly AppliedTarget[] {
  const callers: readonly (WorkloadResource | null)[] = workloadsOf(index, source);
  const entry = entryOf(index, target);
  if (entry) return callers.map((caller): AppliedTarget => ({ type: "entry", caller, entry }));
  const named = servicesOf(index, target);
  const behind = workloadsOf(index, target);
  const pairs =
    named.length > 0
      ? named.map((service) => ({ service, workload: null }))
      : behind.flatMap((workload) =>
          index.servicesOf(workload).map((service) => ({ service, workload })),
        );
  return (callers.length > 0 ? callers : [null]).flatMap((caller) =>
    pairs.map((pair): AppliedTarget => ({ type: "edge", caller, ...pair })),
  );
}

/** The first place with one of these roles, and its object; `null` where none has one. */
export function decidingPlace(
  entries: readonly AppliedEntry[],
  roles: readonly AppliedRole[],
): { readonly entry: AppliedEntry; readonly place: AppliedPlace } | null {
  for (const role of roles) {
    for (const entry of entries) {
      const place = entry.places.find((p) => p.role === role);
      if (place) return { entry, place };
    }
  }
  return null;
}
