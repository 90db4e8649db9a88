import { describe } from "vitest";
import { describeClusterContract } from "@/server/ports/cluster.contract";
import { createBench } from "./testing/harness";

describe("kubernetes cluster", () =>
  describeClusterContract(async (initial) => {
    const bench = await createBench();
    for (const object of initial) bench.put(object);
    const done = new AbortController();
    void bench.clock.passShort(20_000, done.signal);
    return {
      port: bench.cluster,
      change: async (object) => bench.put(object),
      remove: async (object) => bench.remove(object),
      cutWatches: async () => bench.api.cut("destroy"),
      expireVersions: async () => {
        bench.api.state.store.compact();
        bench.api.cut("end");
      },
      async close() {
        done.abort();
        await bench.close();
      },
    };
  }));
