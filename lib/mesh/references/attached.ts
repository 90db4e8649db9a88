import type { JsonPath } from "../manifest/json";
import { CONFIG_KINDS, type Kind } from "../model/kinds";
import { child, children, emptySpec, type Spec, text, texts } from "../routing/spec/read-spec";
import { selectorOf } from "./istio-routing";
import { named } from "./look-up";
import type { Around, Named } from "./reference";

const CORE: ReadonlySet<string> = new Set(["Service", "Secret", "Namespace", "ServiceAccount"]);

/** The kind of a reference by group and kind; `null` for one of which nothing is kept (a ConfigMap). */
export function kindNamed(group: string, kind: string): Kind | null {
  if (group === "") return CORE.has(kind) ? (kind as Kind) : null; // one of the four above
  return CONFIG_KINDS.find((info) => info.group === group && info.kind === kind)?.id ?? null;
}

/** Which key holds the labels: policies say `matchLabels`, older kinds `labels`. */
const SELECTORS = [
  ["selector", "matchLabels"],
  ["workloadSelector", "labels"],
] as const;

/**
 * What is attached to pods by labels, or to Gateways and Services by name. An object of the root namespace selects pods of every namespace.
 *
 * Source: istio.io `workload-selector`, `PolicyTargetReference`.
 */
export function attachmentReferences(around: Around): readonly Named[] {
  const { object, settings } = around;
  const { namespace } = object.meta;
  const where = namespace === settings.rootNamespace ? null : namespace;
  return [
    ...SELECTORS.flatMap(([key, labels]) => selectorOf(around, key, labels, where)),
    ...targetReferences(around),
  ];
}

/** `targetRefs` and `targetRef`: objects of the same namespace, a GatewayClass aside. */
export function targetReferences(around: Around): readonly Named[] {
  const { spec } = around.object;
  const single = child(spec, "targetRef");
  return [
    ...children(spec, "targetRefs").flatMap((target, i) =>
      targetReference(around, target, ["spec", "targetRefs", i]),
    ),
    ...(single === null ? [] : targetReference(around, single, ["spec", "targetRef"])),
  ];
}

function targetReference(around: Around, target: Spec, path: JsonPath): readonly Named[] {
  const kind = kindNamed(text(target, "group") ?? "", text(target, "kind") ?? "");
  if (kind === null) return [];
  const isClass = kind === "GatewayClass.gateway.networking.k8s.io";
  const namespace = isClass ? "" : around.object.meta.namespace;
  return named(around, { role: "target", path }, kind, namespace, text(target, "name"));
}

/** `*` stands for any text at one end; what has none is a whole name. */
const isExact = (pattern: string): boolean => !pattern.includes("*");

/** Callers that a policy names in full. Source: istio.io AuthorizationPolicy `Source`. */
export function authorizationReferences(around: Around): readonly Named[] {
  const rules = children(around.object.spec, "rules").flatMap((rule, i) =>
    children(rule, "from").flatMap((from, j) =>
      sourceReferences(around, child(from, "source") ?? emptySpec, [
        "spec",
        "rules",
        i,
        "from",
        j,
        "source",
      ]),
    ),
  );
  return [...attachmentReferences(around), ...rules];
}

const PRINCIPAL = /^[^/]+\/ns\/([^/]+)\/sa\/([^/]+)$/;

function sourceReferences(around: Around, source: Spec, path: JsonPath): readonly Named[] {
  const principals = texts(source, "principals").flatMap((principal, i) => {
    const found = isExact(principal) ? PRINCIPAL.exec(principal) : null;
    const [, namespace, name] = found ?? [];
    if (namespace === undefined || name === undefined) return [];
    const place = { role: "principal", path: [...path, "principals", i], needed: false } as const;
    return named(around, place, "ServiceAccount", namespace, name);
  });
  const accounts = texts(source, "serviceAccounts").flatMap((account, i) => {
    const slash = account.indexOf("/");
    const namespace = slash < 0 ? around.object.meta.namespace : account.slice(0, slash);
    const place = {
      role: "service-account",
      path: [...path, "serviceAccounts", i],
      needed: false,
    } as const;
    return named(around, place, "ServiceAccount", namespace, account.slice(slash + 1));
  });
  const namespaces = texts(source, "namespaces").flatMap((name, i) => {
    if (!isExact(name)) return [];
    const place = { role: "namespace", path: [...path, "namespaces", i], needed: false } as const;
    return named(around, place, "Namespace", "", name);
  });
  return [...principals, ...accounts, ...namespaces];
}
