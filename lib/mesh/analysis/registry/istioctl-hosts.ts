import type { ConfigResource, Labels, ServiceResource } from "../../model/resource";
import { oldestFirst } from "../../routing/spec/age";
import { child, children, numeral, textMap, texts } from "../../routing/spec/read-spec";
import { serviceExportTo } from "../../routing/spec/visibility";
import type { AnalysisContext } from "./context";

/** A host as `istioctl analyze` finds it. */
export type KnownHost = {
  readonly ports: readonly number[];
  /** Of a Service its selector counts for nothing here; of a ServiceEntry its `workloadSelector`. */
  readonly selector: Labels;
  readonly service: ServiceResource | null;
};

/** `toFQDN` of istioctl: a name that begins with `*` or has a dot is taken as it is. Source: istio/istio `analyzers/util/hosts.go`. */
export const istioctlName = (host: string, namespace: string): string =>
  host.startsWith("*") || host.includes(".") ? host : `${host}.${namespace}.svc.cluster.local`;

/**
 * The Service or ServiceEntry that a host in an object means to `istioctl analyze`, or `null`: by its full name for everybody, then for
 * the namespaces that the object is exported to, then by a wildcard.
 *
 * Source: istio/istio `pkg/config/analysis/analyzers/util/{hosts,service_lookup}.go` GetDestinationHost, InitServiceEntryHostMap.
 */
export function istioctlHost(
  context: AnalysisContext,
  from: ConfigResource,
  host: string,
): KnownHost | null {
  const { cluster, namespace } = from.meta;
  const name = istioctlName(host, namespace).toLowerCase();
  const exportTo = texts(from.spec, "exportTo");
  const wanted = exportTo.length === 0 ? [namespace] : exportTo.map((e) => dot(e, namespace));
  const scopes = ["*", ...wanted];
  const service = serviceNamed(context, cluster, name);
  if (service && overlap(serviceExportTo(service, ["*"]), service.meta.namespace, scopes)) {
    return { ports: service.ports.map((p) => p.port), selector: {}, service };
  }
  const found = context.serviceEntries.overlapping(cluster, name);
  // Which of several istioctl takes is not defined.
  const entries = found.length < 2 ? found : found.toSorted(oldestFirst);
  const exact = entries.find(
    (e) => hostsOf(e).includes(name) && overlap(scopesOf(e), e.meta.namespace, scopes),
  );
  if (exact) return known(exact);
  const own = ["*", namespace];
  const suffix = name.replace(/^\*/, "");
  const wild = entries.find(
    (e) =>
      hostsOf(e).some((h) => h.startsWith("*") && suffix.endsWith(h.slice(1))) &&
      overlap(scopesOf(e), e.meta.namespace, own),
  );
  return wild ? known(wild) : null;
}

const dot = (scope: string, namespace: string): string => (scope === "." ? namespace : scope);

const overlap = (given: readonly string[], home: string, wanted: readonly string[]): boolean =>
  given.some((scope) => wanted.includes(dot(scope, home)));

const hostsOf = (entry: ConfigResource): readonly string[] =>
  texts(entry.spec, "hosts").map((h) => h.toLowerCase());

function scopesOf(entry: ConfigResource): readonly string[] {
  const exportTo = texts(entry.spec, "exportTo");
  return exportTo.length === 0 || exportTo.includes("*") ? ["*"] : exportTo;
}

const known = (entry: ConfigResource): KnownHost => ({
  ports: children(entry.spec, "ports").flatMap((p) => numeral(p, "number") ?? []),
  selector: textMap(child(entry.spec, "workloadSelector") ?? {}, "labels"),
  service: null,
});

/** Whether a host is that of a Service of a namespace in which nobody looked for Services: it may be there. */
export function mayBeElsewhere(
  { knows }: AnalysisContext,
  from: ConfigResource,
  host: string,
): boolean {
  const name = istioctlName(host, from.meta.namespace).toLowerCase();
  const [, namespace] = /^.+\.(.+)\.svc\.cluster\.local$/.exec(name) ?? [];
  return namespace !== undefined && !knows("Service", namespace);
}

const OF_SERVICES = ".svc.cluster.local";

/** istioctl's pattern is greedy: the namespace is the last label before `svc`. */
export function serviceNamed(
  { index }: AnalysisContext,
  cluster: string,
  fullName: string,
): ServiceResource | null {
  if (!fullName.endsWith(OF_SERVICES)) return null;
  const end = fullName.length - OF_SERVICES.length;
  const at = fullName.lastIndexOf(".", end - 1);
  if (at <= 0 || at === end - 1) return null;
  return index.find("Service", cluster, fullName.slice(at + 1, end), fullName.slice(0, at));
}
