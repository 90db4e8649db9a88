import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type ApiRequest, answer, statusBody } from "../testing/api-request";
import type { Fault } from "../testing/fake-api-server";
import { createFakeStore } from "../testing/fake-store";
import {
  type Bench,
  createBench,
  until,
  VIRTUAL_SERVICES,
  virtualService,
} from "../testing/harness";

let bench: Bench;
beforeEach(async () => {
  bench = await createBench();
});
afterEach(() => bench.close());

const on =
  (verb: ApiRequest["verb"], act: Fault, resource = VIRTUAL_SERVICES): Fault =>
  (request, response) =>
    request.verb === verb && request.resource === resource && act(request, response);

/** Started, synced and watching the VirtualServices. */
async function started() {
  const told = bench.watch();
  await until(() => told.lines().includes("synced") && bench.api.watching(VIRTUAL_SERVICES));
  return told;
}

const names = (told: Awaited<ReturnType<typeof started>>, from = 0) =>
  told.lines(from).filter((l) => l.startsWith("put") || l.startsWith("delete"));

const queries = (verb: ApiRequest["verb"]) =>
  bench.api.log
    .filter((r) => r.verb === verb && r.resource === VIRTUAL_SERVICES)
    .map((r) => r.url.searchParams);

describe("list", () => {
  it("comes in pages of 500, each object once", async () => {
    for (let i = 0; i < 1203; i += 1) bench.put(virtualService(`vs-${i}`));
    const told = await started();
    expect(queries("list").map((q) => q.get("limit"))).toEqual(["500", "500", "500"]);
    expect(new Set(names(told)).size).toBe(1203);
    expect(names(told)).toHaveLength(1203);
  });

  it("is taken in one piece when a continuation expires, each object still once", async () => {
    for (let i = 0; i < 700; i += 1) bench.put(virtualService(`vs-${i}`));
    const end = bench.api.fault(
      on("list", ({ url }, response) => {
        if (!url.searchParams.has("continue")) return false;
        end();
        // Gone between two pages: it was delivered, so its removal must follow.
        bench.remove(virtualService("vs-0"));
        return answer(response, 410, statusBody(410, "Expired", "too old"));
      }),
    );
    const told = await started();
    expect(queries("list").map((q) => q.get("limit"))).toEqual(["500", "500", null]);
    expect(names(told).filter((l) => l === "put vs-0" || l === "delete vs-0")).toEqual([
      "put vs-0",
      "delete vs-0",
    ]);
    expect(new Set(names(told)).size).toBe(701);
    expect(names(told)).toHaveLength(701);
  });

  it("is retried with growing delays, and holds up no other kind for long", async () => {
    bench.put(virtualService("a"));
    const end = bench.api.fault(
      on("list", (_, response) => answer(response, 500, statusBody(500, "InternalError", "etcd"))),
    );
    const told = bench.watch();
    const delays: number[] = [];
    for (let i = 0; i < 7; i += 1) delays.push(await bench.clock.passNext(15_000));
    expect(delays).toEqual([250, 500, 1000, 2000, 4000, 8000, 15_000]);
    await until(() => told.lines().includes("synced"));
    expect(told.status()).toMatchObject({
      state: "partial",
      problems: expect.arrayContaining([
        {
          code: "kind-failing",
          kind: "VirtualService.networking.istio.io",
          resource: VIRTUAL_SERVICES,
          detail: "HTTP 500: etcd",
        },
      ]),
    });
    end();
    await bench.soon(() => names(told).includes("put a"));
    await until(() => told.status()?.state === "ready");
  });

  it("is given up after half a minute of silence", async () => {
    bench.put(virtualService("a"));
    const end = bench.api.fault(
      on("list", () => {
        end();
        return true;
      }),
    );
    const told = bench.watch();
    await until(() => bench.api.asked("list", VIRTUAL_SERVICES) === 1);
    expect(await bench.clock.passNext(30_000)).toBe(30_000);
    await bench.clock.passNext(29_000);
    await until(() => names(told).includes("put a"));
  });

  it.each([
    ["no JSON", "<html>gateway</html>"],
    ["no list", '{"kind":"Hello"}'],
    ["items that are none", '{"items":[7],"metadata":{"resourceVersion":"1"}}'],
  ])("takes %s for a failure, never for emptiness", async (_, body) => {
    bench.put(virtualService("a"));
    const told = await started();
    const mark = told.told.length;
    const end = bench.api.fault(on("list", (_request, response) => answer(response, 200, body)));
    bench.api.state.store.compact();
    bench.api.cut("end");
    await bench.soon(() => told.status()?.state === "partial");
    end();
    await bench.soon(() => told.status()?.state === "ready");
    expect(names(told, mark)).toEqual([]);
  });
});

describe("watch", () => {
  const expired = statusBody(410, "Expired", "too old resource version");

  it.each([
    ["as a status", (_r, response) => answer(response, 410, expired)],
    [
      "as an event",
      (_r, response) =>
        answer(response, 200, `${JSON.stringify({ type: "ERROR", object: expired })}\n`),
    ],
  ] satisfies [string, Fault][])(
    "lists anew on 410 %s and tells the difference",
    async (_, act) => {
      for (const name of ["a", "b", "c"]) bench.put(virtualService(name));
      const told = await started();
      const mark = told.told.length;
      const end = bench.api.fault(
        on("watch", (request, response) => {
          end();
          return act(request, response);
        }),
      );
      bench.api.cut("end");
      bench.remove(virtualService("a"));
      bench.put(virtualService("b", "changed"));
      bench.put(virtualService("d"));
      await bench.clock.passNext(1_000);
      await bench.clock.passNext(1_000);
      await until(() => names(told, mark).length >= 3);
      expect([...names(told, mark)].sort()).toEqual(["delete a", "put b", "put d"]);
      expect(told.lines(mark)).toContain(`restarted ${VIRTUAL_SERVICES} expired`);
      expect(told.status()?.state).toBe("ready");
    },
  );

  it.each(["end", "destroy"] as const)(
    "resumes where the last bookmark was after the connection went (%s)",
    async (how) => {
      bench.put(virtualService("a"));
      const told = await started();
      bench.put({ apiVersion: "v1", kind: "Service", metadata: { name: "s", namespace: "shop" } });
      const bookmark = String(bench.api.state.store.version());
      bench.api.bookmark(VIRTUAL_SERVICES);
      await until(() => told.lines().includes("put s"));
      bench.api.cut(how);
      await bench.soon(() => queries("watch").length === 2);
      expect(queries("watch")[1]?.get("resourceVersion")).toBe(bookmark);
      expect(queries("watch")[1]?.get("allowWatchBookmarks")).toBe("true");
      expect(queries("list")).toHaveLength(1);
      expect(told.status()?.state).toBe("ready");
    },
  );

  it.each([
    ["no JSON", "garbage\n"],
    ["JSON that is no event", "[1]\n"],
    ["an event without an identity", '{"type":"ADDED","object":{}}\n'],
    [
      "an event of a type that is unknown",
      '{"type":"RENAMED","object":{"metadata":{"name":"x"}}}\n',
    ],
  ])("lists anew after %s", async (_, line) => {
    bench.put(virtualService("a"));
    const told = await started();
    const mark = told.told.length;
    bench.api.send(VIRTUAL_SERVICES, line);
    await until(() => told.status()?.state === "partial");
    bench.put(virtualService("b"));
    await bench.clock.passNext(1_000);
    await until(() => told.status()?.state === "ready");
    expect(names(told, mark)).toEqual(["put b"]);
    expect(queries("list")).toHaveLength(2);
  });

  it("does not lose the event in whose middle the stream ends", async () => {
    const told = await started();
    bench.api.send(VIRTUAL_SERVICES, '{"type":"ADDED","object":{"metadata":{"na');
    bench.put(virtualService("a"));
    bench.api.cut("end");
    await bench.soon(() => names(told).includes("put a"));
  });

  it("lists anew when watch after watch ends at once, saying nothing", async () => {
    bench.put(virtualService("a"));
    const told = await started();
    const mark = told.told.length;
    const end = bench.api.fault(
      on("watch", (_, response) => {
        response.writeHead(200, { "content-type": "application/json" });
        response.end();
        return true;
      }),
    );
    bench.api.cut("end");
    await bench.soon(() => queries("list").length === 2);
    expect(queries("watch")).toHaveLength(3);
    expect(told.lines(mark)).not.toContain("status partial");
    end();
  });

  it("that cannot be opened is a failure, not an end", async () => {
    const told = await started();
    bench.api.fault(
      on("watch", (_, response) => {
        response.destroy();
        return true;
      }),
    );
    bench.api.cut("end");
    await bench.soon(() => told.status()?.state === "partial");
    expect(told.status()?.problems).toContainEqual(
      expect.objectContaining({
        code: "kind-failing",
        resource: VIRTUAL_SERVICES,
        detail: "the connection ended early (UND_ERR_SOCKET)",
      }),
    );
  });

  it("waits as long as the server asks", async () => {
    await started();
    let refusals = 0;
    const end = bench.api.fault(
      on("watch", (_, response) => {
        refusals += 1;
        if (refusals === 2) end();
        const body = statusBody(429, "TooManyRequests", "slow down");
        return answer(response, 429, body, { "retry-after": "7" });
      }),
    );
    for (const { request, response } of [...bench.api.state.watchers]) {
      if (request.resource === VIRTUAL_SERVICES) response.end();
    }
    expect(await bench.clock.passNext(1_000)).toBe(250);
    await until(() => refusals === 1);
    expect(await bench.clock.passNext(10_000)).toBe(7_000);
    await until(() => refusals === 2);
    expect(await bench.clock.passNext(10_000)).toBe(7_000);
    await until(() => bench.api.watching(VIRTUAL_SERVICES));
    expect(queries("list")).toHaveLength(1);
  });

  it("takes a minute and a half of silence for a dead connection", async () => {
    bench.put(virtualService("a"));
    const told = await started();
    const mark = told.told.length;
    // Half open: the other side forgot the watch and will never say so.
    for (const watcher of [...bench.api.state.watchers]) watcher.stop();
    bench.put(virtualService("b"));
    bench.clock.pass(90_000);
    await bench.soon(() => names(told, mark).includes("put b"));
    expect(told.lines(mark)).toContain(`restarted ${VIRTUAL_SERVICES} timeout`);
  });

  it("notices by a bookmark that the server's history is another one", async () => {
    bench.put(virtualService("a"));
    const told = await started();
    const mark = told.told.length;
    bench.api.bookmark(VIRTUAL_SERVICES, 3);
    await until(() => told.lines(mark).includes(`restarted ${VIRTUAL_SERVICES} expired`));
    await bench.soon(() => queries("list").length === 2);
  });

  it("survives a server that comes back with another history", async () => {
    for (const name of ["a", "b", "c"]) bench.put(virtualService(name));
    const told = await started();
    const mark = told.told.length;
    await bench.api.stop();
    await bench.soon(() => told.status()?.state === "stale");
    expect(told.status()?.problems).toContainEqual({
      code: "unreachable",
      url: bench.api.url,
      detail: "ECONNREFUSED",
    });
    expect(names(told, mark)).toEqual([]);

    const restored = createFakeStore(10);
    restored.put(VIRTUAL_SERVICES, virtualService("b"));
    restored.put(VIRTUAL_SERVICES, virtualService("z"));
    await bench.api.restart(restored);
    await bench.soon(() => told.status()?.state === "ready");
    expect([...names(told, mark)].sort()).toEqual(["delete a", "delete c", "put b", "put z"]);
  });
});
