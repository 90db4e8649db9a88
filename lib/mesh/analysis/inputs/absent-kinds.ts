import type { RawObject } from "../../model/inventory";
import type { Kind } from "../../model/kinds";
import { recordAt, textAt } from "../../model/raw/value";

/** Kinds that files of configuration leave out as a rule. MeshConfig is not among them: without one Istio's defaults are in force. */
const LEFT_OUT: readonly Kind[] = [
  "Namespace",
  "Service",
  "Secret",
  "ServiceAccount",
  "Pod",
  "Deployment",
  "Node",
  "ConfigMap",
  "MutatingWebhookConfiguration",
  "ValidatingWebhookConfiguration",
  "CustomResourceDefinition",
];

/** Kinds of configuration that others keep: the platform's gateways and their classes. */
const SHARED = [
  "GatewayClass.gateway.networking.k8s.io",
  "Gateway.gateway.networking.k8s.io",
] as const satisfies readonly Kind[];

const CONTROLLERS = ["Deployment", "StatefulSet", "DaemonSet", "ReplicaSet", "Job", "CronJob"];

/**
 * The kinds of which files say nothing: they hold not one object of them, so that nothing may be concluded from a missing one. The files
 * of a pull request are a part of a mesh; `istioctl analyze --use-kube=false` leaves out the same checks, and more: it reads none of these
 * kinds from files.
 */
export function absentKinds(objects: Iterable<RawObject>): ReadonlySet<Kind> {
  const found = new Set<string>();
  for (const object of objects) {
    const kind = textAt(object, "kind") ?? "";
    found.add(kind);
    found.add(`${kind}.${(textAt(object, "apiVersion") ?? "").split("/", 1)[0]}`);
  }
  const absent = new Set<Kind>(LEFT_OUT.filter((kind) => !found.has(kind)));
  for (const kind of SHARED) if (!found.has(kind)) absent.add(kind);
  const runs = found.has("Pod");
  if (!runs && !found.has("EndpointSlice")) absent.add("EndpointSlice");
  if (!runs && !CONTROLLERS.some((kind) => found.has(kind))) absent.add("Workload");
  return absent;
}

/** Kinds that stand beside each other in a namespace, and what each feeds. */
const DESCRIBED: readonly (readonly [kind: Kind, as: readonly string[]])[] = [
  ["Service", ["Service"]],
  ["Secret", ["Secret"]],
  ["ServiceAccount", ["ServiceAccount"]],
  ["Workload", [...CONTROLLERS, "Pod"]],
  ["Pod", ["Pod"]],
  ["Deployment", ["Deployment"]],
  ["EndpointSlice", ["EndpointSlice", "Pod"]],
];

/**
 * Of the kinds of which files hold some, the namespaces about which they say something: those that hold one, and those whose Namespace the
 * files hold. A pull request for one team says nothing of another's Services.
 *
 * @param namespaceOf the namespace in which an object would be made
 */
export function describedIn(
  objects: readonly RawObject[],
  namespaceOf: (object: RawObject, i: number) => string,
): ReadonlyMap<Kind, ReadonlySet<string>> {
  const whole: string[] = [];
  const byKind = new Map<string, Set<string>>();
  for (const [i, object] of objects.entries()) {
    const kind = textAt(object, "kind") ?? "";
    if (kind === "Namespace") whole.push(textAt(recordAt(object, "metadata"), "name") ?? "");
    const known = byKind.get(kind);
    if (known) known.add(namespaceOf(object, i));
    else byKind.set(kind, new Set([namespaceOf(object, i)]));
  }
  return new Map(
    DESCRIBED.map(([kind, as]) => [
      kind,
      new Set([...whole, ...as.flatMap((k) => [...(byKind.get(k) ?? [])])]),
    ]),
  );
}
