import { eq } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Draft } from "@/lib/mesh/changes/draft";
import type { ChangeRecord } from "@/lib/mesh/changes/journal";
import type { Connection } from "@/server/adapters/postgres/connection";
import { createStore } from "@/server/adapters/postgres/open-store";
import { changes, drafts, journal } from "@/server/adapters/postgres/schema";
import { memoryConnection } from "@/server/adapters/postgres/testing/memory-store";
import type { StorePort } from "@/server/ports/store";

const draft = (id: string): Draft => ({
  id,
  name: id,
  cluster: "east",
  base: {},
  edits: [],
  undone: [],
});
const record = (id: string): ChangeRecord => ({
  id,
  cluster: "east",
  name: id,
  why: "",
  author: null,
  draft: null,
  rollbackOf: null,
  createdAt: 1,
  changeSet: { cluster: "east", changes: [] },
  keepWithinMs: null,
});

describe("a row that cannot be read", () => {
  let connection: Connection;
  let store: StorePort;
  const told: string[] = [];

  beforeAll(async () => {
    connection = await memoryConnection();
    store = createStore(connection, ({ row, detail }) => told.push(`${row}: ${detail}`));
    for (const id of ["good", "bad"]) {
      await store.drafts.save(draft(id), null, 0, 1);
      await store.changes.begin(record(id), null);
      await store.changes.append(id, 0, 1, { type: "kept", by: null }, "writing");
    }
  }, 120_000);
  afterAll(() => store.close());

  it.each([
    { broken: null, detail: "it has another shape" },
    { broken: [], detail: "it has another shape" },
    { broken: { ...draft("bad"), edits: {} }, detail: "edits has another shape" },
    {
      broken: { ...draft("bad"), edits: [{ id: "e", intent: { type: "dance" }, objects: [] }] },
      detail: "edits.0.intent.type has another shape",
    },
    {
      broken: { ...draft("bad"), base: { x: { ref: { kind: "Pod" } } } },
      detail: "base.x.ref.cluster has another shape",
    },
  ])("of a draft ($detail) is named, and the others are listed", async ({ broken, detail }) => {
    told.length = 0;
    // As a hand with a database client leaves it.
    const value = broken ?? [null];
    await connection.use((db) =>
      db.update(drafts).set({ draft: value }).where(eq(drafts.id, "bad")),
    );
    expect((await store.drafts.list("east")).map((d) => d.draft.id)).toEqual(["good"]);
    expect(told).toEqual([`drafts/bad: ${detail}`]);
    const message = `drafts/bad in the store cannot be read: ${detail}.`;
    await expect(store.drafts.get("bad")).rejects.toMatchObject({
      code: "unreadable-row",
      message,
    });
    await expect(store.drafts.save(draft("bad"), null, 7, 2)).rejects.toThrow(message);
  });

  it.each([
    { set: { phase: "dancing" }, detail: "phase: it has another shape" },
    { set: { phase: "toString" }, detail: "phase: it has another shape" },
    { set: { record: { ...record("bad"), name: 7 } }, detail: "name has another shape" },
  ])("of a change ($detail) is named, and the others are listed", async ({ set, detail }) => {
    told.length = 0;
    await connection.use((db) => db.update(changes).set(set).where(eq(changes.id, "bad")));
    const page = await store.changes.list("east", { after: null, limit: 1 });
    const rest = await store.changes.list("east", { after: page.next, limit: 1 });
    expect([...page.changes, ...rest.changes].map((c) => c.record.id)).toEqual(["good"]);
    expect((await store.changes.unfinished()).map((c) => c.record.id)).toEqual(["good"]);
    expect(told).toEqual([`changes/bad: ${detail}`, `changes/bad: ${detail}`]);
    await expect(store.changes.get("bad")).rejects.toThrow(`changes/bad in the store`);
  });

  it("of a journal takes the whole journal with it: one with a gap must not be acted on", async () => {
    const event = { type: "written", step: "first" };
    await connection.use((db) =>
      db.insert(journal).values({ change: "good", seq: 1, at: 1, event }),
    );
    await expect(store.changes.journal("good")).rejects.toMatchObject({
      code: "unreadable-row",
      message: "journal/good/1 in the store cannot be read: step has another shape.",
    });
  });

  it("keeps what a newer program wrote beside what this one knows", async () => {
    const newer = { ...draft("newer"), colour: "blue" };
    await store.drafts.save(newer, null, 0, 1);
    expect((await store.drafts.get("newer"))?.draft).toEqual(newer);
  });
});
