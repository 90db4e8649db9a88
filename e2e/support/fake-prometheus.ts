import type { AddressInfo } from "node:net";
import { createQuestionServer, type RecordedWorld, replay } from "../../fixtures/prometheus/replay";

/** How the fake Prometheus answers: as recorded, with an error of its own, or with something that is no JSON. */
export type Mood = "recorded" | "failing" | "garbage";

export type FakePrometheus = {
  readonly url: string;
  /** From the next question on. */
  feel(mood: Mood): void;
  close(): Promise<void>;
};

/** A Prometheus on loopback that replays recorded answers, until it is told to fail. */
export async function startFakePrometheus(world: RecordedWorld): Promise<FakePrometheus> {
  const bodyOf = replay(world);
  let mood: Mood = "recorded";
  const server = createQuestionServer((question, response) => {
    if (mood === "failing") {
      const body = { status: "error", errorType: "unavailable", error: "storage is not ready" };
      response.writeHead(503, { "content-type": "application/json" }).end(JSON.stringify(body));
    } else if (mood === "garbage") {
      response.writeHead(200, { "content-type": "text/html" }).end("<html>login</html>");
    } else {
      response.writeHead(200, { "content-type": "application/json" }).end(bodyOf(question));
    }
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo; // it listens on TCP
  return {
    url: `http://127.0.0.1:${port}`,
    feel(next) {
      mood = next;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
