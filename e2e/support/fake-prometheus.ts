import type { AddressInfo } from "node:net";
import {
  createQuestionServer,
  type Question,
  type RecordedWorld,
  replay,
} from "../../fixtures/prometheus/replay";

/** How the fake Prometheus answers: as recorded, with an error of its own, or with something that is no JSON. */
export type Mood = "recorded" | "failing" | "garbage";

export type FakePrometheus = {
  readonly url: string;
  /** From the next question on. */
  feel(mood: Mood): void;
  /** All that was asked so far, in order. */
  readonly questions: readonly Question[];
  close(): Promise<void>;
};

export type FakePrometheusSettings = {
  /** The mood at the start. */
  readonly mood?: Mood;
  /** Label values that stand in place of recorded ones, everywhere in every answer. */
  readonly renamed?: Readonly<Record<string, string>>;
};

/** A Prometheus on loopback that replays recorded answers, until it is told to fail. */
export async function startFakePrometheus(
  world: RecordedWorld,
  settings: FakePrometheusSettings = {},
): Promise<FakePrometheus> {
  const bodyOf = replay(world);
  const rename = renaming(settings.renamed ?? {});
  const questions: Question[] = [];
  let mood: Mood = settings.mood ?? "recorded";
  const server = createQuestionServer((question, response) => {
    questions.push(question);
    if (mood === "failing") {
      const body = { status: "error", errorType: "unavailable", error: "storage is not ready" };
      response.writeHead(503, { "content-type": "application/json" }).end(JSON.stringify(body));
    } else if (mood === "garbage") {
      response.writeHead(200, { "content-type": "text/html" }).end("<html>login</html>");
    } else {
      const body = rename(bodyOf(question));
      response.writeHead(200, { "content-type": "application/json" }).end(body);
    }
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo; // it listens on TCP
  return {
    url: `http://127.0.0.1:${port}`,
    questions,
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

/** Recorded answers are JSON, so a whole value is its JSON text. */
function renaming(names: Readonly<Record<string, string>>): (body: string) => string {
  const pairs = Object.entries(names).map(([from, to]) => [
    JSON.stringify(from),
    JSON.stringify(to),
  ]);
  return (body) =>
    pairs.reduce((text, [from = "", to = ""]) => text.replaceAll(from, () => to), body);
}
