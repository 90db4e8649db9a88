import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { LiveMessage } from "@/lib/live/message";
import type { Draft } from "@/lib/mesh/changes/draft";
import { refKey } from "@/lib/mesh/model/resource";
import { createStore } from "@/server/adapters/postgres/open-store";
import { StoreFault } from "@/server/adapters/postgres/store-fault";
import { memoryConnection } from "@/server/adapters/postgres/testing/memory-store";
import { createScriptedCluster, createSteppedClock } from "@/server/live/live.fixture";
import type { StorePort } from "@/server/ports/store";
import { contextOf } from "@/server/trpc/context.fixture";
import { appRouter } from "@/server/trpc/root";

let store: StorePort;
const leave = new AbortController();
beforeAll(async () => {
  store = createStore(await memoryConnection(), () => {});
  // A database of its own takes seconds to make where others compute beside it.
}, 60_000);
afterAll(async () => {
  leave.abort();
  await store.close();
});

function setUp(over: Partial<StorePort["drafts"]> = {}) {
  const clock = createSteppedClock(Date.UTC(2026, 0));
  const { signal } = leave;
  const kept = { ...store, drafts: { ...store.drafts, ...over } };
  const cluster = createScriptedCluster();
  const context = contextOf({ clock, cluster, metrics: null, signal, store: kept });
  return { context, caller: appRouter.createCaller(context) };
}

const REF = {
  cluster: "test",
  kind: "VirtualService.networking.istio.io",
  namespace: "shop",
  name: "cart",
} as const;

/** A draft that uses all that an edit may carry. */
const draftOf = (id: string, name = "more to v2"): Draft => ({
  id,
  name,
  cluster: "test",
  base: {
    [refKey(REF)]: {
      ref: REF,
      value: { spec: { hosts: ["cart"], "x-unknown": [1, null] } },
      uid: "u",
      resourceVersion: "7",
      generation: 2,
    },
  },
  edits: [
    {
      id: "e1",
      intent: { type: "typed", ref: REF },
      objects: [
        {
          type: "patch",
          ref: REF,
          changes: [
            {
              op: "insert",
              path: ["spec", "hosts", 1],
              to: "basket",
              items: [],
              place: { follows: { identity: "cart", nth: 0, of: 1 }, precedes: null, twins: 0 },
            },
          ],
          text: "# mine\nspec: {}\n",
          typedOn: "spec: {}\n",
        },
      ],
    },
  ],
  undone: [],
});

describe("drafts", () => {
  it("come back as they were saved, all of them", async () => {
    const { caller } = setUp();
    const draft = draftOf("round-trip");
    const saved = await caller.drafts.save({ draft, expected: 0 });
    expect(saved).toEqual({
      ok: true,
      value: { draft, author: "kim", version: 1, updatedAt: Date.UTC(2026, 0) },
    });
    expect(await caller.drafts.get({ id: draft.id })).toEqual(saved.ok && saved.value);
    expect(await caller.drafts.list({ cluster: "test" })).toContainEqual(saved.ok && saved.value);
    expect(await caller.drafts.list({ cluster: "other" })).toEqual([]);
    expect(await caller.drafts.get({ id: "none" })).toBeNull();
  });

  it("in two tabs agree: the second to save learns what stands, and both are told", async () => {
    const { caller, context } = setUp();
    const notices: unknown[] = [];
    const stream = context.hub.attach(null, leave.signal);
    await stream.next();
    const first = await caller.drafts.save({ draft: draftOf("tabs"), expected: 0 });
    const one = await caller.drafts.save({ draft: draftOf("tabs", "one"), expected: 1 });
    const two = await caller.drafts.save({ draft: draftOf("tabs", "two"), expected: 1 });
    expect([first.ok, one.ok]).toEqual([true, true]);
    expect(two).toEqual({ ok: false, error: { code: "stale", current: one.ok && one.value } });
    for (let i = 0; i < 2; i += 1) {
      const message: LiveMessage = JSON.parse((await stream.next()).value?.text ?? "null");
      notices.push(message.type === "notice" && message.notice);
    }
    expect(notices).toEqual(Array(2).fill({ about: "draft", id: "tabs", cluster: "test" }));
  });

  it("are removed as they were seen, and once", async () => {
    const { caller } = setUp();
    await caller.drafts.save({ draft: draftOf("gone"), expected: 0 });
    expect(await caller.drafts.remove({ id: "gone", expected: 9 })).toMatchObject({
      ok: false,
      error: { code: "stale", current: { version: 1 } },
    });
    const removed = { ok: true, value: null };
    expect(await caller.drafts.remove({ id: "gone", expected: 1 })).toEqual(removed);
    expect(await caller.drafts.remove({ id: "gone", expected: 1 })).toEqual(removed);
  });

  it("of a cluster that is not watched are not kept", async () => {
    const { caller } = setUp();
    const draft = { ...draftOf("elsewhere"), cluster: "b", base: {}, edits: [] };
    await expect(caller.drafts.save({ draft, expected: 0 })).rejects.toMatchObject({
      code: "NOT_FOUND",
      message: 'No cluster named "b" is watched.',
    });
  });

  it("are refused in the store's own words while it is broken", async () => {
    const broken = async () => Promise.reject(new StoreFault("disk-full", "No space is left."));
    const { caller } = setUp({ list: broken });
    await expect(caller.drafts.list({ cluster: "test" })).rejects.toMatchObject({
      code: "SERVICE_UNAVAILABLE",
      message: "No space is left.",
    });
  });
});

/** Objects in each other, so many. */
const nested = (depth: number): { readonly a: unknown } =>
  Array.from({ length: depth }).reduce<{ readonly a: unknown }>((a) => ({ a }), { a: 1 });

describe("a draft is refused", () => {
  const good = draftOf("bad");
  const withRef = (over: object) => ({
    ...good,
    base: {},
    edits: [{ ...good.edits[0], objects: [{ type: "remove", ref: { ...REF, ...over }, was: {} }] }],
  });
  it.each([
    ["draft.id", { ...good, id: "../x" }],
    ["draft.name", { ...good, name: "x".repeat(201) }],
    ["draft.edits", withRef({ cluster: "other" })],
    ["draft.edits", withRef({ name: "../../secrets/x" })],
    ["draft.edits[0].objects[0].ref.kind", withRef({ kind: "Secret" })],
    ["draft.base", { ...good, base: { ...good.base, stray: null } }],
    [
      "draft.base",
      {
        ...good,
        base: { [refKey(REF)]: { ...good.base[refKey(REF)], ref: { ...REF, name: "x" } } },
      },
    ],
    [
      "draft",
      {
        ...good,
        edits: [{ ...good.edits[0], objects: [{ type: "create", ref: REF, value: nested(500) }] }],
      },
    ],
    [
      "draft",
      {
        ...good,
        edits: [
          {
            ...good.edits[0],
            objects: [{ type: "create", ref: REF, value: { spec: "x".repeat(2_000_000) } }],
          },
        ],
      },
    ],
    ["draft.undone", { ...good, undone: "all" }],
  ])("for its field %s", async (field, draft) => {
    // Callers over HTTP are bound by no type.
    const save = setUp().caller.drafts.save as (input: unknown) => Promise<unknown>;
    await expect(save({ draft, expected: 0 })).rejects.toMatchObject({
      code: "BAD_REQUEST",
      message: expect.stringContaining(`${field}: `),
    });
  });
});
