import { afterEach, expect, it } from "vitest";
import type { MeshEvent } from "@/lib/mesh/model/snapshot";
import { answer, statusBody } from "../testing/api-request";
import { createBench, type Told, until } from "../testing/harness";

const open: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const bench of open.splice(0)) await bench.close();
});

async function bench() {
  const made = await createBench();
  open.push(made);
  return made;
}

const configMap = (name: string, data: Readonly<Record<string, string>>) => ({
  apiVersion: "v1",
  kind: "ConfigMap",
  metadata: { name, namespace: "istio-system" },
  data,
});

const synced = (told: Told) => told.lines().includes("synced");

/** What was told of mesh configurations. */
const meshConfigs = (told: Told) =>
  told.told
    .filter((e): e is MeshEvent => e.type === "put" || e.type === "delete")
    .flatMap((e) => {
      if (e.type === "delete") return e.ref.kind === "MeshConfig" ? [`no ${e.ref.name}`] : [];
      const { resource } = e;
      return resource.kind === "MeshConfig" ? [JSON.stringify(resource.mesh)] : [];
    });

it("reads the mesh configuration, of no other ConfigMap, and follows it", async () => {
  const b = await bench();
  b.put(configMap("istio", { mesh: "trustDomain: one", meshNetworks: "S3CRET" }));
  const told = b.watch();
  await until(() => synced(told) && b.api.watching("configmaps"));
  b.put(configMap("istio", { mesh: "trustDomain: two" }));
  await until(() => meshConfigs(told).length === 2);
  b.put(configMap("istio", {}));
  await until(() => meshConfigs(told).length === 3);
  expect(meshConfigs(told)).toEqual(['{"trustDomain":"one"}', '{"trustDomain":"two"}', "no istio"]);
  expect(JSON.stringify(told.told)).not.toContain("S3CRET");
  const asked = b.api.log.filter((r) => r.resource === "configmaps");
  const selectors = new Set(asked.map((r) => r.url.searchParams.get("fieldSelector")));
  expect([...selectors]).toEqual(["metadata.name=istio"]);
});

it("reads that of each revision whose control plane is there", async () => {
  const b = await bench();
  const istiod = (revision: string) => ({
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: {
      name: `istiod-${revision}`,
      namespace: "istio-system",
      labels: { app: "istiod", "istio.io/rev": revision },
    },
    spec: {},
  });
  b.put(configMap("istio-canary", { mesh: "trustDomain: canary" }));
  b.put(configMap("istio-other", { mesh: "trustDomain: other" }));
  b.put(istiod("canary"));
  b.put(istiod("default"));
  const told = b.watch();
  await until(() => meshConfigs(told).length === 1);
  expect(meshConfigs(told)).toEqual(['{"trustDomain":"canary"}']);
  b.put(istiod("other"));
  await until(() => meshConfigs(told).length === 2);
  expect(meshConfigs(told).at(1)).toBe('{"trustDomain":"other"}');
  told.stop();
  await until(() => told.ended());
});

it("says that it may not read it, and goes on without", async () => {
  const b = await bench();
  b.api.fault(({ verb, resource }, response) => {
    if (resource !== "configmaps" || verb !== "list") return false;
    return answer(response, 403, statusBody(403, "Forbidden", "configmaps is forbidden"));
  });
  const told = b.watch();
  await until(() => synced(told));
  const status = told.status();
  expect(status?.state).toBe("partial");
  expect(status?.problems).toContainEqual(
    expect.objectContaining({ code: "kind-forbidden", kind: "MeshConfig", resource: "configmaps" }),
  );
});
