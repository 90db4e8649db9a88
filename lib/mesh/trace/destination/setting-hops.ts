import type { WorkloadResource } from "../../model/resource";
import { type ClientTls, clientTls } from "../../policy/client-tls";
import { hasCertificates } from "../../policy/connection/client-side";
import { destinationSettings } from "../../routing/destination/destination-settings";
import type { Cluster } from "../../routing/outbound/cluster";
import type { Route, RouteDestination } from "../../routing/route";
import { manifestPath } from "../../routing/spec/spec-path";
import type { TraceHop } from "../answer";
import { hop } from "../hop";
import type { TraceMesh } from "../mesh";

/** A destination that a rule sends to, as the caller's proxy has it. */
export type AtDestination = {
  readonly route: Route;
  readonly destination: RouteDestination;
  readonly cluster: Cluster;
  readonly http: boolean;
};

/** What holds at a destination beside where it is: one hop for each setting of the DestinationRule in force, or of the mesh. */
export function settingHops(
  { index, settings }: TraceMesh,
  caller: WorkloadResource,
  proxy: TraceHop["proxy"],
  { route, destination, cluster, http }: AtDestination,
): readonly TraceHop[] {
  const { service, policy, port } = cluster;
  const { subset } = destination;
  const facts = { host: service.written, port, ...(subset !== null && { subset }) };
  const found = destinationSettings(
    index,
    {
      service,
      policy,
      port,
      subset,
      http,
      direct: cluster.endpoints === null,
      portWritten: policy === null || isPortWritten(index, route, destination),
    },
    settings,
  );
  const own = found.map((s) => hop(s.at, s.code, proxy, s.by, { ...facts, ...s.facts }));
  const tls = policy && clientTls(policy, port, subset);
  if (!tls || tls.endpointsOnly) return own;
  const code = hasCertificates(index, caller, tls) ? MODES[tls.mode] : "tls-without-certificates";
  const named = tls.sni === null ? facts : { ...facts, sni: tls.sni };
  return [...own, hop("tls", code, proxy, [{ object: tls.by, path: tls.path }], named)];
}

const MODES: Readonly<Record<ClientTls["mode"], string>> = {
  DISABLE: "plain-text",
  SIMPLE: "simple",
  MUTUAL: "mutual",
  ISTIO_MUTUAL: "istio-mutual",
};

/** The service's own route and those of the Gateway API name the port always; in a VirtualService it may be left out. */
function isPortWritten(
  index: TraceMesh["index"],
  { by, path }: Route,
  destination: RouteDestination,
): boolean {
  if (path === "" || by.kind !== VIRTUAL_SERVICE) return true;
  const vs = index.find(VIRTUAL_SERVICE, by.cluster, by.namespace, by.name);
  const [, ...steps] = manifestPath(`${destination.path}.destination.port`);
  return steps.reduce<unknown>(stepInto, vs?.spec) !== undefined;
}

const VIRTUAL_SERVICE = "VirtualService.networking.istio.io";

const stepInto = (value: unknown, step: string | number): unknown =>
  typeof value === "object" && value !== null ? Reflect.get(value, step) : undefined;
