import { Chip } from "@/components/ui/chip";
import type { WorkloadResource } from "@/lib/mesh/model/resource";
import { securityText } from "@/lib/messages/topology/security";
import { LineOf } from "../config/line-of";
import { ObjectLink } from "../object-link";
import { SectionHead } from "../section-head";
import { type ServerPosture, serverPostures } from "./gateway-servers";
import type { Read } from "./security-facts";

const text = securityText;

/** More servers than these are found in the Gateways themselves. */
const MOST = 20;

type ServerListProps = Pick<Read, "index"> & {
  readonly workloads: readonly WorkloadResource[];
  readonly onObject: (object: string) => void;
};

/** The TLS of each server of a gateway, and the line that says so. */
export function ServerList({ index, workloads, onObject }: ServerListProps) {
  const found = workloads.flatMap((workload) => serverPostures(index, workload));
  const servers = [...new Map(found.map((server) => [server.key, server])).values()];
  if (servers.length === 0) return null;
  return (
    <section aria-label={text.servers}>
      <SectionHead title={text.servers} count={servers.length} />
      <ul className="m-0 list-none p-0 px-3 pb-1.5">
        {servers.slice(0, MOST).map((server) => (
          <ServerItem key={server.key} server={server} onObject={onObject} />
        ))}
      </ul>
      {servers.length > MOST ? (
        <p className="m-0 px-3 pb-2 text-ink-3">{text.moreServers(servers.length - MOST)}</p>
      ) : null}
    </section>
  );
}

type ServerItemProps = {
  readonly server: ServerPosture;
  readonly onObject: (object: string) => void;
};

function ServerItem({ server, onObject }: ServerItemProps) {
  const { port, protocol, hosts, mode, redirects, by, skipped } = server;
  return (
    <li className="py-0.5">
      <b className="font-medium">{`${text.port(port)} ${protocol}`}</b>{" "}
      {skipped === null ? null : <Chip tone="outline">{text.skipped[skipped]}</Chip>}
      <p className="text-ink-2 [overflow-wrap:anywhere]">
        {mode === null ? text.plainServer : text.serverTls[mode]}
        {redirects ? `, ${text.redirects}` : ""}
        {", "}
        <ObjectLink object={by.object} onObject={onObject} />{" "}
        <LineOf object={by.object} path={by.path} />
      </p>
      <p className="text-ink-3 text-note [overflow-wrap:anywhere]">{hosts.join(", ")}</p>
    </li>
  );
}
