import type { JsonPath } from "../manifest/json";
import { refOf } from "../model/resource";
import { child, children, emptySpec, type Spec, text, textMap } from "../routing/spec/read-spec";
import { kindNamed, targetReferences } from "./attached";
import { host, K8S_GATEWAY, named, selected } from "./look-up";
import type { Around, Named } from "./reference";

const GROUP = "gateway.networking.k8s.io";
const GRANT = "ReferenceGrant.gateway.networking.k8s.io";

/** Its class, the certificates of its listeners, and the pods that were made for it. */
export function gatewayReferences(around: Around): readonly Named[] {
  const { spec, meta } = around.object;
  const labels = { "gateway.networking.k8s.io/gateway-name": meta.name };
  const pods = selected(around, ["metadata", "name"], labels, meta.namespace).map((found) => ({
    ...found,
    needed: false,
  }));
  return [
    ...named(
      around,
      { role: "class", path: ["spec", "gatewayClassName"] },
      "GatewayClass.gateway.networking.k8s.io",
      "",
      text(spec, "gatewayClassName"),
    ),
    ...certificateReferences(around),
    ...pods,
  ];
}

export function listenerSetReferences(around: Around): readonly Named[] {
  const parent = child(around.object.spec, "parentRef");
  return [
    ...(parent === null ? [] : parentReference(around, parent, ["spec", "parentRef"])),
    ...certificateReferences(around),
  ];
}

function certificateReferences(around: Around): readonly Named[] {
  return children(around.object.spec, "listeners").flatMap((listener, i) =>
    children(child(listener, "tls") ?? emptySpec, "certificateRefs").flatMap((to, j) =>
      objectReference(around, "credential", to, "Secret", [
        "spec",
        "listeners",
        i,
        "tls",
        "certificateRefs",
        j,
      ]),
    ),
  );
}

/** Parents, backends, mirrors, and the grants that let those of other namespaces through. */
export function routeReferences(around: Around): readonly Named[] {
  const { spec } = around.object;
  const parents = children(spec, "parentRefs").flatMap((parent, i) =>
    parentReference(around, parent, ["spec", "parentRefs", i]),
  );
  const rules = children(spec, "rules").flatMap((rule, i) => {
    const path = ["spec", "rules", i];
    return [
      ...mirrorsIn(around, rule, path),
      ...children(rule, "backendRefs").flatMap((backend, j) => {
        const at = [...path, "backendRefs", j];
        return [
          ...objectReference(around, "backend", backend, "Service", at),
          ...mirrorsIn(around, backend, at),
        ];
      }),
    ];
  });
  return [...parents, ...rules];
}

function mirrorsIn(around: Around, holder: Spec, path: JsonPath): readonly Named[] {
  return children(holder, "filters").flatMap((filter, i) => {
    const to = child(child(filter, "requestMirror") ?? emptySpec, "backendRef");
    const at = [...path, "filters", i, "requestMirror", "backendRef"];
    return to === null ? [] : objectReference(around, "mirror", to, "Service", at);
  });
}

function parentReference(around: Around, parent: Spec, path: JsonPath): readonly Named[] {
  const group = typeof parent["group"] === "string" ? parent["group"] : GROUP;
  const kind = kindNamed(group, text(parent, "kind") ?? "Gateway") ?? K8S_GATEWAY;
  const namespace = text(parent, "namespace") ?? around.object.meta.namespace;
  return named(around, { role: "parent", path }, kind, namespace, text(parent, "name"));
}

/** An object by group, kind and name; into another namespace with the grant for it. */
function objectReference(
  around: Around,
  role: "backend" | "mirror" | "credential",
  to: Spec,
  usual: "Service" | "Secret",
  path: JsonPath,
): readonly Named[] {
  const group = text(to, "group") ?? "";
  const written = text(to, "kind") ?? usual;
  // Source: istio.io `Hostname` backends of Gateway API routes.
  if (group === "networking.istio.io" && written === "Hostname") {
    return host(around, { role: role === "mirror" ? "mirror" : "backend", path }, text(to, "name"));
  }
  const kind = kindNamed(group, written);
  if (kind === null) return [];
  const own = around.object.meta.namespace;
  const namespace = text(to, "namespace") ?? own;
  const name = text(to, "name");
  const found = named(around, { role, path }, kind, namespace, name);
  if (namespace === own || name === null) return found;
  return [...found, grantReference(around, { group, kind: written, namespace, name }, path)];
}

type Wanted = {
  readonly group: string;
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
};

/** Source: Gateway API ReferenceGrant: any grant of the other namespace that names both sides. */
function grantReference({ index, object }: Around, to: Wanted, path: JsonPath): Named {
  const dot = object.kind.indexOf(".");
  const [kind, group] = [object.kind.slice(0, dot), object.kind.slice(dot + 1)];
  const grants = index
    .inNamespace(GRANT, object.meta.cluster, to.namespace)
    .filter(
      ({ spec }) =>
        children(spec, "from").some(
          (from) =>
            (text(from, "group") ?? "") === group &&
            text(from, "kind") === kind &&
            text(from, "namespace") === object.meta.namespace,
        ) &&
        children(spec, "to").some(
          (target) =>
            (text(target, "group") ?? "") === to.group &&
            text(target, "kind") === to.kind &&
            (text(target, "name") ?? to.name) === to.name,
        ),
    );
  return {
    role: "grant",
    path,
    named: `${to.namespace}/${to.name}`,
    to: grants.map(refOf),
    kinds: [GRANT],
    namespace: to.namespace,
    needed: true,
  };
}

/** What a grant lets in: the namespaces it names, and the objects that it names in its own. */
export function grantReferences(around: Around): readonly Named[] {
  const { spec, meta } = around.object;
  const from = children(spec, "from").flatMap((side, i) =>
    named(
      around,
      { role: "namespace", path: ["spec", "from", i, "namespace"], needed: false },
      "Namespace",
      "",
      text(side, "namespace"),
    ),
  );
  const to = children(spec, "to").flatMap((side, i) => {
    const kind = kindNamed(text(side, "group") ?? "", text(side, "kind") ?? "");
    const place = { role: "target", path: ["spec", "to", i], needed: false } as const;
    return kind === null ? [] : named(around, place, kind, meta.namespace, text(side, "name"));
  });
  return [...from, ...to];
}

/** Services, and the objects that hold what their certificates are checked by. */
export function backendPolicyReferences(around: Around): readonly Named[] {
  const validation = child(around.object.spec, "validation") ?? emptySpec;
  const authorities = children(validation, "caCertificateRefs").flatMap((to, i) =>
    objectReference(around, "credential", to, "Secret", [
      "spec",
      "validation",
      "caCertificateRefs",
      i,
    ]),
  );
  return [...targetReferences(around), ...authorities];
}

/** Source: Gateway API Inference Extension, InferencePool `selector`, `endpointPickerRef`. */
export function inferencePoolReferences(around: Around): readonly Named[] {
  const { spec, meta } = around.object;
  const labels = textMap(child(spec, "selector") ?? emptySpec, "matchLabels");
  const pods =
    Object.keys(labels).length === 0
      ? []
      : selected(around, ["spec", "selector"], labels, meta.namespace);
  const picker = child(spec, "endpointPickerRef");
  const path = ["spec", "endpointPickerRef"];
  return picker === null
    ? pods
    : [...pods, ...objectReference(around, "backend", picker, "Service", path)];
}
