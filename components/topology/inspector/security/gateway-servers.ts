import type { MeshIndex } from "@/lib/mesh/model/mesh-index";
import { refKey, refOf, type WorkloadResource } from "@/lib/mesh/model/resource";
import { gatewayModel } from "@/lib/mesh/routing/gateway/gateway-routing";
import {
  type GatewayServer,
  isTlsServer,
  type ServerTlsMode,
} from "@/lib/mesh/routing/gateway/gateway-server";
import { listenersOf } from "@/lib/mesh/routing/gateway/gateways-of";
import type { SkippedServer } from "@/lib/mesh/routing/gateway/merge-servers";
import { settingsOf } from "@/lib/mesh/routing/spec/settings-of";
import type { Decided } from "@/lib/mesh/trace/answer";
import { writtenIn } from "@/lib/mesh/trace/rules/written-in";

/** What a server of a gateway asks of those who connect to it. */
export type ServerPosture = {
  readonly key: string;
  readonly port: number;
  readonly protocol: string;
  readonly hosts: readonly string[];
  /** `null`: plain text. */
  readonly mode: ServerTlsMode | null;
  /** Plain requests are sent to HTTPS. */
  readonly redirects: boolean;
  /** What says so: the mode, else the server that says nothing. */
  readonly by: Decided;
  /** Why it takes no part; `invalid`: the control plane does not serve it. */
  readonly skipped: SkippedServer["because"] | "invalid" | null;
};

/** The servers and listeners of all Gateways on a gateway's pods, by port; none on another workload. */
export function serverPostures(
  index: MeshIndex,
  workload: WorkloadResource,
): readonly ServerPosture[] {
  if (workload.proxy !== "gateway") return [];
  const settings = settingsOf(index, workload.meta.cluster);
  const { merged } = gatewayModel(index, workload, settings);
  const served = merged.ports.flatMap(({ servers }) => servers);
  const invalid = listenersOf(index, workload, settings).filter(({ valid }) => !valid);
  const all: readonly Seen[] = [
    ...served.map((server): Seen => ({ server, skipped: null })),
    ...merged.skipped.map(({ server, because }): Seen => ({ server, skipped: because })),
    ...invalid.map(({ server }): Seen => ({ server, skipped: "invalid" })),
  ];
  return all
    .map((seen) => postureOf(index, seen))
    .toSorted((a, b) => a.port - b.port || (a.key < b.key ? -1 : 1));
}

type Seen = { readonly server: GatewayServer; readonly skipped: ServerPosture["skipped"] };

function postureOf(index: MeshIndex, { server, skipped }: Seen): ServerPosture {
  const { gateway, path, port, protocol, hosts, tls } = server;
  const object = refOf(gateway);
  const places = [`${path}.tls.mode`, `${path}.tls`].map((p) => ({ object, path: p }));
  return {
    key: `${refKey(object)} ${path}`,
    ...{ port, protocol, hosts, skipped },
    mode: tls !== null && isTlsServer(server) ? tls.mode : null,
    redirects: tls?.httpsRedirect === true,
    by: places.find(writtenIn(index)) ?? { object, path },
  };
}
