import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { applyLiveMessage } from "@/lib/live/apply-message";
import type { LiveMessage } from "@/lib/live/message";
import type { SourceStatus } from "@/lib/mesh/model/source";
import { names, setUp, types, view } from "./hub.fixture";
import { clusterStatus, namespace, put, remove, settle } from "./live.fixture";

const withoutAge = (sources: readonly SourceStatus[] = []) =>
  sources.map((source) => ({ ...source, lastGoodAt: null }));

describe("frames", () => {
  it("gathers events that arrive together into one frame, sent within 150 ms", async () => {
    const { hub, clock, cluster, delays } = setUp();
    hub.start();
    await clock.step(1_000);
    const page = view(hub);
    await settle();
    cluster.push(put(namespace("a")), put(namespace("b")));
    await clock.step(50);
    cluster.push(remove("a"));
    await clock.step(100);
    const frames = page.messages.filter((m) => m.type === "mesh");
    expect(frames).toHaveLength(1);
    expect(names(page.state)).toEqual(["b"]);
    expect(Math.max(...delays)).toBeLessThanOrEqual(150);
  });

  it("tells a cluster's state after the objects that it speaks of", async () => {
    const { hub, clock, cluster } = setUp();
    hub.start();
    await clock.step(1_000);
    const page = view(hub);
    cluster.push(put(namespace("a")), put(namespace("b")), clusterStatus("ready"));
    await clock.step(200);
    expect(types(page.messages)).toEqual(["reset", "mesh", "sources"]);
    expect(names(page.state)).toEqual(["a", "b"]);
  });

  it("gives every page the hub's own snapshot, whenever it joins", async () => {
    const event = fc.tuple(fc.boolean(), fc.constantFrom("a", "b", "c", "d"), fc.nat(9));
    const script = fc.array(
      fc.tuple(fc.array(event, { maxLength: 6 }), fc.nat(300), fc.boolean()),
      {
        maxLength: 8,
      },
    );
    await fc.assert(
      fc.asyncProperty(script, async (steps) => {
        const { hub, clock, cluster } = setUp();
        const pages = [view(hub)];
        hub.start();
        for (const [events, ms, joins] of steps) {
          cluster.push(
            ...events.map(([isPut, name, version]) =>
              isPut ? put(namespace(name, "test", String(version))) : remove(name),
            ),
          );
          await clock.step(ms);
          if (joins) pages.push(view(hub));
        }
        await clock.step(500);
        for (const page of pages) {
          expect(page.gaps).toBe(0);
          expect(page.state?.mesh).toEqual(hub.snapshot());
          expect(page.state?.traffic).toEqual(hub.traffic());
          expect(withoutAge(page.state?.sources)).toEqual(withoutAge(hub.sources()));
          expect(page.messages.map((m) => m.seq)).toEqual(
            page.messages.map((_, i) => (page.messages[0]?.seq ?? 0) + i),
          );
        }
        hub.stop();
      }),
      { numRuns: 40 },
    );
  });
});

describe("a viewer that comes back", () => {
  it("gets exactly the messages it missed", async () => {
    const { hub, clock, cluster } = setUp();
    hub.start();
    await clock.step(200);
    const first = view(hub);
    await settle();
    first.leave();
    cluster.push(put(namespace("a")));
    await clock.step(200);
    const second = view(hub, first.lastId, first.state);
    await settle();
    expect(types(second.messages)).toEqual(["mesh"]);
    expect(second.state?.mesh).toEqual(hub.snapshot());
  });

  it.each(["e0:1", "e1:999999", "e1:x", "", "e1:-1", "e1:1e9"])(
    "starts over with the id %j",
    async (id) => {
      const { hub, clock } = setUp();
      hub.start();
      await clock.step(200);
      const page = view(hub, id);
      await settle();
      expect(types(page.messages)).toEqual(["reset"]);
    },
  );

  it("starts over when what it missed is no longer kept", async () => {
    const { hub, clock, cluster } = setUp({
      limits: { ringEntries: 2, ringChars: 1e6, queueEntries: 8, queueChars: 1e6 },
    });
    hub.start();
    await clock.step(200);
    const first = view(hub);
    await settle();
    first.leave();
    for (const name of ["a", "b", "c"]) {
      cluster.push(put(namespace(name)));
      await clock.step(200);
    }
    const second = view(hub, first.lastId, first.state);
    await settle();
    expect(types(second.messages)).toEqual(["reset"]);
    expect(names(second.state)).toEqual(["a", "b", "c"]);
  });
});

describe("a viewer that is slow or gone", () => {
  it.each([
    { bound: "number", queueEntries: 3, queueChars: 1e6, first: "reset" },
    { bound: "size", queueEntries: 99, queueChars: 900, first: "reset" },
    { bound: "neither", queueEntries: 5, queueChars: 1e6, first: "mesh" },
  ])("has its queue dropped at a bound ($bound), and loses nothing by it", async (limits) => {
    const { hub, clock, cluster } = setUp({
      limits: { ringEntries: 99, ringChars: 1e6, ...limits },
    });
    hub.start();
    await clock.step(200);
    const stream = hub.attach(null, new AbortController().signal);
    await stream.next();
    for (const name of ["a", "b", "c", "d", "e"]) {
      cluster.push(put(namespace(name)));
      await clock.step(200);
    }
    const { value } = await stream.next();
    const message: LiveMessage = JSON.parse(value?.text ?? "null");
    expect(message.type).toBe(limits.first);
    if (message.type !== "reset") return;
    expect(names(applyLiveMessage(null, message))).toEqual(["a", "b", "c", "d", "e"]);
  });

  it("gets a message that is larger than the bound, when it is the only one", async () => {
    const { hub, clock, cluster } = setUp({
      limits: { ringEntries: 99, ringChars: 1e6, queueEntries: 3, queueChars: 10 },
    });
    hub.start();
    await clock.step(200);
    const stream = hub.attach(null, new AbortController().signal);
    await stream.next();
    cluster.push(put(namespace("a")));
    await clock.step(200);
    const { value } = await stream.next();
    expect(JSON.parse(value?.text ?? "null")).toMatchObject({ type: "mesh" });
  });

  it("is forgotten when its connection breaks", async () => {
    const { hub, clock } = setUp();
    hub.start();
    const page = view(hub);
    await clock.step(200);
    expect(hub.viewers()).toBe(1);
    page.leave();
    await settle();
    expect([hub.viewers(), page.done]).toEqual([0, true]);
  });

  it("is not told of an ordinary end when the server stops: the stream must break, not finish", async () => {
    const { hub, clock } = setUp();
    hub.start();
    const page = view(hub);
    await clock.step(200);
    hub.stop();
    await clock.step(10_000);
    expect(page.done).toBe(false);
  });
});
