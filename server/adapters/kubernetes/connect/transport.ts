import "server-only";
import { Agent, type Dispatcher, ProxyAgent, Socks5ProxyAgent } from "undici";
import { err, ok, type Result } from "@/lib/result";
import type { TlsMaterial } from "./credentials";

/** Requests and watches have connections of their own: open watches cannot starve a request. */
export type Lane = "requests" | "watches";

export type Transport = {
  dispatcher(lane: Lane, tls: TlsMaterial): Dispatcher;
  close(): Promise<void>;
};

/** Enough for the first lists of all kinds at once without crowding out a user's read. */
const REQUEST_CONNECTIONS = 8;

type Lanes = { readonly tls: string; readonly of: Readonly<Record<Lane, Dispatcher>> };

const fingerprint = (tls: TlsMaterial): string =>
  [tls.ca, tls.cert, tls.key, tls.servername, tls.rejectUnauthorized].map(String).join("\n");

/** HTTP/1.1 on purpose: over HTTP/2 all watches share one connection, and one lost packet stops them all. */
function createDispatcher(lane: Lane, tls: TlsMaterial, proxy: URL | null): Dispatcher {
  const options = {
    allowH2: false,
    connections: lane === "requests" ? REQUEST_CONNECTIONS : null,
    // Silence is judged by the caller, with its own clock.
    headersTimeout: 0,
    bodyTimeout: 0,
    keepAliveTimeout: 30_000,
  };
  if (proxy === null) return new Agent({ ...options, connect: tls });
  if (proxy.protocol === "socks5:") {
    // `requestTls` is read by undici and missing from its types.
    const withTls: Socks5ProxyAgent.Options & { requestTls: TlsMaterial } = {
      ...options,
      requestTls: tls,
    };
    return new Socks5ProxyAgent(proxy, withTls);
  }
  return new ProxyAgent({ ...options, uri: proxy.href, requestTls: tls });
}

/** The `proxy-url` of a kubeconfig names a proxy of a kind that is not supported. */
export type ProxyError = { readonly code: "proxy-unsupported"; readonly scheme: string };

/** The proxy to use. Schemes as client-go: http, https, socks5 (names are resolved by the proxy). */
export function proxyOf(text: string | null): Result<URL | null, ProxyError> {
  if (text === null) return ok(null);
  const url = URL.canParse(text) ? new URL(text.replace(/^socks5h:/, "socks5:")) : null;
  const known = ["http:", "https:", "socks5:"];
  if (url && known.includes(url.protocol)) return ok(url);
  return err({ code: "proxy-unsupported", scheme: url?.protocol.replace(":", "") ?? "" });
}

/** Connections to one API server; made anew when the TLS material changes (a client certificate was renewed). */
export function createTransport(proxy: URL | null): Transport {
  let lanes: Lanes | null = null;
  const all = new Set<Dispatcher>();

  const retire = (old: Lanes) => {
    for (const d of Object.values(old.of)) {
      // Waits for what is under way; a watch ends by itself within minutes.
      void d.close().finally(() => all.delete(d));
    }
  };

  return {
    dispatcher(lane, tls) {
      const key = fingerprint(tls);
      if (lanes?.tls !== key) {
        if (lanes) retire(lanes);
        const of = {
          requests: createDispatcher("requests", tls, proxy),
          watches: createDispatcher("watches", tls, proxy),
        };
        for (const d of Object.values(of)) all.add(d);
        lanes = { tls: key, of };
      }
      return lanes.of[lane];
    },
    async close() {
      await Promise.all([...all].map((d) => d.destroy()));
      all.clear();
      lanes = null;
    },
  };
}
