import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { describe } from "vitest";
import { storeContract } from "@/server/ports/store.contract";
import { createStore, openStore, type StorePlace } from "./open-store";
import { describeStoreError } from "./store-error";
import { memoryConnection } from "./testing/memory-store";
import { postgresPrograms, startPostgres } from "./testing/throwaway-postgres";

const unexpected = (row: unknown) => {
  throw new Error(`unreadable: ${JSON.stringify(row)}`);
};

async function opened(place: StorePlace) {
  const store = await openStore({ place, onUnreadable: unexpected });
  if (!store.ok) throw new Error(describeStoreError(store.error));
  return store.value;
}

storeContract(
  "PGlite in memory",
  async () => {
    const store = createStore(await memoryConnection(), unexpected);
    return { store, close: () => store.close() };
  },
  false,
);

storeContract(
  "PGlite in a folder",
  async () => {
    const root = mkdtempSync(path.join(tmpdir(), "heddle-store-"));
    const place = { kind: "folder", folder: path.join(root, "data") } as const;
    const first = await opened(place);
    let last = first;
    return {
      store: first,
      async reopen() {
        await last.close();
        last = await opened(place);
        return last;
      },
      async close() {
        await last.close();
        rmSync(root, { recursive: true, force: true });
      },
    };
  },
  true,
);

const programs = postgresPrograms();
const unless = programs === null ? " (needs Debian's package postgresql)" : "";

describe.skipIf(programs === null)(`a real PostgreSQL${unless}`, () => {
  storeContract(
    "PostgreSQL, two processes on it",
    async () => {
      if (programs === null) throw new Error("PostgreSQL is not installed");
      const server = await startPostgres(programs);
      const place = { kind: "server", url: server.url() } as const;
      // At once, on an empty database: migrations must not collide.
      const [first, other] = await Promise.all([opened(place), opened(place)]);
      let last = first;
      return {
        store: first,
        other,
        async reopen() {
          await last.close();
          await server.restart();
          last = await opened(place);
          return last;
        },
        async close() {
          await Promise.all([last.close(), other.close()]);
          await server.remove();
        },
      };
    },
    true,
  );
});
