import type { RawObject } from "../model/inventory";
import { sameJson } from "../model/raw/equal";
import { labelsOf } from "../model/raw/meta";
import { type Raw, recordAt, recordsAt, textAt } from "../model/raw/value";
import { endpointSlicesOf } from "./endpoint-slices";

/** An object's group, kind, namespace and name: its version does not tell it from another. */
export function keyOf(object: RawObject, namespace?: string): string {
  const metadata = recordAt(object, "metadata");
  const apiVersion = textAt(object, "apiVersion") ?? "";
  const group = apiVersion.includes("/") ? apiVersion.split("/", 1)[0] : "";
  const home = namespace ?? textAt(metadata, "namespace") ?? "";
  return `${group}/${textAt(object, "kind") ?? ""}/${home}/${textAt(metadata, "name") ?? ""}`;
}

/**
 * An object of a file as it would be in place of the one that stands: a write keeps the age, by which istiod chooses among several.
 * An object that does not stand yet has none, and is the youngest.
 */
export function inPlaceOf(standing: RawObject | undefined, object: RawObject): RawObject {
  const createdAt = standing && textAt(recordAt(standing, "metadata"), "creationTimestamp");
  if (!createdAt) return object;
  const metadata = { ...recordAt(object, "metadata"), creationTimestamp: createdAt };
  return { ...object, metadata };
}

const ofKind = (objects: readonly RawObject[], kind: string): readonly RawObject[] =>
  objects.filter((o) => o["kind"] === kind);

const SERVICE_NAME = "kubernetes.io/service-name";

/**
 * Endpoint slices that the endpoint controller would make, or make anew, for the services of files: for all where there are pods and no
 * slices, and beside a cluster for those that select or lead to other pods than the service that stands.
 *
 * @returns what stands without the slices that no longer hold, and the slices that are missing
 */
export function sliced(
  written: readonly RawObject[],
  standing: readonly RawObject[],
  replaced: ReadonlyMap<string, RawObject>,
): { readonly standing: readonly RawObject[]; readonly slices: readonly RawObject[] } {
  if (ofKind(written, "EndpointSlice").length > 0) return { standing, slices: [] };
  const changed = ofKind(written, "Service").filter((service) => {
    const before = replaced.get(keyOf(service));
    return (
      service["apiVersion"] === "v1" && (before === undefined || leadsElsewhere(before, service))
    );
  });
  const pods = [...ofKind(standing, "Pod"), ...ofKind(written, "Pod")];
  const slices = endpointSlicesOf(changed, pods);
  if (pods.length === 0) return { standing, slices };
  const names = new Set(changed.map((service) => keyOf(service)));
  const holds = (slice: RawObject): boolean => {
    const metadata = recordAt(slice, "metadata");
    const service = labelsOf(slice)[SERVICE_NAME];
    return !names.has(`/Service/${textAt(metadata, "namespace") ?? ""}/${service}`);
  };
  return { standing: standing.filter((o) => o["kind"] !== "EndpointSlice" || holds(o)), slices };
}

/** Fields that the API server fills in say nothing: they are compared where a file can say them. */
function leadsElsewhere(before: Raw, after: Raw): boolean {
  const [a, b] = [before, after].map((service) => {
    const spec = recordAt(service, "spec");
    const ports = recordsAt(spec, "ports").map((p) => [
      textAt(p, "name") ?? "",
      p["targetPort"] ?? p["port"],
    ]);
    return { selector: recordAt(spec, "selector"), ports };
  });
  return !sameJson(a, b);
}
