import { syntheticMesh } from "@/fixtures/meshes/synthetic-mesh";
import type { RawObject } from "@/lib/mesh/model/inventory";
import type { WorkloadResource } from "@/lib/mesh/model/resource";
import { refOf } from "@/lib/mesh/model/resource";
import { OFFLINE_CLUSTER, readOfflineMesh } from "@/lib/mesh/offline/offline-mesh";
import { settingsOf } from "@/lib/mesh/routing/spec/settings-of";
import type { TraceRequest } from "@/lib/mesh/trace/request";
import { traceRequest } from "@/lib/mesh/trace/trace";
import { seededRandom } from "../statistics.mjs";
import { busyTime } from "./busy-time";
import { reportRows } from "./report-row";

/** Two in five nodes of the graph are services. */
const NODES = 2_500;
const REQUESTS = 20_000;
/** The fastest is the one that other work on the machine disturbed least. */
const RUNS = 5;

/** The synthetic mesh has no addresses: with them, the endpoint slices of its pods follow. */
function addressed(object: RawObject, i: number): RawObject {
  const address = `10.${i >> 16}.${(i >> 8) & 255}.${i & 255}`;
  const add = (part: string, fields: object) => ({
    ...object,
    [part]: { ...(object[part] ?? {}), ...fields },
  });
  if (object["kind"] === "Pod") return add("status", { podIP: address });
  return object["kind"] === "Service" ? add("spec", { clusterIP: address }) : object;
}

const { objects } = syntheticMesh({ nodes: NODES });
const text = objects.map((object, i) => JSON.stringify(addressed(object, i))).join("\n---\n");
const { index } = readOfflineMesh([{ name: "mesh", text }]);
const mesh = { index, settings: settingsOf(index, OFFLINE_CLUSTER) };

/** Calls of random workloads to random services, half of which have rules, with paths and headers that differ. */
function requests(): readonly TraceRequest[] {
  const random = seededRandom(1);
  const pick = <T>(all: readonly T[]): T => {
    const found = all[Math.floor(random() * all.length)];
    if (found === undefined) throw new Error("the mesh is empty");
    return found;
  };
  const workloads: readonly WorkloadResource[] = index.all("Workload");
  const services = index.all("Service");
  return Array.from({ length: REQUESTS }, (_, i) => {
    const { name, namespace } = pick(services).meta;
    return {
      from: refOf(pick(workloads)),
      host: `${name}.${namespace}.svc.cluster.local`,
      port: 8080,
      method: "GET",
      path: `/api/${i % 1_000}?page=${i % 7}`,
      headers: { "end-user": `user-${i % 50}` },
      sni: null,
      claims: null,
      plaintext: false,
    };
  });
}

await reportRows(["trace.per_second"], async () => {
  const asked = requests();
  let forwarded = 0;
  const run = () => {
    forwarded = 0;
    for (const request of asked) {
      if (traceRequest(mesh, request).outcome === "forward") forwarded += 1;
    }
  };
  run();
  if (forwarded < REQUESTS / 2) throw new Error(`${forwarded} of ${REQUESTS} are forwarded`);
  const times = Array.from({ length: RUNS }, () => busyTime(run));
  const value = REQUESTS / (Math.min(...times) / 1_000);
  const note = `${index.all("Service").length} services, ${REQUESTS} requests, ${forwarded} forwarded`;
  return { "trace.per_second": { value, note } };
});
