import { sameJson } from "../raw/equal";
import type { Owner } from "../raw/meta";
import type { WorkloadResource } from "../resource";
import type { ControllerFacts } from "./controller";
import { compareControllers, foldWorkload } from "./fold";
import type { PodFacts } from "./pod";
import { emptyTally, type Tally, tallyPod } from "./tally";

type Slot = { pods: PodFacts[]; controllers: ControllerFacts[]; tally: Tally };

/** Where one object's facts sit: the workload that they count for. */
type Place = { readonly namespace: string; readonly workload: string };

/** A workload that a change may have touched, and what it is now; `null` when nothing is left of it. */
export type Touched = Place & { readonly now: WorkloadResource | null };

/** Pods and controllers by the workload they belong to. */
export type Workloads = {
  setPod(pod: PodFacts): readonly Touched[];
  removePod(namespace: string, name: string): readonly Touched[];
  setController(namespace: string, kind: string, facts: ControllerFacts): readonly Touched[];
  removeController(namespace: string, kind: string, name: string): readonly Touched[];
  principal(namespace: string, workload: string): Owner | null;
};

export function createWorkloads(cluster: string): Workloads {
  const slots = new Map<string, Slot>();
  const places = new Map<string, Place>();

  const slotAt = ({ namespace, workload }: Place): Slot => {
    const key = `${namespace}/${workload}`;
    const slot = slots.get(key) ?? { pods: [], controllers: [], tally: emptyTally() };
    slots.set(key, slot);
    return slot;
  };

  const touched = (place: Place): Touched => {
    const slot = slotAt(place);
    const now = foldWorkload(cluster, place.namespace, place.workload, slot);
    if (now === null) slots.delete(`${place.namespace}/${place.workload}`);
    return { ...place, now };
  };

  /** Takes the facts at `key` out of the slot where they are and, given a place, puts them in there. */
  const move = (key: string, to: Place | null, change: SlotChange): readonly Touched[] => {
    const from = places.get(key) ?? null;
    if (from !== null) change.take(slotAt(from));
    if (to === null) places.delete(key);
    else {
      places.set(key, to);
      change.add(slotAt(to));
    }
    const moved = from !== null && to !== null && from.workload !== to.workload;
    if (moved) return [touched(from), touched(to)];
    const place = to ?? from;
    return place === null ? [] : [touched(place)];
  };

  return {
    setPod: (pod) => {
      const { namespace, name } = pod.meta;
      const key = `Pod/${namespace}/${name}`;
      const place = places.get(key);
      const pods = place ? slotAt(place).pods : [];
      if (sameJson(pods[positionOf(pods, name)], pod)) return [];
      return move(key, { namespace, workload: pod.workload.name }, podChange(name, pod));
    },
    removePod: (namespace, name) => move(`Pod/${namespace}/${name}`, null, podChange(name, null)),
    setController: (namespace, kind, facts) =>
      move(
        `${kind}/${namespace}/${facts.meta.name}`,
        { namespace, workload: facts.workload.name },
        controllerChange(kind, facts.meta.name, facts),
      ),
    removeController: (namespace, kind, name) =>
      move(`${kind}/${namespace}/${name}`, null, controllerChange(kind, name, null)),
    principal: (namespace, workload) => {
      const slot = slots.get(`${namespace}/${workload}`);
      const controller = slot?.controllers[0];
      if (controller) return controller.principal;
      const pod = slot?.pods[0];
      if (!pod) return null;
      return pod.controller ?? { apiVersion: "v1", kind: "Pod", name: pod.meta.name };
    },
  };
}

type SlotChange = { readonly take: (slot: Slot) => void; readonly add: (slot: Slot) => void };

function podChange(name: string, facts: PodFacts | null): SlotChange {
  return {
    take: ({ pods, tally }) => {
      const at = positionOf(pods, name);
      const pod = pods[at];
      if (pod?.meta.name !== name) return;
      pods.splice(at, 1);
      tallyPod(tally, pod, -1);
    },
    add: ({ pods, tally }) => {
      if (facts === null) return;
      pods.splice(positionOf(pods, name), 0, facts);
      tallyPod(tally, facts, 1);
    },
  };
}

function controllerChange(kind: string, name: string, facts: ControllerFacts | null): SlotChange {
  return {
    take: ({ controllers }) => {
      const at = controllers.findIndex((c) => c.self.kind === kind && c.meta.name === name);
      if (at >= 0) controllers.splice(at, 1);
    },
    add: ({ controllers }) => {
      if (facts === null) return;
      controllers.push(facts);
      controllers.sort(compareControllers);
    },
  };
}

/** Where a pod of this name is, or belongs, in the sorted list. */
function positionOf(pods: readonly PodFacts[], name: string): number {
  let low = 0;
  let high = pods.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((pods[middle]?.meta.name ?? "") < name) low = middle + 1;
    else high = middle;
  }
  return low;
}
