import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { WriteError } from "@/lib/mesh/changes/write-error";
import type { ResourceRef } from "@/lib/mesh/model/resource";
import type { Result } from "@/lib/result";
import type { ClusterEvent, ClusterPort, Manifest } from "./cluster";
import type { WriteGuard, WriteOutcome, WriteRequest } from "./writes";

/** A cluster with one namespace that writes may fill, and the hand of another writer in it. */
export type WriteHarness = {
  readonly port: ClusterPort;
  readonly namespace: string;
  /** Another client: states (`Apply`) or puts (`Update`) an object under a manager's name, taking whatever is in its way. */
  writeAs(manager: string, operation: "Apply" | "Update", object: Manifest): Promise<void>;
  /** Another client removes the object. */
  remove(object: Manifest): Promise<void>;
  close(): Promise<void>;
};

type Spec = Readonly<Record<string, unknown>>;
type Labels = Readonly<Record<string, string>>;

const signal = new AbortController().signal;

const split = (weight: number, extra: Spec = {}): Spec => ({
  hosts: ["cart"],
  http: [
    {
      route: [
        { destination: { host: "cart", subset: "v1" }, weight },
        { destination: { host: "cart", subset: "v2" }, weight: 100 - weight },
      ],
    },
  ],
  ...extra,
});

/** One object in a test's hands. */
function createHand(harness: WriteHarness, name: string) {
  const { port, namespace } = harness;
  const kind = "VirtualService.networking.istio.io";
  const ref: ResourceRef = { cluster: port.cluster, kind, namespace, name };
  const object = (spec: Spec, labels?: Labels): Manifest => ({
    apiVersion: "networking.istio.io/v1",
    kind: "VirtualService",
    metadata: { name, namespace, ...(labels && { labels }) },
    spec,
  });
  const read = async (): Promise<Manifest> => {
    const answer = await port.read(ref, signal);
    if (!answer.ok) throw new Error(answer.error.code);
    return answer.value;
  };
  const metadata = async () => (await read())["metadata"] as Record<string, unknown>; // an API object has metadata
  const seen = async (): Promise<Extract<WriteGuard, { type: "version" }>> => {
    const { uid, resourceVersion } = await metadata();
    return { type: "version", uid: String(uid), resourceVersion: String(resourceVersion) };
  };
  const apply = async (
    manifest: Manifest,
    options: Partial<Extract<WriteRequest, { verb: "apply" }>> = {},
  ) => {
    const guard = options.guard ?? (await seen());
    const base = { verb: "apply", ref, object: manifest, takeFrom: [], dryRun: false } as const;
    return port.write({ ...base, ...options, guard }, signal);
  };
  return {
    ref,
    object,
    read,
    seen,
    apply,
    metadata,
    create: (spec: Spec, labels?: Labels) =>
      apply(object(spec, labels), { guard: { type: "absent" } }),
    by: (manager: string, spec: Spec, operation: "Apply" | "Update" = "Update", labels?: Labels) =>
      harness.writeAs(manager, operation, object(spec, labels)),
    spec: async () => (await read())["spec"],
    exists: async () => (await port.read(ref, signal)).ok,
    /** `heddle Apply f:hosts f:http` */
    managers: async (): Promise<readonly string[]> => {
      const entries = (await metadata())["managedFields"] as readonly ManagedEntry[]; // as the API defines it
      return entries.map((e) =>
        [e.manager, e.operation, ...Object.keys(e.fieldsV1["f:spec"] ?? {})]
          .filter((f) => f !== ".")
          .join(" "),
      );
    },
    remove: (guard: Extract<WriteGuard, { type: "version" }>, dryRun = false) =>
      port.write({ verb: "delete", ref, guard, dryRun }, signal),
  };
}

type ManagedEntry = {
  readonly manager: string;
  readonly operation: string;
  readonly fieldsV1: Readonly<Record<string, object>>;
};

type Hand = ReturnType<typeof createHand>;

const good = (result: Result<WriteOutcome, WriteError>): WriteOutcome => {
  if (!result.ok) throw new Error(`${result.error.code}: ${result.error.message}`);
  return result.value;
};

const failed = (result: Result<WriteOutcome, WriteError>): WriteError => {
  if (result.ok) throw new Error("written, against expectation");
  return result.error;
};

/** `kubectl-edit Update .spec.http` */
const conflictsOf = (error: WriteError): readonly string[] =>
  error.code === "field-conflict"
    ? error.conflicts.map((c) => `${c.manager} ${c.operation} ${c.field}`).sort()
    : [error.code];

/** The first weight of an object that an event brings; `null` for other events. */
const weightOf = (event: ClusterEvent, name: string): string | null =>
  event.type === "put" && event.resource.meta.name === name
    ? (/"weight":(\d+)/.exec(JSON.stringify(event.resource))?.[1] ?? null)
    : null;

/** The promises of `ClusterPort.write`, the same for every adapter. */
export function describeWriteContract(create: () => Promise<WriteHarness>): void {
  let harness: WriteHarness;
  let count = 0;
  const hand = (): Hand => {
    count += 1;
    return createHand(harness, `object-${count}`);
  };

  beforeAll(async () => {
    harness = await create();
  });
  afterAll(() => harness.close());

  describe("creation", () => {
    it("creates where nothing stands, and states what it wrote", async () => {
      const h = hand();
      const made = good(await h.create(split(90), { team: "a" }));
      expect(made).toMatchObject({ generation: 1, warnings: [], ...(await versions(h)) });
      expect(made.object).toEqual(await h.read());
      expect(await h.spec()).toEqual(split(90));
      expect(await h.managers()).toEqual(["heddle Apply f:hosts f:http"]);
      expect((await h.metadata())["labels"]).toEqual({ team: "a" });
    });

    it("writes nothing in a dry run", async () => {
      const h = hand();
      const guard = { type: "absent" } as const;
      const dry = good(await h.apply(h.object(split(90)), { guard, dryRun: true }));
      expect(dry).toMatchObject({ resourceVersion: "", object: { spec: split(90) } });
      expect(await h.exists()).toBe(false);
    });

    it.each([true, false])("is refused where something stands (dry run: %s)", async (dryRun) => {
      const h = hand();
      await h.by("kubectl-create", split(10));
      const guard = { type: "absent" } as const;
      const error = failed(await h.apply(h.object(split(90)), { guard, dryRun }));
      expect(error.code).toBe("exists-already");
      expect(await h.spec()).toEqual(split(10));
    });
  });

  const versions = async (h: Hand) => {
    const { uid, resourceVersion } = await h.metadata();
    return { uid, resourceVersion };
  };

  describe("change", () => {
    it("writes the object that the author saw", async () => {
      const h = hand();
      const { uid } = good(await h.create(split(90)));
      const changed = good(await h.apply(h.object(split(50))));
      expect(changed).toMatchObject({ generation: 2, ...(await versions(h)) });
      expect(changed.uid).toBe(uid);
      expect(await h.spec()).toEqual(split(50));
    });

    it("changes nothing in a dry run, and shows what it would give", async () => {
      const h = hand();
      good(await h.create(split(90)));
      const before = await h.read();
      const dry = good(await h.apply(h.object(split(50)), { dryRun: true }));
      expect(dry.object).toMatchObject({ spec: split(50) });
      expect(await h.read()).toEqual(before);
    });

    it("leaves the version alone when nothing changes", async () => {
      const h = hand();
      const { resourceVersion } = good(await h.create(split(90)));
      expect(good(await h.apply(h.object(split(90)))).resourceVersion).toBe(resourceVersion);
    });

    it("shows in the watch", async () => {
      const h = hand();
      const controller = new AbortController();
      const events = harness.port.watch(controller.signal)[Symbol.asyncIterator]();
      const until = async (wanted: (event: ClusterEvent) => boolean) => {
        for (let next = await events.next(); !next.done; next = await events.next()) {
          if (wanted(next.value)) return;
        }
      };
      await until((e) => e.type === "synced");
      good(await h.create(split(90)));
      good(await h.apply(h.object(split(40))));
      await until((e) => weightOf(e, h.ref.name) === "40");
      controller.abort();
    });

    it("gives the spec back as it was when the object before is written again", async () => {
      const h = hand();
      good(await h.create(split(90, { exportTo: ["."] })));
      const before = await h.read();
      good(await h.apply(h.object(split(50, { gateways: ["mesh"] }))));
      good(await h.apply(h.object(before["spec"] as Spec))); // as read
      expect(JSON.stringify(await h.spec())).toBe(JSON.stringify(before["spec"]));
    });
  });

  describe("an object that is not the one the author saw", () => {
    it("has moved on, even where its fields are in conflict too", async () => {
      const h = hand();
      await h.by("kubectl-create", split(90));
      const guard = await h.seen();
      await h.by("kubectl-edit", split(80));
      expect(failed(await h.apply(h.object(split(50)), { guard })).code).toBe("moved-on");
      const forced = await h.apply(h.object(split(50)), { guard, takeFrom: ["kubectl-edit"] });
      expect(failed(forced).code).toBe("moved-on");
      expect(await h.spec()).toEqual(split(80));
    });

    it("is gone", async () => {
      const h = hand();
      await h.by("kubectl-create", split(90));
      const guard = await h.seen();
      await harness.remove(h.object(split(90)));
      expect(failed(await h.apply(h.object(split(50)), { guard })).code).toBe("not-found");
      expect(failed(await h.remove(guard)).code).toBe("not-found");
      expect(await h.exists()).toBe(false);
    });

    it("is another one of the same name", async () => {
      const h = hand();
      await h.by("kubectl-create", split(90));
      const guard = await h.seen();
      await harness.remove(h.object(split(90)));
      await h.by("kubectl-create", split(90));
      expect(failed(await h.apply(h.object(split(50)), { guard })).code).toBe("moved-on");
      expect(failed(await h.remove(guard)).code).toBe("moved-on");
      expect(await h.spec()).toEqual(split(90));
    });
  });

  describe("fields of others", () => {
    it("are a conflict that names manager, operation and field, until the author names the manager", async () => {
      const h = hand();
      await h.by("kubectl-client-side-apply", split(90));
      await h.by("kubectl-edit", split(80));
      const error = failed(await h.apply(h.object(split(50))));
      expect(conflictsOf(error)).toEqual(["kubectl-edit Update .spec.http"]);
      expect(error.message).toContain("kubectl-edit");
      const other = await h.apply(h.object(split(50)), { takeFrom: ["kubectl-patch"] });
      expect(failed(other).code).toBe("field-conflict");
      good(await h.apply(h.object(split(50)), { takeFrom: ["kubectl-edit"] }));
      expect(await h.spec()).toEqual(split(50));
      expect(await h.managers()).toContain("heddle Apply f:hosts f:http");
    });

    it.each(["argocd-controller", "kustomize-controller", "flagger"])(
      "are never taken from %s",
      async (manager) => {
        const h = hand();
        await h.by(manager, split(90), "Apply");
        const error = failed(await h.apply(h.object(split(50)), { takeFrom: [manager] }));
        expect(conflictsOf(error)).toEqual([`${manager} Apply .spec.http`]);
        expect(await h.spec()).toEqual(split(90));
      },
    );

    it("that the object no longer has are a conflict too, and go when they may be taken", async () => {
      const h = hand();
      await h.by("kubectl-create", split(90, { exportTo: ["."] }));
      const refused = failed(await h.apply(h.object(split(50))));
      expect(conflictsOf(refused)).toEqual([
        "kubectl-create Update .spec.exportTo",
        "kubectl-create Update .spec.http",
      ]);
      const takeFrom = ["kubectl-create"];
      const dry = good(await h.apply(h.object(split(50)), { takeFrom, dryRun: true }));
      expect(dry.object).toMatchObject({ spec: split(50) });
      expect(await h.spec()).toEqual(split(90, { exportTo: ["."] }));
      good(await h.apply(h.object(split(50)), { takeFrom }));
      expect(await h.spec()).toEqual(split(50));
    });

    it("of an automated manager do not go either", async () => {
      const h = hand();
      await h.by("argocd-controller", split(90, { exportTo: ["."] }), "Apply");
      const takeFrom = ["argocd-controller"];
      const error = failed(await h.apply(h.object(split(90)), { takeFrom }));
      expect(conflictsOf(error)).toEqual(["argocd-controller Apply .spec.exportTo"]);
      expect(await h.spec()).toEqual(split(90, { exportTo: ["."] }));
    });

    it("that are labels since the author saw it stay, and what is taken back goes", async () => {
      const h = hand();
      good(await h.create(split(90), { own: "a" }));
      const from = h.object(split(90), { own: "a" });
      await h.by("policy-bot", split(90), "Apply", { own: "a", third: "party" });
      const object = h.object(split(50));
      good(await h.apply(object, { from, takeFrom: ["policy-bot"] }));
      expect((await h.metadata())["labels"]).toEqual({ third: "party" });
      expect(await h.spec()).toEqual(split(50));
    });

    it("that are labels stay theirs", async () => {
      const h = hand();
      const labels = { team: "a", keep: "b" };
      await h.by("kubectl-create", split(90), "Update", labels);
      const object = h.object(split(90, { gateways: ["mesh"] }), { ...labels, mine: "c" });
      good(await h.apply(object));
      const { managedFields } = await h.metadata();
      const ours = (managedFields as readonly ManagedEntry[]).find((e) => e.manager === "heddle"); // as the API defines it
      expect(ours?.fieldsV1["f:metadata"]).toEqual({ "f:labels": { "f:mine": {} } });
      const gone = await h.apply(h.object(split(90, { gateways: ["mesh"] }), { team: "a" }));
      expect(conflictsOf(failed(gone))).toEqual(["kubectl-create Update .metadata.labels.keep"]);
    });
  });

  describe("fields of its own", () => {
    it("go when the object no longer has them", async () => {
      const h = hand();
      good(await h.create(split(90, { exportTo: ["."] })));
      good(await h.apply(h.object(split(90))));
      expect(await h.spec()).toEqual(split(90));
    });

    it("are its own however they were written", async () => {
      const h = hand();
      await h.by("heddle", split(90, { exportTo: ["."] }), "Update");
      good(await h.apply(h.object(split(50, { exportTo: ["."] }))));
      expect(await h.spec()).toEqual(split(50, { exportTo: ["."] }));
      good(await h.apply(h.object(split(40))));
      expect(await h.spec()).toEqual(split(40));
    });
  });

  describe("what the cluster refuses", () => {
    it("an unknown field", async () => {
      const h = hand();
      const error = failed(await h.create(split(90, { bogus: 1 })));
      expect(error).toMatchObject({
        code: "invalid",
        causes: [{ field: "spec.bogus", message: "field not declared in schema" }],
      });
      good(await h.create(split(90)));
      expect(failed(await h.apply(h.object(split(90, { bogus: 1 })))).code).toBe("invalid");
    });

    it.each([
      ["a negative weight", split(-5), "weight -5 < 0"],
      ["weights of nothing", weightless, "total destination weight = 0"],
      [
        "a host twice",
        split(90, { hosts: ["a", "a"] }),
        "duplicate hosts in virtual service: a & a",
      ],
      ["no routes", { hosts: ["a"] }, "http, tcp or tls must be provided in virtual service"],
    ])("what Istio's webhook refuses: %s", async (_, spec, sentence) => {
      const h = hand();
      const guard = { type: "absent" } as const;
      for (const dryRun of [true, false]) {
        const error = failed(await h.apply(h.object(spec), { guard, dryRun }));
        expect(error).toMatchObject({ code: "refused", by: "validation.istio.io" });
        expect(error.message).toBe(
          `admission webhook "validation.istio.io" denied the request: configuration is invalid: ${sentence}`,
        );
      }
      expect(await h.exists()).toBe(false);
    });

    it("passes warnings on", async () => {
      const h = hand();
      const route = [{ destination: { host: "cart" } }];
      const written = good(await h.create({ hosts: ["cart"], http: [{ route }, { route }] }));
      expect(written.warnings).toEqual([
        "virtualService rule #1 not used (only the last rule can have no matches)",
      ]);
    });

    it("objects that are not the mesh's configuration", async () => {
      const h = hand();
      const ref = { ...h.ref, kind: "Service" } as const;
      const guard = { type: "absent" } as const;
      expect(failed(await h.apply(h.object(split(1)), { ref, guard })).code).toBe("forbidden");
    });
  });

  describe("removal", () => {
    it("removes the object that the author saw", async () => {
      const h = hand();
      await h.by("argocd-controller", split(90), "Apply");
      const guard = await h.seen();
      const gone = good(await h.remove(guard));
      expect(gone).toEqual({
        object: null,
        uid: guard.uid,
        resourceVersion: "",
        generation: null,
        warnings: [],
      });
      expect(await h.exists()).toBe(false);
    });

    it("removes nothing in a dry run", async () => {
      const h = hand();
      good(await h.create(split(90)));
      good(await h.remove(await h.seen(), true));
      expect(await h.exists()).toBe(true);
    });

    it("is refused for another version", async () => {
      const h = hand();
      good(await h.create(split(90)));
      const guard = await h.seen();
      good(await h.apply(h.object(split(80))));
      expect(failed(await h.remove(guard)).code).toBe("moved-on");
      expect(failed(await h.remove(guard, true)).code).toBe("moved-on");
      expect(await h.spec()).toEqual(split(80));
    });
  });
}

const weightless: Spec = {
  hosts: ["cart"],
  http: [
    {
      route: [
        { destination: { host: "cart", subset: "v1" }, weight: 0 },
        { destination: { host: "cart", subset: "v2" }, weight: 0 },
      ],
    },
  ],
};
