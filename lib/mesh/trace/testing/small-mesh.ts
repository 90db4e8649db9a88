import type { ResourceRef } from "../../model/resource";
import { OFFLINE_CLUSTER, readOfflineMesh } from "../../offline/offline-mesh";
import { settingsOf } from "../../routing/spec/settings-of";
import type { TraceAnswer } from "../answer";
import type { TraceMesh } from "../mesh";
import { traceRequest } from "../trace";
import { applicationManifest, podManifest, sidecarOf } from "./manifests";
import { plainRequest } from "./plain-request";

/** A client in `a`; in `b` a service with an address and two without. Each has one pod with a sidecar. */
const WORLD = [
  podManifest({ namespace: "a", app: "client", ip: "10.1.0.1", more: sidecarOf("client") }),
  ...[
    ["api", "10.96.0.1", "10.2.0.1"],
    ["db", "None", "10.2.0.2"],
    ["store", "None", "10.2.0.3"],
  ].map(([app = "", ip = "", podIp = ""]) =>
    applicationManifest({ namespace: "b", app, ip, podIp, port: 80 }),
  ),
].join("---\n");

type Asked = {
  /** As it is dialled. */
  readonly host: string;
  /** The host header, where it is another. */
  readonly authority?: string;
  readonly port?: number;
  readonly path?: string;
  readonly sni?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly claims?: Readonly<Record<string, unknown>>;
  readonly plaintext?: boolean;
};

/** The small mesh with these objects. */
export function smallMesh(objects: string): TraceMesh {
  const { index } = readOfflineMesh([{ name: "case", text: `${WORLD}---\n${objects}` }]);
  return { index, settings: settingsOf(index, OFFLINE_CLUSTER) };
}

export const CLIENT: ResourceRef = {
  cluster: OFFLINE_CLUSTER,
  kind: "Workload",
  namespace: "a",
  name: "client-1",
};

/** What becomes of a GET of `a/client` in the small mesh with these objects. */
export function askSmallMesh(
  objects: string,
  {
    host,
    authority = host,
    port = 80,
    path = "/",
    sni,
    headers,
    claims = {},
    plaintext = false,
  }: Asked,
): TraceAnswer {
  const said = {
    ...{ port, path },
    headers: { ...headers, host: authority },
    sni: sni ?? null,
    claims,
    plaintext,
  };
  return traceRequest(smallMesh(objects), plainRequest(CLIENT, host, said));
}
