import type { StaleDraft, StoredDraft } from "@/lib/delivery/draft";
import type { Draft } from "@/lib/mesh/changes/draft";
import { err, ok, type Result } from "@/lib/result";
import { DraftDesk } from "../state/draft-desk";
import { type CopyStore, createUnsavedCopies } from "../state/unsaved-copies";
import { current, drafted, setting, written } from "./drafted";

/** A server that keeps drafts by the store's rule, can be down, and can hold its answers back. */
class Server {
  readonly kept = new Map<string, StoredDraft>();
  readonly saves: string[] = [];
  down = false;
  #waiting: (() => void)[] | null = null;

  hold(): void {
    this.#waiting = [];
  }
  async release(): Promise<void> {
    const waiting = this.#waiting ?? [];
    this.#waiting = null;
    for (const go of waiting) go();
    await settled();
  }
  /** What another page does. */
  put(draft: Draft): void {
    const version = (this.kept.get(draft.id)?.version ?? 0) + 1;
    this.kept.set(draft.id, { draft, author: null, version, updatedAt: 0 });
  }
  async save(draft: Draft, expected: number): Promise<Result<StoredDraft, StaleDraft>> {
    if (this.down) throw new Error("the server does not answer");
    const known = this.kept.get(draft.id) ?? null;
    if ((known?.version ?? 0) !== expected) return err({ code: "stale", current: known });
    this.saves.push(written(draft));
    // As JSON travels: the answer is never the object that was sent.
    this.put(JSON.parse(JSON.stringify(draft)));
    const saved = this.kept.get(draft.id);
    if (saved === undefined) throw new Error("not kept");
    if (this.#waiting !== null) await new Promise<void>((go) => this.#waiting?.push(go));
    return ok(saved);
  }
  async remove(id: string, expected: number): Promise<Result<null, StaleDraft>> {
    if (this.down) throw new Error("the server does not answer");
    const known = this.kept.get(id) ?? null;
    if (known !== null && known.version !== expected) return err({ code: "stale", current: known });
    this.kept.delete(id);
    return ok(null);
  }
}

class Shelf implements CopyStore {
  readonly items = new Map<string, string>();
  get length(): number {
    return this.items.size;
  }
  key = (i: number) => [...this.items.keys()][i] ?? null;
  getItem = (key: string) => this.items.get(key) ?? null;
  setItem = (key: string, value: string) => void this.items.set(key, value);
  removeItem = (key: string) => void this.items.delete(key);
}

const settled = async () => {
  for (let i = 0; i < 6; i++) await Promise.resolve();
};

/** A page with the desk in it. Its time stands still until it is told to go on. */
function page(server: Server, shelf: Shelf, tab: string) {
  let now = 0;
  let waiting: { readonly at: number; readonly then: () => void }[] = [];
  const copies = createUnsavedCopies(shelf, tab);
  const desk = new DraftDesk({
    save: (draft, expected) => server.save(draft, expected),
    remove: (id, expected) => server.remove(id, expected),
    copies,
    now: () => now,
    later(ms, then) {
      const entry = { at: now + ms, then };
      waiting.push(entry);
      return () => {
        waiting = waiting.filter((w) => w !== entry);
      };
    },
  });
  return {
    desk,
    copies,
    shown: () => written(desk.store.getState().draft),
    saving: () => desk.store.getState().saving.type,
    set(field: string, to: number, id = `${field}=${to}`) {
      const { draft } = desk.store.getState();
      if (draft !== null) desk.edit(setting(draft, id, field, to), current);
    },
    async pass(ms: number) {
      now += ms;
      const due = waiting.filter((w) => w.at <= now);
      waiting = waiting.filter((w) => w.at > now);
      for (const { then } of due) then();
      await settled();
    },
  };
}

export function world() {
  const server = new Server();
  const shelf = new Shelf();
  return { server, shelf, page: (tab: string) => page(server, shelf, tab) };
}

/** Another page has saved these. */
export const theirs = (server: Server, ...fields: readonly string[]) =>
  server.put(drafted(...fields));
/** What a query would find. */
export const found = (server: Server) => server.kept.get("draft") ?? null;
