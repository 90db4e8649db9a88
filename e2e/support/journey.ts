import { test as base, expect } from "@playwright/test";
import type { RecordedWorld } from "../../fixtures/prometheus/replay";
import {
  type FakePrometheus,
  type FakePrometheusSettings,
  startFakePrometheus,
} from "./fake-prometheus";
import { type OwnServer, startOwnServer } from "./own-server";
import { type TopologyParts, topologyOf } from "./topology";
import { watchTroubles } from "./troubles";

/** Processes of one journey's own; all of them end with it. */
type OwnProcesses = {
  /** The production build on the demo's cluster. */
  server(env: Readonly<Record<string, string>>, port?: number): Promise<OwnServer>;
  prometheus(world: RecordedWorld, settings?: FakePrometheusSettings): Promise<FakePrometheus>;
};

type JourneyOptions = {
  /** Failures are what the journey is about: the console may tell of them. */
  readonly troubled: boolean;
};

type JourneyParts = {
  readonly topology: TopologyParts;
  readonly own: OwnProcesses;
  /** Set up for every journey; nothing to take from it. */
  readonly calm: undefined;
};

/** A journey: the page by its parts, and at the end nothing in the console and no request that failed or left this host. */
export const test = base.extend<JourneyOptions & JourneyParts>({
  troubled: [false, { option: true }],
  topology: ({ page }, use) => use(topologyOf(page)),
  own: async ({ context }, use) => {
    const ends: (() => Promise<void>)[] = [];
    await use({
      async server(env, port) {
        const server = await startOwnServer(env, port);
        ends.unshift(() => server.stop());
        return server;
      },
      async prometheus(world, settings) {
        const prometheus = await startFakePrometheus(world, settings);
        ends.unshift(() => prometheus.close());
        return prometheus;
      },
    });
    // A page that loses its server complains, and rightly so.
    for (const page of context.pages()) await page.close();
    for (const end of ends) await end();
  },
  calm: [
    async ({ context, troubled }, use) => {
      const troubles = watchTroubles(context);
      await use(undefined);
      if (!troubled) expect(troubles()).toEqual([]);
    },
    { auto: true },
  ],
});

export { expect };
