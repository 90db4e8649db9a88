import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { createKubernetesCluster } from "@/server/adapters/kubernetes/kubernetes-cluster";
import { startFakeApiServer } from "@/server/adapters/kubernetes/testing/fake-api-server";
import { systemClock } from "@/server/system-clock";

type RawObject = Readonly<Record<string, unknown>>;

/** An API server on loopback that holds these objects, and a kubeconfig for it. */
export async function startApiServer(objects: readonly RawObject[]) {
  const api = await startFakeApiServer();
  api.state.served.set("discovery.k8s.io/v1", [
    { plural: "endpointslices", kind: "EndpointSlice", namespaced: true },
  ]);
  api.state.served.set("networking.istio.io/v1", [
    { plural: "virtualservices", kind: "VirtualService", namespaced: true },
    { plural: "destinationrules", kind: "DestinationRule", namespaced: true },
    { plural: "gateways", kind: "Gateway", namespaced: true },
  ]);
  api.state.served.set("security.istio.io/v1", [
    { plural: "authorizationpolicies", kind: "AuthorizationPolicy", namespaced: true },
  ]);
  const put = (object: RawObject) => api.state.store.put(api.collectionOf(object), object);
  for (const object of objects) put(object);
  const folder = await mkdtemp(path.join(tmpdir(), "heddle-bench-"));
  const kubeconfig = path.join(folder, "config");
  await writeFile(kubeconfig, kubeconfigFor(api.url));
  const close = async () => {
    await api.stop();
    await rm(folder, { recursive: true });
  };
  return { api, close, kubeconfig, put };
}

const kubeconfigFor = (url: string): string =>
  JSON.stringify({
    clusters: [{ name: "bench", cluster: { server: url } }],
    users: [{ name: "bench", user: {} }],
    contexts: [{ name: "bench", context: { cluster: "bench", user: "bench" } }],
    "current-context": "bench",
  });

/** The Kubernetes adapter on such a server. */
export async function connectKubernetes(objects: readonly RawObject[]) {
  const server = await startApiServer(objects);
  const cluster = await createKubernetesCluster({
    kubeconfig: { kind: "files", paths: [server.kubeconfig] },
    context: null,
    cluster: "bench",
    namespaces: [],
    clock: systemClock,
    random: Math.random,
  });
  if (!cluster.ok) throw new Error(cluster.error.code);
  return {
    cluster: cluster.value,
    put: server.put,
    async close() {
      await cluster.value.close();
      await server.close();
    },
  };
}
