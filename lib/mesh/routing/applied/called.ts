import type { ConfigResource, ServiceResource } from "../../model/resource";
import { serviceHostname } from "../spec/host-names";
import type { MeshSettings } from "../spec/mesh-settings";
import { children, numeral, texts } from "../spec/read-spec";

/** A host that is called, and the ports that it has. */
export type Called = {
  readonly hostname: string;
  readonly ports: readonly number[];
};

/** A Service by its full name. */
export const calledService = (
  { meta: { name, namespace }, ports }: Pick<ServiceResource, "meta" | "ports">,
  settings: MeshSettings,
): Called => ({
  hostname: serviceHostname(name, namespace, settings),
  ports: ports.map(({ port }) => port),
});

/** The hosts of a ServiceEntry. A pattern among them is a host that rules may name as it is written. */
export function calledHosts({ spec }: ConfigResource): readonly Called[] {
  const ports = children(spec, "ports").flatMap((port) => numeral(port, "number") ?? []);
  return texts(spec, "hosts").map((host) => ({ hostname: host.toLowerCase(), ports }));
}
