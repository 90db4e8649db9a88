import "server-only";
import { ok } from "@/lib/result";
import type { Clock } from "@/server/ports/clock";
import type { MetricsPort } from "@/server/ports/metrics";
import { HISTORY_SECONDS, type World } from "./cluster/world";
import type { Engine } from "./traffic/engine";
import { rangeAnswer } from "./traffic/range-answer";
import { samplesAt } from "./traffic/samples";

/** Metrics of the sim's traffic: what a Prometheus that scrapes these proxies every second would answer. */
export function createSimMetrics(world: World, engine: Engine, clock: Clock): MetricsPort {
  let sent = 0;
  /** The second that is not complete yet. */
  const now = () => Math.floor(clock.now() / 1000);
  return {
    async probe() {
      sent += 1;
      return ok({
        flavour: "Simulated traffic",
        scrapeIntervalSeconds: 1,
        reporters: ["destination", "source"],
        missing: [],
        clusters: [],
      });
    },
    async traffic(request) {
      sent += request.parts.length;
      const second = Math.min(now(), Math.floor(request.at / 1000));
      return ok(samplesAt(engine, second, request));
    },
    async range(request) {
      sent += request.measures.length;
      const history = { from: world.startedAt - HISTORY_SECONDS, to: now() };
      return ok(rangeAnswer(engine, history, request));
    },
    queriesSent: () => sent,
  };
}
