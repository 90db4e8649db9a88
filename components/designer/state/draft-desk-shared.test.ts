import { describe, expect, it } from "vitest";
import { found, theirs, world } from "../testing/desk-world";
import { EMPTY, written } from "../testing/drafted";
import { SAVE_AFTER_MS } from "./draft-desk";

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
