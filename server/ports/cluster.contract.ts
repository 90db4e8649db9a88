import { afterEach, describe, expect, it } from "vitest";
import { describeSchema } from "@/lib/mesh/manifest/schema/describe-schema";
import { objectSchema } from "@/lib/mesh/manifest/schema/validate-object";
import { type MeshResource, type ResourceRef, refKey, refOf } from "@/lib/mesh/model/resource";
import type { ClusterEvent, ClusterPort } from "./cluster";

/** A Kubernetes object as a manifest has it; the harness fills in uid and resourceVersion as an API server would. */
export type RawManifest = Readonly<Record<string, unknown>>;

/** One cluster under test, and the hands to change what is in it. */
export type ClusterHarness = {
  readonly port: ClusterPort;
  /** Creates or replaces one object: it gets a new resourceVersion. */
  change(object: RawManifest): Promise<void>;
  remove(object: RawManifest): Promise<void>;
  /** Breaks every open watch, where there is something to break. */
  readonly cutWatches?: () => Promise<void>;
  /** Breaks every open watch and forgets the past, so that no earlier resourceVersion can be resumed. */
  readonly expireVersions?: () => Promise<void>;
  close(): Promise<void>;
};

const namespace = (name: string): RawManifest => ({
  apiVersion: "v1",
  kind: "Namespace",
  metadata: { name, labels: { "kubernetes.io/metadata.name": name } },
});

const virtualService = (name: string, weight: number): RawManifest => ({
  apiVersion: "networking.istio.io/v1",
  kind: "VirtualService",
  metadata: { name, namespace: "shop" },
  spec: {
    hosts: ["cart"],
    http: [{ route: [{ destination: { host: "cart" }, weight }] }],
  },
});

const service: RawManifest = {
  apiVersion: "v1",
  kind: "Service",
  metadata: { name: "cart", namespace: "shop", labels: { app: "cart" } },
  spec: { selector: { app: "cart" }, ports: [{ name: "http", port: 80, protocol: "TCP" }] },
};

const template = {
  metadata: { labels: { app: "cart", version: "v1" } },
  spec: { containers: [{ name: "app", image: "cart:1" }] },
};

const deployment: RawManifest = {
  apiVersion: "apps/v1",
  kind: "Deployment",
  metadata: { name: "cart-v1", namespace: "shop", labels: { app: "cart" } },
  spec: { replicas: 1, selector: { matchLabels: { app: "cart" } }, template },
};

const initial = [
  namespace("shop"),
  service,
  deployment,
  virtualService("a", 100),
  virtualService("b", 100),
];

/** Reads the events of one watch: folds them and waits for conditions. */
function follow(port: ClusterPort) {
  const controller = new AbortController();
  const events = port.watch(controller.signal)[Symbol.asyncIterator]();
  const resources = new Map<string, MeshResource>();
  const seen: ClusterEvent[] = [];

  const take = async (): Promise<ClusterEvent> => {
    const next = await events.next();
    if (next.done) throw new Error("the watch ended");
    seen.push(next.value);
    if (next.value.type === "put") {
      resources.set(refKey(refOf(next.value.resource)), next.value.resource);
    }
    if (next.value.type === "delete") resources.delete(refKey(next.value.ref));
    return next.value;
  };
  return {
    resources,
    seen,
    stop: () => controller.abort(),
    next: () => events.next(),
    async until(condition: () => boolean): Promise<void> {
      while (!condition()) await take();
    },
    async untilSynced(): Promise<void> {
      while ((await take()).type !== "synced") {
        // Everything before is folded by `take`.
      }
    },
  };
}

type Follower = ReturnType<typeof follow>;

/** `a 100 · b 100`: the VirtualServices that a reader holds, with their weight. */
const routesOf = (reader: Follower): string =>
  [...reader.resources.values()]
    .flatMap((r) => (r.kind === "VirtualService.networking.istio.io" ? [r] : []))
    .map((r) => `${r.meta.name} ${/"weight":(\d+)/.exec(JSON.stringify(r.spec))?.[1] ?? "?"}`)
    .sort()
    .join(" · ");

const kindsOf = (reader: Follower): readonly string[] =>
  [...new Set([...reader.resources.values()].map((r) => r.kind))].sort();

/**
 * The promises of `ClusterPort`, the same for every adapter.
 *
 * @param create a cluster that holds exactly `initial` and what the adapter adds by itself
 */
export function describeClusterContract(
  create: (initial: readonly RawManifest[]) => Promise<ClusterHarness>,
): void {
  const open: { harness: ClusterHarness; readers: Follower[] }[] = [];

  const start = async () => {
    const harness = await create(initial);
    const readers: Follower[] = [];
    open.push({ harness, readers });
    const reader = () => {
      const r = follow(harness.port);
      readers.push(r);
      return r;
    };
    const ref = (kind: ResourceRef["kind"], name: string): ResourceRef => ({
      cluster: harness.port.cluster,
      kind,
      namespace: "shop",
      name,
    });
    return { harness, reader, ref };
  };

  afterEach(async () => {
    for (const { harness, readers } of open.splice(0)) {
      for (const r of readers) r.stop();
      await harness.close();
    }
  });

  describe("watch", () => {
    it("gives the current objects, then says once that it is synced", async () => {
      const { harness, reader } = await start();
      const r = reader();
      await r.untilSynced();
      expect(routesOf(r)).toBe("a 100 · b 100");
      // An adapter may add what controllers make of these (slices, accounts).
      expect(kindsOf(r)).toEqual(
        expect.arrayContaining([
          "Namespace",
          "Service",
          "VirtualService.networking.istio.io",
          "Workload",
        ]),
      );
      expect([...r.resources.values()].every((x) => x.meta.cluster === harness.port.cluster)).toBe(
        true,
      );

      await harness.change(virtualService("c", 1));
      await r.until(() => routesOf(r).includes("c 1"));
      expect(r.seen.filter((e) => e.type === "synced")).toHaveLength(1);
    });

    it("reports its state before it is synced", async () => {
      const { harness, reader } = await start();
      const r = reader();
      await r.untilSynced();
      const states = r.seen.flatMap((e) => (e.type === "status" ? [e.status] : []));
      expect(states.length).toBeGreaterThan(0);
      expect(states.every((s) => s.id === "cluster" && s.cluster === harness.port.cluster)).toBe(
        true,
      );
    });

    it("gives a later change, with a new resourceVersion", async () => {
      const { harness, reader } = await start();
      const r = reader();
      await r.untilSynced();
      const versionOf = () =>
        [...r.resources.values()].find((x) => x.meta.name === "a")?.meta.resourceVersion;
      const before = versionOf();
      await harness.change(virtualService("a", 40));
      await r.until(() => routesOf(r) === "a 40 · b 100");
      expect(versionOf()).not.toBe(before);
    });

    it("gives a removal", async () => {
      const { harness, reader } = await start();
      const r = reader();
      await r.untilSynced();
      await harness.remove(virtualService("a", 100));
      await r.until(() => routesOf(r) === "b 100");
    });

    it("gives several readers the same objects", async () => {
      const { harness, reader } = await start();
      const [one, two] = [reader(), reader()];
      await one.untilSynced();
      await harness.change(virtualService("a", 7));
      await two.untilSynced();
      await one.until(() => routesOf(one) === "a 7 · b 100");
      await two.until(() => routesOf(two) === "a 7 · b 100");
      expect([...two.resources.keys()].sort()).toEqual([...one.resources.keys()].sort());
    });

    it("ends when its signal aborts", async () => {
      const { reader } = await start();
      const r = reader();
      await r.untilSynced();
      const pending = r.next();
      r.stop();
      for (let item = await pending; !item.done; item = await r.next()) {
        // What was under way may still arrive; after that comes the end.
      }
      expect((await r.next()).done).toBe(true);
    });
  });

  /** Both ways to lose a watch end the same: the reader holds what is there, told only of what differs. */
  const recovers = (
    name: string,
    breakWatches: (h: ClusterHarness) => (() => Promise<void>) | undefined,
  ) =>
    it(name, async ({ skip }) => {
      const { harness, reader } = await start();
      const act = breakWatches(harness);
      if (!act) return skip("nothing can break here");
      const r = reader();
      await r.untilSynced();
      await harness.change(virtualService("a", 50));
      await r.until(() => routesOf(r) === "a 50 · b 100");
      const mark = r.seen.length;

      await act();
      await harness.remove(virtualService("b", 100));
      await harness.change(virtualService("c", 5));
      await harness.change(virtualService("d", 6));
      await r.until(() => routesOf(r) === "a 50 · c 5 · d 6");
      // A last change, so that everything that was to come of this kind has come.
      await harness.change(virtualService("c", 9));
      await r.until(() => routesOf(r) === "a 50 · c 9 · d 6");

      const told = r.seen.slice(mark).flatMap((e) => {
        if (e.type === "put") return [`put ${e.resource.meta.name}`];
        return e.type === "delete" ? [`delete ${e.ref.name}`] : [];
      });
      expect(told).not.toContain("put a");
      expect(told.filter((t) => t === "delete b")).toHaveLength(1);
      expect(told.filter((t) => t === "put d")).toHaveLength(1);
    });

  describe("without a gap", () => {
    recovers("after every watch is cut", (h) => h.cutWatches);
    recovers("after the past is forgotten", (h) => h.expireVersions);
  });

  describe("read", () => {
    const signal = new AbortController().signal;

    it("gives the whole object", async () => {
      const { harness, ref } = await start();
      const answer = await harness.port.read(
        ref("VirtualService.networking.istio.io", "a"),
        signal,
      );
      if (!answer.ok) throw new Error(answer.error.code);
      expect(answer.value).toMatchObject(virtualService("a", 100));
    });

    it("gives the controller for a workload", async () => {
      const { harness, ref } = await start();
      const answer = await harness.port.read(ref("Workload", "cart-v1"), signal);
      if (!answer.ok) throw new Error(answer.error.code);
      expect(answer.value).toMatchObject({ kind: "Deployment", spec: { replicas: 1, template } });
    });

    it.each(["VirtualService.networking.istio.io", "Service", "Workload"] as const)(
      "says not-found for a %s that is not there",
      async (kind) => {
        const { harness, ref } = await start();
        const answer = await harness.port.read(ref(kind, "nowhere"), signal);
        expect(answer).toMatchObject({ ok: false, error: { code: "not-found" } });
      },
    );

    it("refuses Secrets, whatever the rights", async () => {
      const { harness, ref } = await start();
      const answer = await harness.port.read(ref("Secret", "cart-tls"), signal);
      expect(answer).toMatchObject({ ok: false, error: { code: "forbidden", verb: "get" } });
    });
  });

  describe("schema", () => {
    const signal = new AbortController().signal;
    const KIND = "VirtualService.networking.istio.io";

    it("gives the schema of a kind, the same however often it is asked for", async () => {
      const { harness } = await start();
      const first = await harness.port.schema(KIND, "v1", signal);
      if (!first.ok || first.value === null) throw new Error("no schema");
      const weight = ["spec", "http", 0, "route", 0, "weight"];
      expect(describeSchema(objectSchema(first.value), weight)).toMatchObject({ type: "integer" });
      expect(await harness.port.schema(KIND, "v1", signal)).toEqual(first);
    });

    it("has none of a version that is not served", async () => {
      const { harness } = await start();
      expect(await harness.port.schema(KIND, "v9", signal)).toEqual({ ok: true, value: null });
    });
  });

  describe("rights", () => {
    const signal = new AbortController().signal;

    it("tells as whom everything is asked and written", async () => {
      const { harness } = await start();
      const user = await harness.port.user(signal);
      expect(user.ok && user.value).toMatch(/\S/);
    });

    it("answers every question in its place", async () => {
      const { harness } = await start();
      const question = { verb: "list", group: "", resource: "services", namespace: "" };
      const one = await harness.port.can([question], signal);
      const three = await harness.port.can([question, question, question], signal);
      if (!one.ok || !three.ok) throw new Error("no answer");
      expect(three.value).toEqual([one.value[0], one.value[0], one.value[0]]);
    });

    it("lists what may be done in a namespace", async () => {
      const { harness } = await start();
      const answer = await harness.port.rules("shop", signal);
      if (!answer.ok) throw new Error(answer.error.code);
      expect(
        answer.value.rules.some((r) => r.verbs.includes("list") || r.verbs.includes("*")),
      ).toBe(true);
    });
  });
}
