import { createServer } from "node:http";
import {
  type AddressInfo,
  connect,
  createServer as createTcpServer,
  type Server,
  type Socket,
} from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { createTransport, proxyOf } from "./transport";

const open: Server[] = [];
const listen = (server: Server) =>
  new Promise<number>((resolve) => {
    open.push(server);
    server.listen(0, "127.0.0.1", () => resolve((server.address() as AddressInfo).port));
  });
afterEach(async () => {
  for (const server of open.splice(0)) await new Promise((done) => server.close(done));
});

/** Answers every request with its path. */
const target = () => listen(createServer((request, response) => response.end(request.url)));

const tunnel = (client: Socket, port: number) => {
  const upstream = connect(port, "127.0.0.1");
  client.pipe(upstream).pipe(client);
  client.on("error", () => upstream.destroy());
  upstream.on("error", () => client.destroy());
};

/** An HTTP proxy that tunnels by CONNECT, and remembers where to. */
async function httpProxy() {
  const asked: string[] = [];
  const server = createServer();
  server.on("connect", (request, client: Socket) => {
    asked.push(request.url ?? "");
    client.write("HTTP/1.1 200 OK\r\n\r\n");
    tunnel(client, Number(request.url?.split(":")[1]));
  });
  return { url: `http://127.0.0.1:${await listen(server)}`, asked };
}

/** SOCKS5 without authentication, CONNECT to IPv4 or names (RFC 1928). */
async function socksProxy() {
  const asked: string[] = [];
  const server = createTcpServer((client) => {
    client.once("data", () => {
      client.write(Buffer.from([5, 0]));
      client.once("data", (request: Buffer) => {
        const byName = request[3] === 3;
        const length = byName ? (request[4] ?? 0) + 1 : 4;
        const address = request.subarray(byName ? 5 : 4, 4 + length);
        const port = request.readUInt16BE(4 + length);
        asked.push(`${byName ? address.toString() : address.join(".")}:${port}`);
        client.write(Buffer.from([5, 0, 0, 1, 0, 0, 0, 0, 0, 0]));
        tunnel(client, port);
      });
    });
  });
  return { url: `socks5://127.0.0.1:${await listen(server)}`, asked };
}

async function get(port: number, proxy: string | null): Promise<string> {
  const url = proxyOf(proxy);
  if (!url.ok) throw new Error(url.error.code);
  const transport = createTransport(url.value);
  try {
    const dispatcher = transport.dispatcher("requests", {});
    const answer = await dispatcher.request({
      origin: `http://127.0.0.1:${port}`,
      path: "/api",
      method: "GET",
    });
    return await answer.body.text();
  } finally {
    await transport.close();
  }
}

describe("createTransport", () => {
  it("connects directly without a proxy", async () => {
    expect(await get(await target(), null)).toBe("/api");
  });

  it.each([
    ["an HTTP proxy", httpProxy],
    ["a SOCKS5 proxy", socksProxy],
  ])("goes through %s", async (_, start) => {
    const port = await target();
    const proxy = await start();
    expect(await get(port, proxy.url)).toBe("/api");
    expect(proxy.asked).toEqual([`127.0.0.1:${port}`]);
  });

  it.each(["ftp://proxy", "socks4://proxy", "no url"])("refuses %s", (text) => {
    expect(proxyOf(text)).toMatchObject({ ok: false, error: { code: "proxy-unsupported" } });
  });

  it("keeps its connections while the TLS material stays the same", async () => {
    const transport = createTransport(null);
    const [ca, same] = [{ ca: "A" }, { ca: Buffer.from("A") }];
    const first = transport.dispatcher("watches", ca);
    expect(transport.dispatcher("watches", same)).toBe(first);
    expect(transport.dispatcher("requests", ca)).not.toBe(first);
    expect(transport.dispatcher("watches", { ca: "B" })).not.toBe(first);
    await transport.close();
  });
});
