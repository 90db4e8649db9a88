import type { ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import {
  createQuestionServer,
  type Question,
  type RecordedWorld,
  replay,
} from "@/fixtures/prometheus/replay";
import type { Clock } from "@/server/ports/clock";

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
  const server = createQuestionServer((question, response) => {
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
  const bodyOf = replay(world);
  return (question) => answer(bodyOf(question));
}

/** A clock that stands still until `expire` ends every sleep. */
export function standingClock(now: number): Clock & { expire(): void } {
  const sleepers = new Set<() => void>();
  return {
    now: () => now,
    elapsed: () => now,
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
