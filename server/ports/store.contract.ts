import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { BaseObject, Draft } from "@/lib/mesh/changes/draft";
import type { ConfigRef, Edit } from "@/lib/mesh/changes/edit";
import type { ApplyPhase, ChangeRecord, JournalEvent } from "@/lib/mesh/changes/journal";
import type { Json, JsonObject } from "@/lib/mesh/manifest/json";
import type { StorePort } from "./store";

export type StoreHarness = {
  readonly store: StorePort;
  /** A second process on the same data, where the store can be shared. */
  readonly other?: StorePort;
  /** Ends the store and opens what it left, where it leaves anything. */
  readonly reopen?: () => Promise<StorePort>;
  close(): Promise<void>;
};

const refIn = (cluster: string, name: string): ConfigRef => ({
  cluster,
  kind: "VirtualService.networking.istio.io",
  namespace: "shop",
  name,
});

/** Keys out of order, numbers at their limits, text of every kind: what a store that interprets would change. */
const spec: JsonObject = {
  zeta: 1,
  alpha: [{ weight: 90, name: "v2" }, { weight: 10 }],
  "10": "ten",
  "9": "nine",
  text: 'tab\t "quoted" \\ \u0000 \u2028 é 網 🧵 \ud800',
  numbers: [0.1, 1e21, 5e-324, Number.MAX_SAFE_INTEGER, -1],
  nothing: null,
  empty: { list: [], object: {}, text: "" },
};

const baseOf = (ref: ConfigRef): BaseObject => ({
  ref,
  value: { spec, apiVersion: "networking.istio.io/v1" },
  uid: "u-1",
  resourceVersion: "4711",
});

function editsOf(cluster: string): readonly Edit[] {
  const ref = refIn(cluster, "cart");
  const service = { cluster, kind: "Service", namespace: "shop", name: "cart" } as const;
  const shares = [
    { destination: "v1", before: 90, after: 50 },
    { destination: "v2", before: null, after: 50 },
  ];
  const weight = ["spec", "http", 0, "route", 1, "weight"];
  const split: Edit["intent"] = {
    type: "split",
    service,
    host: "cart",
    rule: "spec.http[0]",
    shares,
  };
  return [
    {
      id: "e1",
      intent: split,
      objects: [
        {
          type: "patch",
          ref,
          changes: [
            { op: "set", path: weight, was: 10, to: 50 },
            { op: "set", path: ["spec", "extra"], to: null },
            { op: "insert", path: ["spec", "http", 1], to: spec },
            { op: "remove", path: ["spec", "zeta"], was: 1 },
          ],
          text: "# kept\nspec: {}\n",
        },
        { type: "create", ref: refIn(cluster, "new"), value: spec },
      ],
    },
    { id: "e2", intent: { type: "typed", ref }, objects: [{ type: "patch", ref, changes: [] }] },
    { id: "e3", intent: { type: "fix", code: "MESH0101", ref }, objects: [] },
    {
      id: "e4",
      intent: { type: "remove", ref },
      objects: [{ type: "remove", ref, was: spec }],
    },
  ];
}

function draftOf(cluster: string, id: string, name = "Shift the cart"): Draft {
  const [first, ...rest] = editsOf(cluster);
  const undone = first === undefined ? [] : [[{ edit: first, at: 0 }]];
  const cart = refIn(cluster, "cart");
  const base = { [`${cluster}/cart`]: baseOf(cart), [`${cluster}/new`]: null };
  return { id, name, cluster, base, edits: rest, undone };
}

function recordOf(cluster: string, id: string, createdAt = 1): ChangeRecord {
  const ref = refIn(cluster, "cart");
  const guard = { before: spec, uid: "u-1", resourceVersion: "4711", generation: 2 };
  return {
    id,
    cluster,
    name: "Shift the cart",
    why: "v2 is ready",
    author: null,
    draft: "d1",
    rollbackOf: null,
    createdAt,
    changeSet: {
      cluster,
      changes: [
        { type: "create", ref, after: spec, text: "a: 1\n" },
        {
          type: "update",
          ref,
          after: spec,
          text: "",
          changes: [{ op: "set", path: ["a"], to: 1 }],
          ...guard,
        },
        { type: "remove", ref, ...guard, waitForProxies: true },
      ],
    },
    keepWithinMs: 600_000,
  };
}

const step = { step: 0, way: "forward" } as const;
const found = { uid: "u-2", resourceVersion: "4712", generation: 3 };
/** One of every kind. */
const EVENTS: readonly JournalEvent[] = [
  { type: "intended", ...step },
  { type: "written", ...step, ...found, warnings: ["deprecated"] },
  { type: "not-written", ...step, code: "conflict", message: "it has moved on" },
  { type: "settled", ...step, found: "other", ...found, generation: null, manager: "argocd" },
  { type: "left-alone", step: 0, why: "changed", manager: null, message: "" },
  { type: "turned-back", reason: "asked", by: "kim" },
  { type: "kept", by: null },
  { type: "watched", verdict: "agrees", detail: "50 / 50" },
];
const INTENDED: JournalEvent = { type: "intended", ...step };

const ENDS: Record<ApplyPhase, boolean> = {
  writing: false,
  unsettled: false,
  confirming: false,
  applied: true,
  reverting: false,
  reverted: true,
  "part-standing": true,
};

/** As text, so that the order of keys counts. */
const text = (value: unknown) => JSON.stringify(value);

const countOf = <T>(values: readonly T[], wanted: (value: T) => boolean) =>
  values.filter(wanted).length;

/**
 * What every store must do. Runs against an empty one; its tests share it and keep apart by names of their own.
 *
 * @param outlives whether what is kept is there when the store is opened again
 */
export function storeContract(
  name: string,
  open: () => Promise<StoreHarness>,
  outlives: boolean,
): void {
  describe(name, () => {
    let harness: StoreHarness;
    let store: StorePort;
    let names = 0;
    const fresh = () => {
      names += 1;
      return `${names}`;
    };
    /** Askers in turn: those of both processes where there are two. */
    const askers = (count: number): readonly StorePort[] =>
      Array.from({ length: count }, (_, at) => (at % 2 === 1 ? (harness.other ?? store) : store));

    beforeAll(async () => {
      harness = await open();
      store = harness.store;
    }, 300_000);
    afterAll(() => harness.close());

    describe("an empty store", () => {
      it("answers every question", async () => {
        expect(await store.drafts.list("nowhere")).toEqual([]);
        expect(await store.drafts.get("nothing")).toBeNull();
        expect(await store.changes.list("nowhere", { after: null, limit: 10 })).toEqual({
          changes: [],
          next: null,
        });
        expect(await store.changes.get("nothing")).toBeNull();
        expect(await store.changes.unfinished()).toEqual([]);
        expect(await store.changes.journal("nothing")).toEqual([]);
        expect(await store.layouts.get("nothing")).toBeNull();
        expect(await store.views.list()).toEqual([]);
      });
    });

    describe("drafts", () => {
      it("come back as they went in, to the order of their keys", async () => {
        const draft = draftOf("bytes", fresh());
        const saved = await store.drafts.save(draft, "kim", 0, 1_700_000_000_000);
        const stored = await store.drafts.get(draft.id);
        expect(saved).toEqual({ ok: true, value: stored });
        expect(stored).toMatchObject({ author: "kim", version: 1, updatedAt: 1_700_000_000_000 });
        expect(text(stored?.draft)).toBe(text(draft));
      });

      it("are listed by cluster, last saved first", async () => {
        const cluster = `list-${fresh()}`;
        for (const [at, id] of ["a", "b", "c"].entries()) {
          await store.drafts.save(draftOf(cluster, `${cluster}-${id}`), null, 0, at);
        }
        await store.drafts.save(draftOf(cluster, `${cluster}-a`, "renamed"), null, 1, 9);
        await store.drafts.save(draftOf("elsewhere", `${cluster}-x`), null, 0, 10);
        const listed = await store.drafts.list(cluster);
        expect(listed.map((d) => `${d.draft.id} v${d.version} ${d.draft.name}`)).toEqual([
          `${cluster}-a v2 renamed`,
          `${cluster}-c v1 Shift the cart`,
          `${cluster}-b v1 Shift the cart`,
        ]);
      });

      it("give who stands on another version what stands, and change nothing", async () => {
        const id = fresh();
        await store.drafts.save(draftOf("east", id, "first"), "kim", 0, 1);
        await store.drafts.save(draftOf("east", id, "second"), "kim", 1, 2);
        const current = await store.drafts.get(id);
        const stale = { ok: false, error: { code: "stale", current } };
        const late = draftOf("east", id, "late");
        for (const expected of [0, 1, 3]) {
          expect(await store.drafts.save(late, "lee", expected, 3)).toEqual(stale);
        }
        expect(await store.drafts.remove(id, 1)).toEqual(stale);
        expect(await store.drafts.get(id)).toEqual(current);
        expect(current?.version).toBe(2);
      });

      it("that are gone are stale with nothing in their place", async () => {
        const id = fresh();
        const gone = { ok: false, error: { code: "stale", current: null } };
        await store.drafts.save(draftOf("east", id), null, 0, 1);
        expect(await store.drafts.remove(id, 1)).toEqual({ ok: true, value: null });
        expect(await store.drafts.get(id)).toBeNull();
        expect(await store.drafts.remove(id, 1)).toEqual(gone);
        expect(await store.drafts.save(draftOf("east", id), null, 1, 2)).toEqual(gone);
      });

      it.each([0, 1])(
        "saved by several on version %i: one wins, all others are shown it",
        async (expected) => {
          for (let round = 0; round < 10; round += 1) {
            const id = fresh();
            if (expected === 1) await store.drafts.save(draftOf("east", id), null, 0, 1);
            const outcomes = await Promise.all(
              askers(6).map((asker, at) =>
                asker.drafts.save(draftOf("east", id, `by ${at}`), `${at}`, expected, 2),
              ),
            );
            const current = await store.drafts.get(id);
            const won = { ok: true, value: current };
            const lost = { ok: false, error: { code: "stale", current } };
            expect(countOf(outcomes, (o) => o.ok)).toBe(1);
            expect(outcomes).toEqual(outcomes.map((o) => (o.ok ? won : lost)));
            expect(current?.version).toBe(expected + 1);
          }
        },
      );
    });

    describe("changes", () => {
      it("begin with an empty journal, and come back as they went in", async () => {
        const record = recordOf("bytes", fresh(), 5);
        await store.changes.begin(record, spec);
        const stored = await store.changes.get(record.id);
        expect(stored).toMatchObject({ phase: "writing", outcome: null, updatedAt: 5 });
        expect(text(stored?.record)).toBe(text(record));
        expect(text(stored?.prediction)).toBe(text(spec));
        expect(await store.changes.journal(record.id)).toEqual([]);
      });

      it("take an id once", async () => {
        const id = fresh();
        await store.changes.begin(recordOf("east", id, 1), null);
        await expect(store.changes.begin(recordOf("west", id, 2), null)).rejects.toThrow(id);
        expect((await store.changes.get(id))?.record.cluster).toBe("east");
      });

      it("are listed newest first, in pages that newer ones do not shift", async () => {
        const cluster = `pages-${fresh()}`;
        const begin = (id: string, at: number) =>
          store.changes.begin(recordOf(cluster, `${cluster}-${id}`, at), null);
        for (const [id, at] of [
          ["a", 1],
          ["b", 2],
          ["c.1", 2],
          ["d", 2],
          ["e", 3],
        ] as const) {
          await begin(id, at);
        }
        const seen: string[] = [];
        let after: string | null = null;
        do {
          const page = await store.changes.list(cluster, { after, limit: 2 });
          expect(page.changes.length).toBeLessThanOrEqual(2);
          seen.push(...page.changes.map((c) => c.record.id.slice(cluster.length + 1)));
          await begin(`new-${seen.length}`, 10);
          after = page.next;
        } while (after !== null);
        expect(seen).toEqual(["e", "d", "c.1", "b", "a"]);
      });

      it.each(Object.entries(ENDS))("in phase %s: ended is %s", async (phase, ended) => {
        const id = fresh();
        await store.changes.begin(recordOf("east", id), null);
        // The keys of ENDS are phases by its type.
        await store.changes.append(id, 1, 2, INTENDED, phase as ApplyPhase);
        const left = await store.changes.unfinished();
        expect(left.some((change) => change.record.id === id)).toBe(!ended);
      });

      it("keep what came of them", async () => {
        const id = fresh();
        await store.changes.begin(recordOf("east", id), { rps: 12 });
        await store.changes.setOutcome(id, spec, 7);
        const stored = await store.changes.get(id);
        expect(text(stored?.outcome)).toBe(text(spec));
        expect(stored).toMatchObject({ prediction: { rps: 12 }, updatedAt: 7, phase: "writing" });
      });
    });

    describe("a journal", () => {
      it("keeps every kind of line in order, and the phase with it", async () => {
        const id = fresh();
        await store.changes.begin(recordOf("east", id), null);
        for (const [seq, event] of EVENTS.entries()) {
          expect(await store.changes.append(id, seq, 100 + seq, event, "unsettled")).toBe(true);
        }
        expect(await store.changes.journal(id)).toEqual(
          EVENTS.map((event, seq) => ({ seq, at: 100 + seq, event })),
        );
        expect(await store.changes.get(id)).toMatchObject({
          phase: "unsettled",
          updatedAt: 99 + EVENTS.length,
        });
      });

      it("refuses a line that is taken: neither it nor the phase changes", async () => {
        const id = fresh();
        await store.changes.begin(recordOf("east", id), null);
        await store.changes.append(id, 0, 1, INTENDED, "unsettled");
        const kept: JournalEvent = { type: "kept", by: "lee" };
        expect(await store.changes.append(id, 0, 2, kept, "applied")).toBe(false);
        expect(await store.changes.journal(id)).toEqual([{ seq: 0, at: 1, event: INTENDED }]);
        expect(await store.changes.get(id)).toMatchObject({ phase: "unsettled", updatedAt: 1 });
      });

      it("lets one of several drivers go on at each line", async () => {
        const id = fresh();
        await store.changes.begin(recordOf("east", id), null);
        for (let seq = 0; seq < 10; seq += 1) {
          const went = await Promise.all(
            askers(6).map((asker, at) =>
              asker.changes.append(id, seq, at, { type: "kept", by: `${at}` }, "writing"),
            ),
          );
          expect(countOf(went, (on) => on)).toBe(1);
          const winner = went.indexOf(true);
          expect((await store.changes.journal(id)).at(-1)).toEqual({
            seq,
            at: winner,
            event: { type: "kept", by: `${winner}` },
          });
        }
      });

      it("belongs to a change that there is", async () => {
        await expect(
          store.changes.append("nobody", 0, 1, INTENDED, "writing"),
        ).rejects.toBeInstanceOf(Error);
        expect(await store.changes.journal("nobody")).toEqual([]);
      });
    });

    describe("a lease", () => {
      it("has one holder, who may renew it, until it expires or is given back", async () => {
        const lease = fresh();
        const said: string[] = [];
        const hold = async (holder: string, now: number, until: number) => {
          const held = await store.leases.hold(lease, holder, now, until);
          said.push(`${now} ${holder} ${held ? `until ${until}` : "waits"}`);
        };
        await hold("a", 0, 10);
        await hold("b", 5, 15);
        await hold("a", 8, 20);
        await hold("b", 19, 29);
        await hold("b", 20, 30);
        await hold("a", 21, 31);
        await store.leases.release(lease, "a");
        await hold("a", 22, 32);
        await store.leases.release(lease, "b");
        await hold("a", 23, 33);
        expect(said).toEqual([
          "0 a until 10",
          "5 b waits",
          "8 a until 20",
          "19 b waits",
          "20 b until 30",
          "21 a waits",
          "22 a waits",
          "23 a until 33",
        ]);
      });

      it.each(["new", "expired"])("that is %s goes to one of several", async (state) => {
        for (let round = 0; round < 10; round += 1) {
          const lease = fresh();
          if (state === "expired") await store.leases.hold(lease, "old", 0, 1);
          const held = await Promise.all(
            askers(6).map((asker, at) => asker.leases.hold(lease, `${at}`, 5, 50)),
          );
          expect(countOf(held, (on) => on)).toBe(1);
        }
      });
    });

    it("layouts are any JSON, and come back as they went in", async () => {
      const key = fresh();
      const anyJson = fc.jsonValue({ noUnicodeString: false });
      await fc.assert(
        fc.asyncProperty(anyJson, async (value) => {
          await store.layouts.set(key, value as Json, 1);
          expect(text(await store.layouts.get(key))).toBe(text(value));
        }),
        { numRuns: 40, examples: [[null], ["123"], ["null"], ["{}"], [0], [false], [[[]]]] },
      );
    });

    it("views are saved under their id, and listed by name", async () => {
      const view = (id: string, name: string) => ({
        id,
        name,
        place: "topology",
        search: "q=rps%3E1&lens=health",
        author: null,
      });
      await store.views.save(view("1", "b"));
      await store.views.save(view("2", "a"));
      await store.views.save(view("3", "B"));
      await store.views.save(view("1", "c"));
      expect(await store.views.list()).toEqual([view("3", "B"), view("2", "a"), view("1", "c")]);
      await store.views.remove("2");
      await store.views.remove("2");
      expect((await store.views.list()).map((v) => v.id)).toEqual(["3", "1"]);
    });

    if (!outlives) return;
    it("keeps everything when it is opened again", async () => {
      const { reopen } = harness;
      if (reopen === undefined) throw new Error("the harness cannot open it again");
      const id = fresh();
      await store.drafts.save(draftOf("kept", id), "kim", 0, 1);
      await store.changes.begin(recordOf("kept", id), { rps: 1 });
      await store.changes.append(id, 0, 2, INTENDED, "unsettled");
      await store.changes.setOutcome(id, [1], 3);
      await store.leases.hold(id, "a", 0, 10);
      await store.layouts.set(id, { x: 1 }, 1);
      const everything = async () => ({
        drafts: await store.drafts.list("kept"),
        changes: await store.changes.list("kept", { after: null, limit: 10 }),
        journal: await store.changes.journal(id),
        layout: await store.layouts.get(id),
        views: await store.views.list(),
      });
      const before = await everything();
      const closed = store;
      store = await reopen();
      expect(await everything()).toEqual(before);
      expect(text(before)).toContain("unsettled");
      expect(await store.leases.hold(id, "b", 5, 15)).toBe(false);
      await expect(closed.drafts.list("kept")).rejects.toThrow("closed");
      await expect(closed.layouts.set("a", 1, 1)).rejects.toThrow("closed");
    }, 300_000);
  });
}
