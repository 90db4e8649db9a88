import { describe, expect, it } from "vitest";
import { found, theirs, world } from "../testing/desk-world";
import { EMPTY, written } from "../testing/drafted";
import { SAVE_AFTER_MS } from "./draft-desk";

describe("a copy that this browser has kept", () => {
  it("is opened while the server does not answer, and put together with the server's when it does", async () => {
    const { server, shelf, page: open } = world();
    const a = open("a");
    theirs(server, "x.a=1");
    a.desk.open(found(server), []);
    server.down = true;
    a.set("x.b", 2);
    await a.pass(SAVE_AFTER_MS);
    const b = open("b");
    const left = b.copies.left("draft", new Set());
    expect(b.desk.openCopies(left, () => b.copies.taken("draft", new Set()))).toBe(true);
    expect(b.shown()).toBe("x.a=1, x.b=2");
    await b.pass(SAVE_AFTER_MS);
    expect(b.desk.store.getState().saving).toMatchObject({ type: "unsaved", kept: true });
    expect(shelf.items.size).toBe(1);
    server.down = false;
    theirs(server, "x.a=1", "x.a=3");
    b.desk.arrived(found(server));
    await b.pass(16_000);
    expect(b.desk.store.getState().rival).toBeNull();
    expect(written(found(server)?.draft ?? null)).toBe("x.a=1, x.a=3, x.b=2");
    expect(b.saving()).toBe("saved");
    expect(shelf.items.size).toBe(0);
  });

  it("whose draft was discarded elsewhere says so as soon as the server answers", () => {
    const { server, page: open } = world();
    const a = open("a");
    theirs(server, "x.a=1");
    a.desk.open(found(server), []);
    server.down = true;
    a.set("x.b", 2);
    const b = open("b");
    b.desk.openCopies(b.copies.left("draft", new Set()), () => undefined);
    b.desk.arrived(null);
    expect(b.desk.store.getState().rival).toEqual({ stored: null });
    expect(b.shown()).toBe("x.a=1, x.b=2");
  });

  it("is left alone where there is none", () => {
    const { page: open } = world();
    const a = open("a");
    expect(a.desk.openCopies([], () => undefined)).toBe(false);
    expect(a.shown()).toBe(written(null));
  });
});

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
