import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { err, ok, type Result } from "@/lib/result";
import { createStore } from "@/server/adapters/postgres/open-store";
import type { StoreError } from "@/server/adapters/postgres/store-error";
import { memoryConnection } from "@/server/adapters/postgres/testing/memory-store";
import type { StorePort } from "@/server/ports/store";
import { isStoreFailure } from "@/server/ports/store-fault";
import { createLazyStore } from "./lazy-store";

const FULL: StoreError = { code: "disk-full", where: "/data" };

let real: StorePort;
beforeAll(async () => {
  real = createStore(await memoryConnection(), () => {});
  // A database of its own takes seconds to make where others compute beside it.
}, 60_000);
afterAll(() => real.close());

function setUp(answers: readonly Result<null, StoreError>[]) {
  const told: string[] = [];
  let opened = 0;
  const store = createLazyStore({
    async open(): Promise<Result<StorePort, StoreError>> {
      const answer = answers[opened] ?? ok(null);
      opened += 1;
      // One database serves all tests: none of them closes it.
      return answer.ok ? ok({ ...real, close: async () => {} }) : answer;
    },
    onFailed: ({ code }) => told.push(code),
  });
  return { store, told, opened: () => opened };
}

describe("a lazy store", () => {
  it("is opened by the first who needs it, once for all who do", async () => {
    const { store, opened } = setUp([]);
    expect(opened()).toBe(0);
    const asked = [store.drafts.list("c"), store.changes.unfinished(), store.layouts.get("k")];
    expect(await Promise.all(asked)).toEqual([[], [], null]);
    expect(opened()).toBe(1);
    await store.close();
  });

  it("says why it cannot be opened, and tries again with the next call", async () => {
    const { store, told, opened } = setUp([err(FULL)]);
    const failure = await store.drafts.get("d").catch((error: unknown) => error);
    expect(isStoreFailure(failure) && failure.message).toContain("no space is left for /data");
    expect(await store.drafts.get("d")).toBeNull();
    expect([told, opened()]).toEqual([["disk-full"], 2]);
    await store.close();
  });

  it("that was never opened is closed without being opened, and stays closed", async () => {
    const { store, opened } = setUp([]);
    await store.close();
    await expect(store.drafts.get("d")).rejects.toMatchObject({ code: "closed" });
    expect(opened()).toBe(0);
  });
});
