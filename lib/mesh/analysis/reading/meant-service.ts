import type { JsonPath } from "../../manifest/json";
import { type ConfigResource, refOf } from "../../model/resource";
import type { Finding } from "../finding";
import type { AnalysisContext } from "../registry/context";
import { serviceNamed } from "../registry/istioctl-hosts";

/**
 * The full name of the service that a host with dots reads like (`reviews.prod`, `reviews.prod.svc`), which istiod takes literally; `null`
 * where there is no such service, or the host is a name of its own in a ServiceEntry.
 */
export function meantService(
  host: string,
  { meta: { cluster } }: ConfigResource,
  context: AnalysisContext,
): string | null {
  const [, name, namespace] = /^([^.*]+)\.([^.]+)(?:\.svc)?$/.exec(host) ?? [];
  if (name === undefined) return null;
  const full = `${name}.${namespace}.svc.${context.settings.domainSuffix}`;
  if (serviceNamed(context, cluster, full) === null) return null;
  return context.serviceEntries.overlapping(cluster, host.toLowerCase()).length > 0 ? null : full;
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
