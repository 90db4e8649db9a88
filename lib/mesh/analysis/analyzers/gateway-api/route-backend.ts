import { bareKind } from "../../../model/kinds";
import type { ConfigResource, ServiceResource } from "../../../model/resource";
import { isGranted } from "../../../routing/gateway-api/reference-grants";
import { children, numeral, type Spec, text } from "../../../routing/spec/read-spec";
import type { Analyzer } from "../../analyzer";
import { GRPC_ROUTE, HTTP_ROUTE, kialiCode, ownCode, REFERENCE_GRANT } from "../../codes";
import type { Finding } from "../../finding";
import type { AnalysisContext } from "../../registry/context";
import { finding } from "../../registry/spec-parts";

const NO_BACKEND = kialiCode("KIA1402", "error");
const NO_PORT = ownCode("HED110", "error");
const NO_READY_BACKEND = ownCode("HED202", "error");

/**
 * Backends and parents of Gateway API routes that are not there, that another namespace does not grant, or that have no such port: their
 * share of the requests is answered with 500. And backends without a ready pod (503).
 *
 * Sources: Kiali `business/checkers/k8shttproutes`; Gateway API `HTTPRouteRule.backendRefs`, ReferenceGrant. A grant is asked of routes that
 * a gateway serves: istiod asks none of routes for sidecars (`pilot/pkg/config/kube/gateway/conversion.go`).
 */
export const routeBackend: Analyzer = {
  name: "route-backend",
  judges: [HTTP_ROUTE, GRPC_ROUTE],
  codes: [NO_BACKEND, NO_PORT, NO_READY_BACKEND],
  reads: [REFERENCE_GRANT, "Service", "Workload", "EndpointSlice"],
  needs: ["Service"],
  judge: (route, context) => [
    ...children(route.spec, "parentRefs").flatMap((ref, i) =>
      text(ref, "kind") === "Service" ? ofName(route, ref, ["spec", "parentRefs", i], context) : [],
    ),
    ...children(route.spec, "rules").flatMap((rule, i) =>
      children(rule, "backendRefs").flatMap((ref, j) =>
        judgeBackend(route, ref, ["spec", "rules", i, "backendRefs", j], context),
      ),
    ),
  ],
};

const isService = (ref: Spec): boolean =>
  (text(ref, "kind") ?? "Service") === "Service" && text(ref, "group") === null;

const namespaceOf = (ref: Spec, route: ConfigResource): string =>
  text(ref, "namespace") ?? route.meta.namespace;

function serviceOf(ref: Spec, route: ConfigResource, { index }: AnalysisContext) {
  const name = text(ref, "name") ?? "";
  return index.find("Service", route.meta.cluster, namespaceOf(ref, route), name);
}

function ofName(
  route: ConfigResource,
  ref: Spec,
  path: Finding["path"],
  context: AnalysisContext,
): readonly Finding[] {
  const name = text(ref, "name") ?? "";
  const isMissing =
    serviceOf(ref, route, context) === null && context.knows("Service", namespaceOf(ref, route));
  const reason = name.includes(".") ? "dotted-name" : isMissing ? "missing" : null;
  if (reason === null) return [];
  const facts = { service: name, namespace: namespaceOf(ref, route), reason };
  return [finding(NO_BACKEND, route, [...path, "name"], facts)];
}

function judgeBackend(
  route: ConfigResource,
  ref: Spec,
  path: Finding["path"],
  context: AnalysisContext,
): readonly Finding[] {
  if (!isService(ref)) return [];
  const wrongName = ofName(route, ref, path, context);
  if (wrongName.length > 0) return wrongName;
  const service = serviceOf(ref, route, context);
  if (service === null) return [];
  const { name, namespace } = service.meta;
  if (needsGrant(route, namespace) && isRefused(route, service, context)) {
    const facts = { service: name, namespace, reason: "no-grant" };
    return [finding(NO_BACKEND, route, [...path, "namespace"], facts)];
  }
  const port = numeral(ref, "port");
  if (port !== null && !service.ports.some((p) => p.port === port)) {
    const ports = service.ports.map((p) => String(p.port));
    return [finding(NO_PORT, route, [...path, "port"], { service: name, port, ports })];
  }
  return unready(route, ref, service, path, context);
}

function needsGrant(route: ConfigResource, namespace: string): boolean {
  if (namespace === route.meta.namespace) return false;
  return children(route.spec, "parentRefs").some((p) => text(p, "kind") !== "Service");
}

function isRefused(
  route: ConfigResource,
  { meta }: ServiceResource,
  { index, settings }: AnalysisContext,
): boolean {
  const { cluster, namespace, name } = meta;
  const from = { kind: bareKind(route.kind), namespace: route.meta.namespace };
  return !isGranted(index, { cluster, from, to: { kind: "Service", namespace, name } }, settings);
}

function unready(
  route: ConfigResource,
  ref: Spec,
  service: ServiceResource,
  path: Finding["path"],
  { index, knows }: AnalysisContext,
): readonly Finding[] {
  if (!knows("Workload") || !knows("EndpointSlice")) return [];
  if (numeral(ref, "weight") === 0 || service.type === "ExternalName") return [];
  const behind = index.workloadsBehind(service);
  if (behind.some((w) => w.replicas.ready > 0)) return [];
  if (behind.length === 0 && index.slicesOf(service).some((s) => s.endpoints.some((e) => e.ready)))
    return [];
  const pods = behind.reduce((sum, w) => sum + w.replicas.current, 0);
  const workloads = behind.map((w) => w.meta.name);
  return [finding(NO_READY_BACKEND, route, path, { service: service.meta.name, workloads, pods })];
}
