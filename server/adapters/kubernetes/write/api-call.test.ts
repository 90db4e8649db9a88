import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { ok } from "@/lib/result";
import { createExchange } from "../connect/send";
import { createTransport } from "../connect/transport";
import { systemClock } from "../testing/system-clock";
import { callApi } from "./api-call";

type Seen = {
  readonly method: string;
  readonly headers: IncomingMessage["headers"];
  readonly body: string;
};

const ends: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0)) await end();
});

const NO_TLS = { ca: undefined, cert: undefined, key: undefined };

/** A server that answers as it is told, and a call to it. */
async function against(
  answer: (response: ServerResponse, count: number) => void,
  body: Record<string, unknown> = { a: 1 },
) {
  const seen: Seen[] = [];
  const server = createServer(async (request, response) => {
    let text = "";
    for await (const chunk of request) text += String(chunk);
    seen.push({ method: request.method ?? "", headers: request.headers, body: text });
    answer(response, seen.length);
  });
  const port = await new Promise<number>((resolve) => {
    server.listen(0, "127.0.0.1", () => resolve((server.address() as AddressInfo).port)); // a TCP server
  });
  const transport = createTransport(null);
  const refused: unknown[] = [];
  const login = {
    tls: { ...NO_TLS, rejectUnauthorized: true },
    headers: { authorization: "Bearer t" },
  };
  const credentials = {
    current: async () => ok(login),
    refused: (l: unknown) => void refused.push(l),
  };
  const exchange = createExchange(
    new URL(`http://127.0.0.1:${port}`),
    credentials as unknown as Parameters<typeof createExchange>[1], // only these two are called
    transport,
    systemClock,
  );
  const stop = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  ends.push(() => transport.close(), stop);
  const call = {
    method: "PATCH",
    path: "/x",
    contentType: "application/apply-patch+yaml",
    body,
  } as const;
  const send = (signal = new AbortController().signal) =>
    callApi(exchange, call, systemClock, signal);
  return { seen, refused, send, stop };
}

const json = (
  response: ServerResponse,
  code: number,
  body: unknown,
  headers: Record<string, string | string[]> = {},
) => {
  response.writeHead(code, { "content-type": "application/json", ...headers });
  response.end(JSON.stringify(body));
};

describe("one request that writes", () => {
  it("carries method, length and text, and brings back what was said", async () => {
    const { seen, send } = await against((r) =>
      json(r, 200, { kind: "X" }, { warning: ['299 - "one"', '299 - "two"'], "retry-after": "2" }),
    );
    expect(await send()).toEqual({
      ok: true,
      value: { status: 200, body: { kind: "X" }, warnings: ["one", "two"], retryAfterMs: 2000 },
    });
    expect(seen).toMatchObject([
      {
        method: "PATCH",
        body: '{"a":1}',
        headers: { "content-length": "7", authorization: "Bearer t" },
      },
    ]);
  });

  it("is text that YAML reads too, whatever is in it", async () => {
    const odd = "a\u0085\u2028\ufeff\u007f→\t";
    const { seen, send } = await against((r) => json(r, 200, {}), { odd });
    await send();
    expect(seen[0]?.body).toBe(String.raw`{"odd":"a\u0085\u2028\ufeff\u007f→\t"}`);
    expect(JSON.parse(seen[0]?.body ?? "")).toEqual({ odd });
  });

  it("gives refusals as answers, those without a readable word too", async () => {
    const { send } = await against((r) => {
      r.writeHead(502, { "content-type": "text/html" });
      r.end("<h1>Bad Gateway</h1>");
    });
    expect(await send()).toMatchObject({ ok: true, value: { status: 502, body: {} } });
  });

  it("is sent anew with a fresh login when it was not let in, and only then", async () => {
    const { seen, refused, send } = await against((r, count) =>
      json(r, count === 1 ? 401 : 500, { kind: "Status" }),
    );
    expect(await send()).toMatchObject({ ok: true, value: { status: 500 } });
    expect([seen.length, refused.length]).toEqual([2, 1]);
  });
});

describe("no answer", () => {
  const cut = (response: ServerResponse) => (response.socket as Socket).destroy(); // it has one while it is open

  it("after the request was seen leaves it open; nothing is sent again", async () => {
    const { seen, send } = await against(cut);
    expect(await send()).toMatchObject({ ok: false, error: { sent: true } });
    expect(seen).toHaveLength(1);
  });

  it("that is whole leaves it open", async () => {
    const { send } = await against((r) => {
      r.writeHead(200, { "content-length": "1000" });
      r.write('{"kind":', () => cut(r));
    });
    expect(await send()).toMatchObject({ ok: false, error: { sent: true } });
  });

  it("that is JSON leaves it open", async () => {
    const { send } = await against((r) => r.end("hello"));
    expect(await send()).toMatchObject({
      ok: false,
      error: { sent: true, failure: { code: "bad-answer" } },
    });
  });

  it("from a server that is not there leaves nothing open", async () => {
    const { send, stop } = await against(cut);
    await stop();
    expect(await send()).toMatchObject({
      ok: false,
      error: { sent: false, failure: { code: "unreachable", detail: "ECONNREFUSED" } },
    });
  });

  it("because the caller gave up before: nothing was sent", async () => {
    const { seen, send } = await against((r) => json(r, 200, {}));
    expect(await send(AbortSignal.abort())).toMatchObject({ ok: false, error: { sent: false } });
    expect(seen).toEqual([]);
  });

  it("because the caller gave up while waiting leaves it open", async () => {
    const controller = new AbortController();
    const { send } = await against(() => controller.abort());
    expect(await send(controller.signal)).toMatchObject({
      ok: false,
      error: { sent: true, failure: { code: "aborted" } },
    });
  });
});
