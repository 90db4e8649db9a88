import { afterEach, describe, expect, it } from "vitest";
import { answer, statusBody } from "../testing/api-request";
import type { Fault } from "../testing/fake-api-server";
import {
  createBench,
  type Told,
  until,
  VIRTUAL_SERVICES,
  virtualService,
} from "../testing/harness";

const open: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const bench of open.splice(0)) await bench.close();
});

async function bench(options: Parameters<typeof createBench>[0] = {}) {
  const made = await createBench(options);
  open.push(made);
  return made;
}

/** Refuses lists and watches of these resources (all when `null`), in the whole cluster or in some namespaces. */
const forbid =
  (resources: readonly string[] | null, where: (namespace: string | null) => boolean): Fault =>
  ({ verb, resource, namespace }, response) => {
    if (verb !== "list" && verb !== "watch") return false;
    if (resources !== null && !resources.includes(resource)) return false;
    if (!where(namespace)) return false;
    const message = `${resource} is forbidden: User "me" cannot ${verb} resource`;
    return answer(response, 403, statusBody(403, "Forbidden", message));
  };

const everywhere = () => true;
const inWholeCluster = (namespace: string | null) => namespace === null;

const service = (name: string, namespace: string) => ({
  apiVersion: "v1",
  kind: "Service",
  metadata: { name, namespace },
  spec: { ports: [{ port: 80 }] },
});

const synced = (told: Told) => told.lines().includes("synced");
const problems = (told: Told) => told.status()?.problems ?? [];
const ofKind = (told: Told, resource: string) =>
  problems(told).filter((p) => "resource" in p && p.resource === resource);

describe("a right that is missing", () => {
  it("costs its kind alone, is named, and is asked for again", async () => {
    const b = await bench();
    b.put(virtualService("a"));
    b.put(service("s", "shop"));
    const end = b.api.fault(forbid([VIRTUAL_SERVICES], everywhere));
    const told = b.watch();
    await until(() => synced(told));
    expect(told.lines()).toContain("put s");
    expect(told.lines()).not.toContain("put a");
    expect(told.status()?.state).toBe("partial");
    expect(ofKind(told, VIRTUAL_SERVICES)).toEqual([
      {
        code: "kind-forbidden",
        kind: "VirtualService.networking.istio.io",
        resource: VIRTUAL_SERVICES,
        verb: "list",
        namespace: "",
        detail: `${VIRTUAL_SERVICES} is forbidden: User "me" cannot list resource`,
      },
    ]);
    end();
    await b.clock.passNext(5_000);
    await until(() => told.lines().includes("put a"));
    await until(() => told.status()?.state === "ready");
    expect(ofKind(told, VIRTUAL_SERVICES)).toEqual([]);
  });

  it("is normal for Secrets: named, but no lack", async () => {
    const b = await bench();
    b.api.fault(forbid(["secrets"], everywhere));
    const told = b.watch();
    await until(() => synced(told));
    expect(told.status()?.state).toBe("ready");
    expect(ofKind(told, "secrets")).toMatchObject([{ code: "kind-forbidden", verb: "list" }]);
  });

  it("takes away what was shown only when it stays away", async () => {
    const b = await bench();
    b.put(virtualService("a"));
    const told = b.watch();
    await until(() => synced(told) && b.api.watching(VIRTUAL_SERVICES));
    const mark = told.told.length;
    b.api.fault(forbid([VIRTUAL_SERVICES], everywhere));
    for (const { request, response } of [...b.api.state.watchers]) {
      if (request.resource === VIRTUAL_SERVICES) response.destroy();
    }
    const asked = () =>
      b.api.asked("list", VIRTUAL_SERVICES) + b.api.asked("watch", VIRTUAL_SERVICES);
    const before = asked();
    await b.clock.passNext(1_000);
    await until(() => asked() === before + 1 && told.status()?.state === "partial");
    await b.clock.passNext(5_000);
    await until(() => asked() === before + 2);
    expect(told.lines(mark)).not.toContain("delete a");
    // Less than what a request may be silent for.
    await b.clock.passNext(25_000);
    await until(() => told.lines(mark).includes("delete a"));
  });

  it("for everything leaves a synced, empty, explained watch", async () => {
    const b = await bench();
    b.put(virtualService("a"));
    b.api.fault(forbid(null, everywhere));
    const told = b.watch();
    await until(() => synced(told));
    expect(told.lines().filter((l) => l.startsWith("put"))).toEqual([]);
    expect(told.status()?.state).toBe("partial");
    expect(new Set(problems(told).map((p) => p.code))).toEqual(
      new Set(["kind-forbidden", "kind-missing"]),
    );
  });
});

describe("a user of some namespaces", () => {
  /** May read in `shop` alone; the server can say so. */
  const onlyShop = (b: Awaited<ReturnType<typeof bench>>) => {
    b.api.fault(forbid(null, (namespace) => namespace !== "shop"));
    b.api.fault(({ verb, resource }, response) => {
      if (verb !== "review" || resource !== "selfsubjectrulesreviews") return false;
      const rule = { verbs: ["get", "list", "watch"], apiGroups: [""], resources: ["services"] };
      const status = { resourceRules: [rule], nonResourceRules: [], incomplete: false };
      return answer(response, 201, { status });
    });
  };

  it("sees them, and is told what else is missing", async () => {
    const b = await bench({ namespaces: ["shop"] });
    b.put(service("s", "shop"));
    b.put(service("hidden", "other"));
    b.put(virtualService("a"));
    onlyShop(b);
    const told = b.watch();
    await until(() => synced(told));
    expect(told.lines().filter((l) => l.startsWith("put"))).toEqual(["put s"]);
    expect(ofKind(told, "services")).toMatchObject([
      { code: "kind-forbidden", namespace: "", readIn: ["shop"] },
    ]);
    expect(ofKind(told, VIRTUAL_SERVICES)).toMatchObject([
      { code: "kind-forbidden", namespace: "" },
      { code: "kind-forbidden", namespace: "shop" },
    ]);
    b.put(service("later", "shop"));
    await until(() => told.lines().includes("put later"));
  });

  it("finds namespaces by itself where they may be listed", async () => {
    const b = await bench();
    for (const name of ["shop", "other"]) {
      b.put({ apiVersion: "v1", kind: "Namespace", metadata: { name } });
    }
    b.put(service("s", "shop"));
    b.put(service("t", "other"));
    b.api.fault(forbid(["services"], inWholeCluster));
    const told = b.watch();
    await until(() => synced(told));
    const puts = told.lines().filter((l) => l.startsWith("put"));
    expect([...puts].sort()).toEqual(["put other", "put s", "put shop", "put t"]);
  });

  const MANY = Array.from({ length: 23 }, (_, i) => `ns-${String(i).padStart(2, "0")}`);
  const putMany = (b: Awaited<ReturnType<typeof bench>>) => {
    for (const name of MANY) {
      b.put({ apiVersion: "v1", kind: "Namespace", metadata: { name } });
      b.put(service("s", name));
    }
    b.api.fault(forbid(["services"], inWholeCluster));
  };
  const services = (told: Told) => told.lines().filter((l) => l === "put s").length;

  it("of more than are read one by one hears which are left out, once", async () => {
    const b = await bench();
    putMany(b);
    const told = b.watch();
    await until(() => synced(told));
    expect(services(told)).toBe(20);
    expect(problems(told).filter((p) => p.code === "namespaces-left-out")).toEqual([
      { code: "namespaces-left-out", namespaces: MANY.slice(20), limit: 20 },
    ]);
  });

  it("gets all that are asked for by name, however many they are", async () => {
    const b = await bench({ namespaces: MANY });
    putMany(b);
    const told = b.watch();
    await until(() => synced(told));
    expect(services(told)).toBe(MANY.length);
    expect(problems(told).filter((p) => p.code === "namespaces-left-out")).toEqual([]);
  });

  it("gets the whole cluster as soon as it is granted, each object told once", async () => {
    const b = await bench({ namespaces: ["shop"] });
    b.put(service("s", "shop"));
    b.put(service("t", "other"));
    const end = b.api.fault(forbid(["services"], inWholeCluster));
    const told = b.watch();
    await until(() => synced(told));
    end();
    await b.soon(() => told.lines().includes("put t"));
    await until(() => told.status()?.state === "ready");
    expect(told.lines().filter((l) => l === "put s")).toHaveLength(1);
    expect(told.lines()).not.toContain("delete s");
  });
});

const CRD = {
  apiVersion: "apiextensions.k8s.io/v1",
  kind: "CustomResourceDefinition",
  metadata: { name: "destinationrules.networking.istio.io" },
};
const DESTINATION_RULES = "destinationrules.networking.istio.io";
const destinationRule = {
  apiVersion: "networking.istio.io/v1",
  kind: "DestinationRule",
  metadata: { name: "dr", namespace: "shop" },
  spec: { host: "a" },
};
const withRules = [
  { plural: "virtualservices", kind: "VirtualService", namespaced: true },
  { plural: "destinationrules", kind: "DestinationRule", namespaced: true },
];

describe("a CRD", () => {
  const missing = {
    code: "kind-missing",
    kind: "DestinationRule.networking.istio.io",
    resource: DESTINATION_RULES,
  };

  it.each([
    { name: "is noticed within a second", seesCrds: true, within: 1_000 },
    { name: "is noticed within a minute by who may not see CRDs", seesCrds: false, within: 60_000 },
  ])("that is installed later $name", async ({ seesCrds, within }) => {
    const b = await bench();
    if (!seesCrds) {
      b.api.fault(forbid(["customresourcedefinitions.apiextensions.k8s.io"], everywhere));
    }
    const told = b.watch();
    await until(() => synced(told));
    expect(told.status()?.state).toBe("ready");
    expect(problems(told)).toContainEqual(missing);

    b.api.state.served.set("networking.istio.io/v1", withRules);
    b.put(destinationRule);
    b.put(CRD);
    for (let waited = 0; waited < within; ) waited += await b.clock.passNext(within - waited);
    await until(() => told.lines().includes("put dr"));
    await until(
      () => !problems(told).some((p) => "resource" in p && p.resource === DESTINATION_RULES),
    );
  });

  it("that goes takes its objects with it", async () => {
    const b = await bench();
    b.api.state.served.set("networking.istio.io/v1", withRules);
    b.put(CRD);
    b.put(destinationRule);
    const told = b.watch();
    await until(() => synced(told) && b.api.watching(DESTINATION_RULES));
    b.api.state.served.set("networking.istio.io/v1", withRules.slice(0, 1));
    b.remove(CRD);
    await b.clock.passNext(1_000);
    await until(() => told.lines().includes("delete dr"));
    expect(problems(told)).toContainEqual(missing);
  });

  it("is found by the older discovery too", async () => {
    const b = await bench();
    b.api.state.aggregated = false;
    b.put(virtualService("a"));
    const told = b.watch();
    await until(() => synced(told));
    expect(told.lines()).toContain("put a");
    expect(problems(told)).toContainEqual(missing);
  });

  it("that is served in a better version is read in that", async () => {
    const b = await bench();
    b.api.state.served.delete("networking.istio.io/v1");
    const old = "networking.istio.io/v1beta1";
    b.api.state.served.set(old, withRules.slice(0, 1));
    b.put({ ...virtualService("a"), apiVersion: old });
    const told = b.watch();
    await until(() => synced(told));
    const versions = () =>
      told.told.flatMap((e) =>
        e.type === "put" && e.resource.kind === "VirtualService.networking.istio.io"
          ? [e.resource.apiVersion]
          : [],
      );
    expect(versions()).toEqual([old]);
    b.api.state.served.set("networking.istio.io/v1", withRules.slice(0, 1));
    b.put(CRD);
    await b.clock.passNext(1_000);
    await until(() => versions().length === 2);
    expect(versions()[1]).toBe("networking.istio.io/v1");
  });
});

describe("a server that is away", () => {
  it("at the start is down, not empty; all comes once it is there", async () => {
    const b = await bench();
    b.put(virtualService("a"));
    await b.api.stop();
    const told = b.watch();
    await until(() => told.status()?.state === "down");
    expect(told.lines()).not.toContain("synced");
    await b.clock.passNext(1_000);
    await b.api.restart();
    await b.soon(() => synced(told));
    expect(told.lines()).toContain("put a");
    expect(told.status()).toMatchObject({ state: "ready", found: "Kubernetes v1.35.0-fake" });
  });

  it("that knows no credentials is reported as such, without them", async () => {
    const b = await bench();
    b.api.fault((_, response) =>
      answer(response, 401, statusBody(401, "Unauthorized", "Unauthorized")),
    );
    const told = b.watch();
    await until(() => told.status()?.state === "down");
    expect(problems(told)).toEqual([
      { code: "unauthorized", url: b.api.url, detail: "Unauthorized" },
    ]);
    expect(JSON.stringify(told.told)).not.toContain("very-secret-token");
  });
});

describe("the watch", () => {
  it("leaves no watch open when it ends", async () => {
    const b = await bench();
    const told = b.watch();
    await until(() => synced(told) && b.api.watching("pods"));
    told.stop();
    await until(() => told.ended() && b.api.state.watchers.size === 0);
  });

  it("keeps Secrets' values to itself", async () => {
    const b = await bench();
    b.put({
      apiVersion: "v1",
      kind: "Secret",
      metadata: { name: "tls", namespace: "shop", annotations: { note: "S3CRET" } },
      type: "kubernetes.io/tls",
      data: { "tls.key": "S3CRET" },
    });
    const told = b.watch();
    await until(() => synced(told));
    expect(told.lines()).toContain("put tls");
    expect(JSON.stringify(told.told)).not.toContain("S3CRET");
    const asked = b.api.log.filter((r) => r.resource === "secrets");
    expect(
      asked.every(
        (r) =>
          r.url.searchParams.get("fieldSelector") ===
          "type!=helm.sh/release.v1,type!=kubernetes.io/service-account-token",
      ),
    ).toBe(true);
  });
});
