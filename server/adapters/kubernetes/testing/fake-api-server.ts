import { createServer, type Server, type ServerResponse } from "node:http";
import { type ApiRequest, parseRequest, resourceId } from "./api-request";
import { type FakeState, handle, type Served } from "./fake-handlers";
import { createFakeStore, type FakeStore, type RawManifest } from "./fake-store";

/** Answers in place of the server, when it gives `true`. */
export type Fault = (request: ApiRequest, response: ServerResponse) => boolean;

const namespaced = (plural: string, kind: string): Served => ({ plural, kind, namespaced: true });
const clusterWide = (plural: string, kind: string): Served => ({ plural, kind, namespaced: false });

/** What every cluster has, and VirtualServices. Tests install the rest. */
const SERVED: Readonly<Record<string, readonly Served[]>> = {
  v1: [
    clusterWide("namespaces", "Namespace"),
    namespaced("services", "Service"),
    namespaced("pods", "Pod"),
    namespaced("serviceaccounts", "ServiceAccount"),
    namespaced("secrets", "Secret"),
    namespaced("configmaps", "ConfigMap"),
  ],
  "apps/v1": [
    namespaced("deployments", "Deployment"),
    namespaced("statefulsets", "StatefulSet"),
    namespaced("daemonsets", "DaemonSet"),
    namespaced("replicasets", "ReplicaSet"),
  ],
  "networking.istio.io/v1": [namespaced("virtualservices", "VirtualService")],
  "apiextensions.k8s.io/v1": [clusterWide("customresourcedefinitions", "CustomResourceDefinition")],
};

/** Enough of a Kubernetes API server to list, watch and read from, with faults on demand. Plain HTTP on loopback. */
export type FakeApiServer = Awaited<ReturnType<typeof startFakeApiServer>>;

const listen = (server: Server, port: number) =>
  new Promise<number>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", () => {
      const address = server.address();
      if (typeof address === "object" && address) resolve(address.port);
    });
  });

const sendAll = (state: FakeState, resource: string, line: string) => {
  for (const { request, response } of state.watchers) {
    if (request.resource === resource) response.write(line);
  }
};

export async function startFakeApiServer() {
  const state: FakeState = {
    store: createFakeStore(),
    aggregated: true,
    served: new Map(Object.entries(SERVED)),
    watchers: new Set(),
  };
  const faults = new Set<Fault>();
  const log: ApiRequest[] = [];

  const server = createServer((incoming, response) => {
    const request = parseRequest(incoming);
    log.push(request);
    incoming.resume();
    for (const fault of [...faults]) if (fault(request, response)) return;
    handle(state, request, response);
  });
  const port = await listen(server, 0);

  return {
    url: `http://127.0.0.1:${port}`,
    state,
    /** Every request so far. */
    log,
    /** How often `verb resource` was asked for. */
    asked: (verb: ApiRequest["verb"], resource: string) =>
      log.filter((r) => r.verb === verb && r.resource === resource).length,
    watching: (resource: string) =>
      [...state.watchers].some(({ request }) => request.resource === resource),
    /** @returns ends the fault */
    fault: (fault: Fault) => {
      faults.add(fault);
      return () => faults.delete(fault);
    },
    collectionOf: (manifest: RawManifest): string => collectionOf(state, manifest),
    /** Ends every open watch: in good order, or by tearing the connection down. */
    cut(how: "end" | "destroy") {
      for (const { response, stop } of [...state.watchers]) {
        stop();
        if (how === "end") response.end();
        else response.destroy();
      }
    },
    /** Writes to every watch of a resource. */
    send: (resource: string, text: string) => sendAll(state, resource, text),
    bookmark(resource: string, version = state.store.version()) {
      const metadata = { resourceVersion: String(version) };
      const event = { type: "BOOKMARK", object: { apiVersion: "v1", kind: "Any", metadata } };
      sendAll(state, resource, `${JSON.stringify(event)}\n`);
    },
    stop: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
    /** Comes back at the same address, with the same history or another. */
    async restart(store: FakeStore = state.store) {
      state.store = store;
      await listen(server, port);
    },
  };
}

function collectionOf({ served }: FakeState, { apiVersion, kind }: RawManifest): string {
  const found = typeof apiVersion === "string" ? served.get(apiVersion) : undefined;
  const plural = found?.find((k) => k.kind === kind)?.plural;
  if (plural === undefined) throw new Error(`not served: ${String(apiVersion)} ${String(kind)}`);
  return resourceId(plural, String(apiVersion));
}
