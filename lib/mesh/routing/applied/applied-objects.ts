import type { MeshIndex } from "../../model/mesh-index";
import { refKey } from "../../model/resource";
import { discovered } from "../spec/discovery";
import type { MeshSettings } from "../spec/mesh-settings";
import { settingsOf } from "../spec/settings-of";
import type { AppliedObject, AppliedTarget } from "./applied-object";
import { edgeObjects, entryEdgeObjects } from "./edge-objects";
import { entryTargetObjects, serviceObjects } from "./service-objects";
import { workloadObjects } from "./workload-objects";

/**
 * Every Istio and Gateway API object in force for a target, each with its role and the place in its spec that decides.
 * One object appears once for each role and place. Order: routes, the client's settings, the server's, what proxies are extended with.
 */
export function appliedTo(
  index: MeshIndex,
  target: AppliedTarget,
  settings: MeshSettings = settingsOf(index, clusterOf(target)),
): readonly AppliedObject[] {
  const found = objectsOf(discovered(index, settings), target, settings);
  return [...new Map(found.map((o) => [`${refKey(o.ref)} ${o.role} ${o.path}`, o])).values()];
}

function clusterOf(target: AppliedTarget): string {
  if (target.type === "workload") return target.workload.meta.cluster;
  return (target.type === "entry" ? target.entry : target.service).meta.cluster;
}

function objectsOf(
  index: MeshIndex,
  target: AppliedTarget,
  settings: MeshSettings,
): readonly AppliedObject[] {
  if (target.type === "workload") return workloadObjects(index, target.workload, settings);
  if (target.type === "service") return serviceObjects(index, target.service, settings);
  if (target.type === "edge") return edgeObjects(index, target, settings);
  const { caller, entry } = target;
  return caller === null
    ? entryTargetObjects(index, entry, settings)
    : entryEdgeObjects(index, caller, entry, settings);
}
