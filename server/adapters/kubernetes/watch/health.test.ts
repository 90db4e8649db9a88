import { expect, it } from "vitest";
import type { SourceStatus } from "@/lib/mesh/model/source";
import { createManualClock } from "../testing/manual-clock";
import { createHealth } from "./health";
import { WATCHED_KINDS } from "./watched-kinds";

it("a source of which one kind is back is as old as the kinds that are not", () => {
  const clock = createManualClock();
  const [first, second] = WATCHED_KINDS;
  if (!first || !second) throw new Error("two kinds");
  const told: SourceStatus[] = [];
  const health = createHealth({
    cluster: "lab",
    url: "https://api",
    kinds: [first, second],
    clock,
    emit: (status) => told.push(status),
    onSynced: () => {},
  });
  const status = () => [told.at(-1)?.state, told.at(-1)?.lastGoodAt];
  const read = (kind: typeof first) => {
    health.heard(kind);
    health.listed(kind);
    health.settled(kind);
    health.watching(kind, "");
  };
  const listedAt = clock.now();
  read(first);
  read(second);
  expect(status()).toEqual(["ready", listedAt]);

  clock.pass(10_000);
  const away = { code: "unreachable", detail: "ECONNREFUSED" } as const;
  for (const kind of [first, second]) health.failed(kind, "", away);
  expect(status()).toEqual(["stale", listedAt]);

  clock.pass(50_000);
  read(first);
  health.failed(second, "", { ...away, detail: "ETIMEDOUT" });
  expect(status()).toEqual(["stale", listedAt]);

  clock.pass(1_000);
  read(second);
  expect(status()).toEqual(["ready", clock.now()]);
});
