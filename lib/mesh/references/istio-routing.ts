import type { JsonPath } from "../manifest/json";
import { refOf } from "../model/resource";
import { workloadsBehindHost } from "../routing/hosts";
import {
  child,
  children,
  emptySpec,
  type Spec,
  text,
  textMap,
  texts,
} from "../routing/spec/read-spec";
import {
  destination,
  host,
  hostIn,
  ISTIO_GATEWAY,
  named,
  selected,
  VIRTUAL_SERVICE,
} from "./look-up";
import type { Around, Named } from "./reference";

const PROTOCOLS = ["http", "tls", "tcp"] as const;

/** Source: istio.io VirtualService. */
export function virtualServiceReferences(around: Around): readonly Named[] {
  const { spec } = around.object;
  const hosts = texts(spec, "hosts").flatMap((name, i) =>
    host(around, { role: "host", path: ["spec", "hosts", i], needed: false }, name),
  );
  const rules = PROTOCOLS.flatMap((protocol) =>
    children(spec, protocol).flatMap((rule, i) =>
      ruleReferences(around, rule, ["spec", protocol, i]),
    ),
  );
  return [...hosts, ...gatewaysIn(around, spec, ["spec"]), ...rules];
}

function ruleReferences(around: Around, rule: Spec, path: JsonPath): readonly Named[] {
  const to = child(rule, "delegate");
  const delegated =
    to === null
      ? []
      : named(
          around,
          { role: "delegate", path: [...path, "delegate"] },
          VIRTUAL_SERVICE,
          text(to, "namespace") ?? around.object.meta.namespace,
          text(to, "name"),
        );
  const matches = children(rule, "match").flatMap((match, i) =>
    gatewaysIn(around, match, [...path, "match", i]),
  );
  const routes = children(rule, "route").flatMap((route, i) =>
    destination(around, "destination", child(route, "destination"), [
      ...path,
      "route",
      i,
      "destination",
    ]),
  );
  const mirrors = children(rule, "mirrors").flatMap((mirror, i) =>
    destination(around, "mirror", child(mirror, "destination"), [
      ...path,
      "mirrors",
      i,
      "destination",
    ]),
  );
  const mirror = destination(around, "mirror", child(rule, "mirror"), [...path, "mirror"]);
  return [...matches, ...delegated, ...routes, ...mirror, ...mirrors];
}

/** `name`, or `namespace/name`; `mesh` stands for all sidecars. Source: istio.io VirtualService `gateways`. */
function gatewaysIn(around: Around, spec: Spec, path: JsonPath): readonly Named[] {
  return texts(spec, "gateways").flatMap((written, i) => {
    if (written === "mesh") return [];
    const slash = written.indexOf("/");
    const namespace = slash < 0 ? around.object.meta.namespace : written.slice(0, slash);
    const place = { role: "gateway", path: [...path, "gateways", i] } as const;
    return named(around, place, ISTIO_GATEWAY, namespace, written.slice(slash + 1));
  });
}

/** Source: istio.io DestinationRule. A subset without pods is no reference that fails: nothing may be sent to it. */
export function destinationRuleReferences(around: Around): readonly Named[] {
  const { spec, meta } = around.object;
  const written = text(spec, "host");
  const behind = written === null ? [] : workloadsBehindHost(around.index, hostIn(around, written));
  const subsets = children(spec, "subsets").map((subset, i): Named => {
    const labels = Object.entries(textMap(subset, "labels"));
    const pods = behind.filter(({ podLabels }) => labels.every(([k, v]) => podLabels[k] === v));
    return {
      role: "selected",
      path: ["spec", "subsets", i],
      needed: false,
      named: text(subset, "name") ?? "",
      to: pods.map(refOf),
      kinds: ["Workload"],
      namespace: null,
    };
  });
  return [
    ...host(around, { role: "host", path: ["spec", "host"] }, written),
    ...subsets,
    ...selectorOf(around, "workloadSelector", "matchLabels", meta.namespace),
  ];
}

/** Pods of a selector; nothing where there is no selector. */
export function selectorOf(
  around: Around,
  key: string,
  labelsKey: string,
  namespace: string | null,
): readonly Named[] {
  const selector = child(around.object.spec, key);
  const labels = textMap(selector ?? emptySpec, labelsKey);
  if (Object.keys(labels).length === 0) return [];
  return selected(around, ["spec", key], labels, namespace);
}

/** Pods of any namespace, and Secrets of theirs. Source: istio.io Gateway `selector`, `ServerTLSSettings.credentialName`. */
export function istioGatewayReferences(around: Around): readonly Named[] {
  const { spec, meta } = around.object;
  const labels = textMap(spec, "selector");
  const pods =
    Object.keys(labels).length === 0 ? [] : selected(around, ["spec", "selector"], labels, null);
  const namespaces = [...new Set(pods.flatMap(({ to }) => to.map((ref) => ref.namespace)))];
  const secrets = children(spec, "servers").flatMap((server, i) =>
    (namespaces.length === 0 ? [meta.namespace] : namespaces).flatMap((namespace) =>
      named(
        around,
        { role: "credential", path: ["spec", "servers", i, "tls", "credentialName"] },
        "Secret",
        namespace,
        text(child(server, "tls") ?? emptySpec, "credentialName"),
      ),
    ),
  );
  return [...pods, ...secrets];
}

/** Source: istio.io ServiceEntry `workloadSelector`: pods and WorkloadEntries of its namespace. */
export function serviceEntryReferences(around: Around): readonly Named[] {
  const { index, object } = around;
  const labels = textMap(child(object.spec, "workloadSelector") ?? emptySpec, "labels");
  const [pods] = selectorOf(around, "workloadSelector", "labels", object.meta.namespace);
  if (pods === undefined) return [];
  const wanted = Object.entries(labels);
  const entries = index
    .inNamespace("WorkloadEntry.networking.istio.io", object.meta.cluster, object.meta.namespace)
    .filter((entry) => {
      const own = textMap(entry.spec, "labels");
      return wanted.every(([k, v]) => own[k] === v);
    });
  const kinds = [...pods.kinds, "WorkloadEntry.networking.istio.io"] as const;
  return [{ ...pods, kinds, to: [...pods.to, ...entries.map(refOf)] }];
}

/** Hosts that are written out; patterns import what happens to be there. Source: istio.io Sidecar `egress.hosts`. */
export function sidecarReferences(around: Around): readonly Named[] {
  const { spec, meta } = around.object;
  const imported = children(spec, "egress").flatMap((egress, i) =>
    texts(egress, "hosts").flatMap((written, j) =>
      egressHost(around, written, ["spec", "egress", i, "hosts", j]),
    ),
  );
  return [...selectorOf(around, "workloadSelector", "labels", meta.namespace), ...imported];
}

function egressHost(around: Around, written: string, path: JsonPath): readonly Named[] {
  const name = written.slice(written.indexOf("/") + 1);
  if (name.startsWith("*")) return [];
  return host(around, { role: "egress", path, needed: false }, name).map((found) => ({
    ...found,
    named: written,
  }));
}

/** Source: istio.io WorkloadEntry and WorkloadGroup `serviceAccount`. */
export function workloadEntryReferences(around: Around): readonly Named[] {
  const { spec, meta } = around.object;
  const place = (path: JsonPath) => ({ role: "service-account", path, needed: false }) as const;
  const template = child(spec, "template") ?? emptySpec;
  return [
    ...named(
      around,
      place(["spec", "serviceAccount"]),
      "ServiceAccount",
      meta.namespace,
      text(spec, "serviceAccount"),
    ),
    ...named(
      around,
      place(["spec", "template", "serviceAccount"]),
      "ServiceAccount",
      meta.namespace,
      text(template, "serviceAccount"),
    ),
  ];
}
