import type { JsonPath } from "../../manifest/json";
import { memoPerIndex } from "../../model/memo-per-index";
import { type ConfigResource, refOf, type ServiceResource } from "../../model/resource";
import { serviceHostname } from "../../routing/spec/host-names";
import { serviceExportTo } from "../../routing/spec/visibility";
import type { Finding } from "../finding";
import type { AnalysisContext } from "../registry/context";
import { serviceNamed } from "../registry/istioctl-hosts";

/**
 * The full name of the service that a host which nobody has reads like: `reviews.prod` and `reviews.prod.svc`, which istiod takes
 * literally, and `reviews`, which means the object's own namespace, where one other namespace alone has a service of that name that the
 * object may use. `null` where there is no such service, or the host is one of a ServiceEntry.
 */
export function meantService(
  host: string,
  object: ConfigResource,
  context: AnalysisContext,
): string | null {
  const { cluster } = object.meta;
  const [, name, namespace] = /^([^.*]+)(?:\.([^.]+)(?:\.svc)?)?$/.exec(host) ?? [];
  if (name === undefined) return null;
  if (namespace === undefined) return namesakeOf(name, object, context);
  const full = serviceHostname(name, namespace, context.settings);
  if (serviceNamed(context, cluster, full) === null) return null;
  return context.serviceEntries.overlapping(cluster, host.toLowerCase()).length > 0 ? null : full;
}

const servicesByName = memoPerIndex((index) => {
  const byName = new Map<string, ServiceResource[]>();
  for (const service of index.all("Service")) {
    const known = byName.get(service.meta.name);
    if (known) known.push(service);
    else byName.set(service.meta.name, [service]);
  }
  return byName;
});

function namesakeOf(
  name: string,
  { meta: { cluster, namespace } }: ConfigResource,
  { index, knows, serviceEntries, settings }: AnalysisContext,
): string | null {
  const own = serviceHostname(name, namespace, settings);
  const isTaken = serviceEntries.overlapping(cluster, own).length > 0;
  if (isTaken || !knows("Service", namespace)) return null;
  // A namespace is one across the clusters of a mesh.
  const named = servicesByName(index).get(name) ?? [];
  const [home, ...others] = new Set(named.map(({ meta }) => meta.namespace));
  if (home === undefined || home === namespace || others.length > 0) return null;
  const isOpen = named.some((service) =>
    serviceExportTo(service, ["*"]).some((scope) => scope === "*" || scope === namespace),
  );
  return isOpen ? serviceHostname(name, home, settings) : null;
}

/** Writes the full name where the short one stands. */
export function writeFullName(
  object: ConfigResource,
  path: JsonPath,
  was: string,
  to: string,
): NonNullable<Finding["fix"]> {
  return { ref: refOf(object), changes: [{ op: "set", path, was, to }] };
}
