import { describe, expect, it } from "vitest";
import type { StaleDraft, StoredDraft } from "@/lib/delivery/draft";
import type { Draft } from "@/lib/mesh/changes/draft";
import { err, ok, type Result } from "@/lib/result";
import { current, drafted, EMPTY, setting, written } from "../testing/drafted";
import { DraftDesk, SAVE_AFTER_MS } from "./draft-desk";
import { type CopyStore, createUnsavedCopies } from "./unsaved-copies";

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

function world() {
  const server = new Server();
  const shelf = new Shelf();
  return { server, shelf, page: (tab: string) => page(server, shelf, tab) };
}

const theirs = (server: Server, ...fields: readonly string[]) => server.put(drafted(...fields));
const found = (server: Server) => server.kept.get("draft") ?? null;

describe("saving", () => {
  it("keeps nothing of a draft that has nothing in it", async () => {
    const { server, page: open } = world();
    const a = open("a");
    a.desk.begin(EMPTY);
    await a.pass(SAVE_AFTER_MS);
    expect(server.saves).toEqual([]);
    expect(a.saving()).toBe("saved");
  });

  it("saves the steps of a gesture once, when it pauses", async () => {
    const { server, page: open } = world();
    const a = open("a");
    a.desk.begin(EMPTY);
    for (const to of [1, 2, 3]) {
      a.set("x.a", to, "drag");
      await a.pass(SAVE_AFTER_MS / 2);
    }
    expect(server.saves).toEqual([]);
    await a.pass(SAVE_AFTER_MS);
    expect(server.saves).toEqual(["drag"]);
    expect(a.saving()).toBe("saved");
  });

  it("has one save under way, and sends the rest when it is answered", async () => {
    const { server, shelf, page: open } = world();
    const a = open("a");
    a.desk.begin(EMPTY);
    server.hold();
    a.set("x.a", 1);
    await a.pass(SAVE_AFTER_MS);
    a.set("x.b", 2);
    await a.pass(SAVE_AFTER_MS);
    expect(server.saves).toEqual(["x.a=1"]);
    expect(a.saving()).toBe("saving");
    await server.release();
    await a.pass(SAVE_AFTER_MS);
    expect(server.saves).toEqual(["x.a=1", "x.a=1, x.b=2"]);
    expect(shelf.items.size).toBe(0);
  });

  it("says since when nothing was saved, tries again, and loses nothing", async () => {
    const { server, shelf, page: open } = world();
    const a = open("a");
    a.desk.begin(EMPTY);
    server.down = true;
    a.set("x.a", 1);
    await a.pass(SAVE_AFTER_MS);
    a.set("x.b", 2);
    await a.pass(500);
    expect(a.desk.store.getState().saving).toEqual({
      type: "unsaved",
      since: SAVE_AFTER_MS,
      why: "the server does not answer",
      kept: true,
    });
    expect(shelf.items.size).toBe(1);
    server.down = false;
    await a.pass(1_000);
    expect(server.saves).toEqual(["x.a=1, x.b=2"]);
    expect(a.saving()).toBe("saved");
    expect(shelf.items.size).toBe(0);
  });

  it("says when not even the browser keeps it", async () => {
    const { server, shelf, page: open } = world();
    shelf.setItem = () => {
      throw new Error("QuotaExceededError");
    };
    const a = open("a");
    a.desk.begin(EMPTY);
    server.down = true;
    a.set("x.a", 1);
    await a.pass(SAVE_AFTER_MS);
    expect(a.desk.store.getState().saving).toMatchObject({ type: "unsaved", kept: false });
  });

  it("takes a gesture out that leads back to where it began", async () => {
    const { server, page: open } = world();
    const a = open("a");
    a.desk.begin(EMPTY);
    a.set("x.a", 1, "drag");
    a.desk.takeOut("drag");
    expect(a.shown()).toBe("nothing");
    expect(a.desk.store.getState().draft?.undone).toEqual([]);
    await a.pass(SAVE_AFTER_MS);
    expect(server.saves).toEqual([]);
  });
});

describe("a page that comes back", () => {
  it("has what the page before could not save", async () => {
    const { server, shelf, page: open } = world();
    const a = open("a");
    a.desk.begin(EMPTY);
    a.set("x.a", 1);
    await a.pass(SAVE_AFTER_MS);
    server.down = true;
    a.set("x.b", 2);
    await a.pass(SAVE_AFTER_MS);
    theirs(server, "x.a=1", "y.a=3");
    server.down = false;

    const again = open("b");
    again.desk.open(found(server), again.copies.left("draft", new Set()));
    expect(again.shown()).toBe("x.a=1, y.a=3, x.b=2");
    await again.pass(SAVE_AFTER_MS);
    expect(server.saves.at(-1)).toBe("x.a=1, y.a=3, x.b=2");
    again.copies.taken("draft", new Set());
    expect(shelf.items.size).toBe(0);
  });

  it("leaves the copies of tabs that are there to them", () => {
    const { server, page: open } = world();
    const a = open("a");
    a.desk.begin(EMPTY);
    a.set("x.a", 1);
    const b = open("b");
    expect(b.copies.left("draft", new Set(["a"]))).toEqual([]);
    expect(b.copies.left("draft", new Set()).map((c) => written(c.draft))).toEqual(["x.a=1"]);
    expect(server.saves).toEqual([]);
  });

  it("takes what is no copy for nothing", () => {
    const { shelf, page: open } = world();
    shelf.setItem("heddle.unsaved-draft.draft.a", "{");
    shelf.setItem("heddle.unsaved-draft.draft.b", '{"draft":{"id":1}}');
    expect(open("c").copies.left(null, new Set())).toEqual([]);
  });
});

describe("two pages on one draft", () => {
  async function both() {
    const { server, shelf, page: open } = world();
    const [a, b] = [open("a"), open("b")];
    a.desk.begin(EMPTY);
    a.set("x.a", 1);
    await a.pass(SAVE_AFTER_MS);
    b.desk.open(found(server), []);
    const tell = () => {
      a.desk.arrived(found(server));
      b.desk.arrived(found(server));
    };
    return { server, shelf, a, b, tell };
  }

  it("agree when one has saved", async () => {
    const { a, b, tell } = await both();
    b.set("x.b", 2);
    await b.pass(SAVE_AFTER_MS);
    tell();
    expect([a.shown(), b.shown()]).toEqual(["x.a=1, x.b=2", "x.a=1, x.b=2"]);
    a.desk.undo();
    await a.pass(SAVE_AFTER_MS);
    tell();
    expect([a.shown(), b.shown()]).toEqual(["x.a=1", "x.a=1"]);
  });

  it("merge what both did at the same time", async () => {
    const { server, a, b, tell } = await both();
    a.set("x.b", 2);
    b.set("y.a", 3);
    await a.pass(SAVE_AFTER_MS);
    await b.pass(SAVE_AFTER_MS);
    await b.pass(SAVE_AFTER_MS);
    tell();
    expect([a.shown(), b.shown()]).toEqual(["x.a=1, x.b=2, y.a=3", "x.a=1, x.b=2, y.a=3"]);
    expect(server.saves).toHaveLength(3);
  });

  it("keep both where they do not go together, and write nothing over the other", async () => {
    const { server, a, b } = await both();
    a.set("x.b", 2);
    b.set("x.b", 3);
    await a.pass(SAVE_AFTER_MS);
    await b.pass(SAVE_AFTER_MS);
    expect(b.desk.store.getState().rival?.stored?.draft.edits).toHaveLength(2);
    b.set("y.a", 4);
    await b.pass(SAVE_AFTER_MS);
    expect(server.saves.at(-1)).toBe("x.a=1, x.b=2");
    expect(b.shown()).toBe("x.a=1, x.b=3, y.a=4");

    b.desk.keepMine();
    await b.pass(SAVE_AFTER_MS);
    expect(server.saves.at(-1)).toBe("x.a=1, x.b=3, y.a=4");
  });

  it("let mine go on as a draft of its own", async () => {
    const { server, a, b } = await both();
    a.set("x.b", 2);
    b.set("x.b", 3);
    await a.pass(SAVE_AFTER_MS);
    await b.pass(SAVE_AFTER_MS);
    b.desk.keepBoth("copy", "reviews, mine");
    await b.pass(SAVE_AFTER_MS);
    expect([...server.kept].map(([id, s]) => `${id}: ${written(s.draft)}`)).toEqual([
      "draft: x.a=1, x.b=2",
      "copy: x.a=1, x.b=3",
    ]);
  });

  it("let theirs stand, with a way back to mine", async () => {
    const { a, b } = await both();
    a.set("x.b", 2);
    b.set("x.b", 3);
    await a.pass(SAVE_AFTER_MS);
    await b.pass(SAVE_AFTER_MS);
    b.desk.takeTheirs();
    expect(b.shown()).toBe("x.a=1, x.b=2");
    expect(b.saving()).toBe("saved");
    expect(written(b.desk.store.getState().discarded)).toBe("x.a=1, x.b=3");
  });

  it("take back that it is gone when it is there after all", async () => {
    const { server, a } = await both();
    a.desk.arrived(null);
    a.set("x.b", 2);
    await a.pass(SAVE_AFTER_MS);
    expect(server.saves).toHaveLength(1);
    a.desk.arrived(found(server));
    await a.pass(SAVE_AFTER_MS);
    expect(server.saves.at(-1)).toBe("x.a=1, x.b=2");
    expect(a.saving()).toBe("saved");
  });

  it("ask when one has discarded what the other works on", async () => {
    const { server, a, b, tell } = await both();
    await a.desk.discard();
    tell();
    expect(b.desk.store.getState().rival).toEqual({ stored: null });
    b.desk.keepMine();
    await b.pass(SAVE_AFTER_MS);
    expect(server.saves.at(-1)).toBe("x.a=1");
  });
});

describe("discarding", () => {
  it("removes it from the server, and undo brings it back", async () => {
    const { server, page: open } = world();
    const a = open("a");
    a.desk.begin(EMPTY);
    a.set("x.a", 1);
    await a.pass(SAVE_AFTER_MS);
    await a.desk.discard();
    expect([a.shown(), server.kept.size]).toEqual(["none", 0]);
    a.desk.undo();
    await a.pass(SAVE_AFTER_MS);
    expect([a.shown(), server.kept.size]).toEqual(["x.a=1", 1]);
  });

  it("does not happen over what somebody else has done meanwhile", async () => {
    const { server, page: open } = world();
    const a = open("a");
    a.desk.begin(EMPTY);
    a.set("x.a", 1);
    await a.pass(SAVE_AFTER_MS);
    theirs(server, "x.a=1", "y.a=3");
    await a.desk.discard();
    expect([a.shown(), server.kept.size]).toEqual(["x.a=1, y.a=3", 1]);
  });

  it("is not said to have happened while the server does not answer", async () => {
    const { server, page: open } = world();
    const a = open("a");
    a.desk.begin(EMPTY);
    a.set("x.a", 1);
    await a.pass(SAVE_AFTER_MS);
    server.down = true;
    await a.desk.discard();
    expect(a.shown()).toBe("x.a=1");
  });

  it("drops what an edit in flight belongs to, and saves the next draft all the same", async () => {
    const { server, page: open } = world();
    const a = open("a");
    a.desk.begin(EMPTY);
    a.set("x.a", 1);
    server.hold();
    await a.pass(SAVE_AFTER_MS);
    a.desk.begin({ ...EMPTY, id: "other" });
    a.set("y.a", 2);
    await a.pass(SAVE_AFTER_MS);
    await server.release();
    await a.pass(SAVE_AFTER_MS);
    expect(server.saves).toEqual(["x.a=1", "y.a=2"]);
    expect(a.saving()).toBe("saved");
  });
});
