import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { ClusterRead, ClusterTarget } from "@/lib/mesh/offline/cluster-read";
import { answer, statusBody } from "../testing/api-request";
import { type FakeApiServer, startFakeApiServer } from "../testing/fake-api-server";
import { kubeconfigFor, virtualService } from "../testing/harness";
import { systemClock } from "../testing/system-clock";
import { readCluster, sourceOf } from "./read-cluster";

let api: FakeApiServer;
const folder = mkdtempSync(path.join(tmpdir(), "heddle-once-"));
const kubeconfig = path.join(folder, "config");
const target: ClusterTarget = { kubeconfig, context: null, namespaces: [], wants: "objects" };

beforeEach(async () => {
  api = await startFakeApiServer();
  writeFileSync(kubeconfig, kubeconfigFor(api.url));
});

afterEach(() => api.stop());
afterEach(() => rmSync(kubeconfig, { force: true }));

const put = (object: Readonly<Record<string, unknown>>) =>
  api.state.store.put(api.collectionOf(object), object);

const core = (kind: string, name: string, namespace = "", more = {}) => ({
  apiVersion: "v1",
  kind,
  metadata: { name, namespace },
  ...more,
});

/** Answers 403 to lists of a resource, in the whole cluster or anywhere. */
const forbid = (resource: string | null, everywhere: boolean) =>
  api.fault((request, response) => {
    const isMeant = resource === null || request.resource === resource;
    if (request.verb !== "list" || !isMeant) return false;
    if (!everywhere && request.namespace !== null) return false;
    return answer(response, 403, statusBody(403, "Forbidden", `${request.resource} is forbidden`));
  });

const namesIn = (read: ClusterRead) =>
  read.objects.map((o) => `${o["apiVersion"]} ${o["kind"]} ${JSON.stringify(o["metadata"])}`);

async function reading(asked = target): Promise<ClusterRead> {
  const read = await readCluster(asked, {}, systemClock);
  if (!read.ok) throw new Error(JSON.stringify(read.error));
  await read.value.close();
  return read.value;
}

describe("a cluster that is read once", () => {
  it("gives every object with its version and kind, Secrets without their data, the control plane's ConfigMaps whole", async () => {
    put(core("Namespace", "shop"));
    put(virtualService("cart"));
    put(core("Secret", "cert", "shop", { type: "Opaque", data: { "tls.key": "c2VjcmV0" } }));
    put(
      core("ConfigMap", "istio-sidecar-injector-canary", "istio-system", {
        data: { values: "{}" },
      }),
    );
    put(core("ConfigMap", "other", "shop", { data: { a: "b" } }));
    const read = await reading();
    expect(
      namesIn(read).map((line) => line.replace(/"(resourceVersion|uid|creation.*?)":".*?",?/g, "")),
    ).toEqual([
      expect.stringMatching(/^v1 Namespace .*shop/),
      expect.stringMatching(/^v1 Secret .*cert/),
      expect.stringMatching(/^networking.istio.io\/v1 VirtualService .*cart/),
      expect.stringMatching(/^v1 ConfigMap .*injector-canary/),
    ]);
    expect(JSON.stringify(read.objects)).not.toContain("c2VjcmV0");
    expect(read.objects.at(-1)).toMatchObject({ data: { values: "{}" } });
    expect(read.gaps).toEqual([]);
  });

  it("names the kind that a definition defines", async () => {
    put({
      apiVersion: "apiextensions.k8s.io/v1",
      kind: "CustomResourceDefinition",
      metadata: { name: "virtualservices.networking.istio.io" },
      spec: { group: "networking.istio.io" },
    });
    const { objects } = await reading();
    expect(objects).toMatchObject([
      { spec: { group: "networking.istio.io", names: { kind: "VirtualService" } } },
    ]);
  });

  it("says which right is missing, and reads all else", async () => {
    put(core("Namespace", "shop"));
    put(core("Secret", "cert", "shop"));
    forbid("secrets", true);
    const { objects, gaps } = await reading();
    expect(objects).toHaveLength(1);
    expect(gaps).toEqual([
      {
        resource: "secrets",
        kinds: ["Secret"],
        reason: "forbidden",
        readIn: [],
        detail: "secrets is forbidden",
      },
    ]);
  });

  it("reads the namespaces that may be read where the whole cluster may not", async () => {
    put(core("Service", "cart", "shop"));
    put(core("Service", "ledger", "bank"));
    forbid("services", false);
    const { objects, gaps } = await reading({ ...target, namespaces: ["shop"] });
    expect(objects).toMatchObject([{ metadata: { name: "cart" } }]);
    expect(gaps).toMatchObject([
      { resource: "services", readIn: expect.arrayContaining(["shop"]) },
    ]);
  });

  it("is nothing where nothing may be read, and where nobody answers", async () => {
    forbid(null, true);
    const refused = await readCluster(target, {}, systemClock);
    expect(refused).toMatchObject({ ok: false, error: { code: "nothing-allowed" } });
    await api.stop();
    const away = await readCluster(target, {}, systemClock);
    expect(away).toMatchObject({
      ok: false,
      error: { code: "no-answer", detail: "ECONNREFUSED" },
    });
    api = await startFakeApiServer();
  });

  it("gives the schema of a custom resource, and reads no objects for it but what says the version", async () => {
    const deployment = (name: string, namespace: string) =>
      put({ apiVersion: "apps/v1", kind: "Deployment", metadata: { name, namespace } });
    deployment("istiod", "istio-system");
    deployment("cart", "shop");
    const read = await readCluster({ ...target, wants: "schemas" }, {}, systemClock);
    if (!read.ok) throw new Error(read.error.code);
    const schema = await read.value.schemaOf("networking.istio.io/v1", "VirtualService");
    expect(Object.keys(schema ?? {})).toContain("properties");
    expect(await read.value.schemaOf("nobody.example/v1", "Thing")).toBeNull();
    await read.value.close();
    expect(namesIn(read.value)).toEqual([
      expect.stringMatching(/^apps\/v1 Deployment .*"name":"istiod"/),
    ]);
    expect(api.log.filter(({ verb }) => verb === "list")).toMatchObject([
      { resource: "deployments.apps", namespace: "istio-system" },
    ]);
  });

  it("takes the kubeconfig as kubectl does", () => {
    const pod = { KUBERNETES_SERVICE_HOST: "10.0.0.1", KUBERNETES_SERVICE_PORT: "443" };
    expect(sourceOf("/a", { KUBECONFIG: "/b" })).toEqual({ kind: "files", paths: ["/a"] });
    expect(sourceOf(null, { KUBECONFIG: `/b${path.delimiter}/c`, ...pod })).toEqual({
      kind: "files",
      paths: ["/b", "/c"],
    });
    expect(sourceOf(null, pod)).toMatchObject({ kind: "in-cluster", host: "10.0.0.1" });
    expect(sourceOf(null, {})).toMatchObject({ kind: "files" });
  });
});
