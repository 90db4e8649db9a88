import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { answer, statusBody } from "../testing/api-request";
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

const QUIET_MS = 40_000;

/** Watched all the time and told nothing: then it ends, and cannot be begun again. */
async function endedAfterQuiet(end: () => void) {
  bench.put(virtualService("a"));
  const told = bench.watch();
  await until(() => told.lines().includes("synced") && bench.api.watching(VIRTUAL_SERVICES));
  const listedAt = bench.clock.now();
  bench.clock.pass(QUIET_MS);
  bench.api.fault(({ resource }, response) =>
    resource === VIRTUAL_SERVICES
      ? answer(response, 500, statusBody(500, "InternalError", "etcd"))
      : false,
  );
  end();
  await until(() => told.status()?.state === "partial");
  return (told.status()?.lastGoodAt ?? 0) - listedAt;
}

describe("what was known is as old as the last moment at which it was known to hold", () => {
  it.each(["end", "destroy"] as const)("the end of a watch that stood (%s)", async (how) => {
    expect(await endedAfterQuiet(() => bench.api.cut(how))).toBe(QUIET_MS);
  });

  it("not an answer that cannot be read", async () => {
    const garbage = () => bench.api.send(VIRTUAL_SERVICES, "garbage\n");
    expect(await endedAfterQuiet(garbage)).toBe(0);
  });
});
