// Applies a change whose journal is in a folder: `apply-in-folder.ts FOLDER STORE CLUSTER`, where STORE is the module that opens
// folders. Its cluster is the process that started it. It ends when it is killed.
import type { ClusterPort } from "@/server/ports/cluster";
import type { StorePort } from "@/server/ports/store";
import { systemClock } from "@/server/system-clock";
import { startRunner } from "./delivery-world";
import type { Ask, RecordReply, Reply } from "./remote";

/** An adapter, which nothing but the composition and tests may name. */
type StoreModule = {
  openStore(options: {
    readonly place: { readonly kind: "folder"; readonly folder: string };
    readonly onUnreadable: () => void;
  }): Promise<{ readonly ok: true; readonly value: StorePort } | { readonly ok: false }>;
};

const [folder = "", storeModule = "", cluster = ""] = process.argv.slice(2);
const waiting = new Map<number, (answer: unknown) => void>();
let asked = 0;

process.on("message", ({ id, answer }: Reply) => waiting.get(id)?.(answer));

/** The parent answers each question with what its type asks for. */
function ask<T>(question: Ask): Promise<T> {
  asked += 1;
  const id = asked;
  return new Promise((resolve) => {
    waiting.set(id, (answer) => resolve(answer as T));
    process.send?.({ id, ask: question });
  });
}

const notAsked = () => Promise.reject(new Error("an apply does not ask this"));

const port: ClusterPort = {
  cluster,
  read: (ref) => ask({ type: "read", ref }),
  write: (request) => ask({ type: "write", request }),
  delivery: (namespace) => ask({ type: "delivery", namespace }),
  user: notAsked,
  can: notAsked,
  rules: notAsked,
  schema: notAsked,
  async *watch() {},
};

/** The store, with each line announced before and after. */
function announced({ changes, leases }: StorePort): Pick<StorePort, "changes" | "leases"> {
  let lines = 0;
  return {
    leases,
    changes: {
      ...changes,
      async append(...args) {
        lines += 1;
        const number = lines;
        await ask({ type: "line", number, when: "before" });
        const stored = await changes.append(...args);
        await ask({ type: "line", number, when: "after" });
        return stored;
      },
    },
  };
}

async function applyForEver(): Promise<void> {
  const { openStore } = (await import(storeModule)) as StoreModule; // named by the test that starts this
  const opened = await openStore({
    place: { kind: "folder", folder },
    onUnreadable: () => undefined,
  });
  if (!opened.ok) throw new Error("the folder cannot be opened");
  const store = announced(opened.value);
  const runner = startRunner({ store, port, clock: systemClock, holder: "folder" });
  await runner.begin(await ask<RecordReply>({ type: "record" }), null);
}

void applyForEver();
