import type { RawObject } from "../../model/inventory";
import type { Kind } from "../../model/kinds";
import { identityOf, readMeta } from "../../model/raw/meta";
import { type Raw, recordAt, recordsAt, textAt } from "../../model/raw/value";
import { type ResourceMeta, refKey } from "../../model/resource";
import type { AnalysisInputs } from "./analysis-inputs";
import type { Condition, KubeObject } from "./kube-objects";
import { readDefinition, readInjector, readMeshNetworks, readWebhooks } from "./read-control-plane";
import { readDeployment, readPodObject } from "./read-pods";

type Reader = {
  readonly scope: "namespaced" | "cluster";
  readonly read: (meta: ResourceMeta, object: Raw) => readonly KubeObject[];
};

const READERS: ReadonlyMap<string, Reader> = new Map<string, Reader>([
  ["/Pod", { scope: "namespaced", read: (m, o) => [readPodObject(m, o)] }],
  ["apps/Deployment", { scope: "namespaced", read: (m, o) => [readDeployment(m, o)] }],
  ["/Node", { scope: "cluster", read: (meta) => [{ kind: "Node", meta }] }],
  ["/ConfigMap", { scope: "namespaced", read: readConfigMap }],
  [
    "admissionregistration.k8s.io/MutatingWebhookConfiguration",
    { scope: "cluster", read: (m, o) => [readWebhooks("MutatingWebhookConfiguration", m, o)] },
  ],
  [
    "admissionregistration.k8s.io/ValidatingWebhookConfiguration",
    { scope: "cluster", read: (m, o) => [readWebhooks("ValidatingWebhookConfiguration", m, o)] },
  ],
  [
    "apiextensions.k8s.io/CustomResourceDefinition",
    { scope: "cluster", read: (m, o) => [readDefinition(m, o)] },
  ],
]);

function readConfigMap(meta: ResourceMeta, object: Raw): readonly KubeObject[] {
  return [...readInjector(meta, object), ...readMeshNetworks(meta, object)];
}

/**
 * What analysis needs of raw objects beside the snapshot that the same objects make.
 *
 * @param absent kinds of the snapshot that nobody looked for
 * @param now the time by which certificates are judged, as `Date.toISOString` writes it
 */
export function readAnalysisInputs(
  cluster: string,
  objects: Iterable<RawObject>,
  absent: ReadonlySet<Kind> = new Set(),
  now: string | null = null,
): AnalysisInputs {
  const kept: KubeObject[] = [];
  const serviceConditions = new Map<string, readonly Condition[]>();
  for (const object of objects) {
    const type = groupKindOf(object);
    if (type === "/Service") {
      const identity = identityOf(object, "namespaced");
      const conditions = conditionsOf(recordAt(object, "status"));
      if (identity === null || conditions.length === 0) continue;
      serviceConditions.set(refKey({ cluster, kind: "Service", ...identity }), conditions);
      continue;
    }
    const reader = READERS.get(type);
    const identity = reader && identityOf(object, reader.scope);
    if (identity) kept.push(...reader.read(readMeta(cluster, identity, object), object));
  }
  return { objects: kept, serviceConditions, absent, now, validate: null };
}

/** `apps/Deployment`, `/Pod`. */
function groupKindOf(object: RawObject): string {
  const apiVersion = textAt(object, "apiVersion") ?? "";
  const slash = Math.max(0, apiVersion.indexOf("/"));
  return `${apiVersion.slice(0, slash)}/${textAt(object, "kind") ?? ""}`;
}

/** The conditions of a status or of a part of one; fields of the wrong type count as empty. */
export const conditionsOf = (status: Raw): readonly Condition[] =>
  recordsAt(status, "conditions").map((c) => ({
    type: textAt(c, "type") ?? "",
    status: textAt(c, "status") ?? "",
    reason: textAt(c, "reason") ?? "",
    message: textAt(c, "message") ?? "",
  }));
