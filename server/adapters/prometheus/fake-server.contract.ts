import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import type { Clock } from "@/server/ports/clock";
import { type RecordedWorld, recorded } from "./recorded.contract";

/** A question as the server sees it. */
export type Question = {
  readonly path: string;
  readonly form: ReadonlyMap<string, string>;
  readonly headers: IncomingMessage["headers"];
};

/** `null` leaves the question without an answer. */
export type Reply = ((response: ServerResponse) => void) | null;

export type FakeServer = {
  readonly url: string;
  readonly asked: readonly Question[];
  close(): Promise<void>;
};

/** A server on loopback that answers by `reply`. */
export async function startFakeServer(reply: (question: Question) => Reply): Promise<FakeServer> {
  const asked: Question[] = [];
  const server = createServer(async (request, response) => {
    const form = new Map(new URLSearchParams(await text(request)));
    const question = { path: request.url ?? "", form, headers: request.headers };
    asked.push(question);
    reply(question)?.(response);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo; // it listens on TCP
  return {
    url: `http://127.0.0.1:${port}`,
    asked,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** A complete answer. */
export function answer(body: string, status = 200, type = "application/json"): Reply {
  return (response) => response.writeHead(status, { "content-type": type }).end(body);
}

/** Answers a probe, a tick and a chart from the recordings of one world. */
export function recordedReply(world: RecordedWorld): (question: Question) => Reply {
  // Written by record.ts in this form.
  const exchanges = JSON.parse(recorded("probe", "exchanges.json")) as readonly {
    query: string;
    answer: unknown;
  }[];
  const probe = new Map(exchanges.map((e) => [e.query, JSON.stringify(e.answer)]));
  return ({ path, form }) => {
    const query = form.get("query") ?? path.replace("/prefix", "");
    const known = probe.get(query);
    if (known !== undefined) return answer(known);
    if (path.endsWith("/query_range")) return answer(recordedRange(world, query));
    return answer(recorded(world, `${queryName(query)}.json`));
  };
}

function recordedRange(world: RecordedWorld, query: string): string {
  if (query.includes("_tcp_")) return recorded(world, "range-tcp.json");
  return recorded(world, query.includes("_bucket") ? "range-latency.json" : "range-requests.json");
}

/** Which query of a tick a text is. */
export function queryName(query: string): string {
  if (query.includes("_bucket")) {
    return query.includes("destination_workload,") ? "latency" : "latency-service";
  }
  if (query.includes("_messages_")) return "messages";
  if (query.includes("_tcp_")) return "tcp";
  if (query.includes("connection_security_policy")) return "security";
  return query.includes('source_workload="unknown"') ? "unproxied" : "requests";
}

/** A clock that stands still until `expire` ends every sleep. */
export function standingClock(now: number): Clock & { expire(): void } {
  const sleepers = new Set<() => void>();
  return {
    now: () => now,
    sleep: (_, signal) =>
      new Promise((resolve) => {
        sleepers.add(resolve);
        signal.addEventListener("abort", () => resolve(), { once: true });
      }),
    expire: () => {
      for (const wake of sleepers) wake();
      sleepers.clear();
    },
  };
}
