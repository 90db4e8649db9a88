import { expect } from "vitest";
import type { LiveState } from "@/lib/live/apply-message";
import { applyLiveMessage } from "@/lib/live/apply-message";
import type { LiveMessage } from "@/lib/live/message";
import { err } from "@/lib/result";
import type { ClusterEvent } from "@/server/ports/cluster";
import { Hub } from "./hub";
import type { JournalLimits } from "./journal";
import {
  createScriptedCluster,
  createScriptedMetrics,
  createSteppedClock,
  HUB_SETTINGS,
} from "./live.fixture";
import { silentObserver } from "./observer";

export type Setup = {
  readonly initial?: readonly ClusterEvent[];
  readonly limits?: JournalLimits;
  readonly tickSeconds?: number;
};

export function setUp({ initial = [{ type: "synced" }], limits, tickSeconds = 5 }: Setup = {}) {
  const clock = createSteppedClock();
  const cluster = createScriptedCluster(() => initial);
  const metrics = createScriptedMetrics(clock);
  const delays: number[] = [];
  const hub = new Hub({
    clusters: [cluster],
    metrics,
    clock,
    epoch: "e1",
    settings: { ...HUB_SETTINGS, tickSeconds },
    observer: { ...silentObserver, eventToFrame: (ms) => delays.push(ms) },
    limits,
  });
  return { clock, cluster, metrics, hub, delays };
}

/** A page: reads all it can get, and folds it. Asks for nothing when it meets a gap, so that a test sees it. */
export function view(hub: Hub, lastEventId: string | null = null, from: LiveState | null = null) {
  const gone = new AbortController();
  const messages: LiveMessage[] = [];
  const page = {
    messages,
    state: from,
    gaps: 0,
    lastId: lastEventId,
    done: false,
    leave: () => gone.abort(),
  };
  const stream = hub.attach(lastEventId, gone.signal);
  const read = async () => {
    for await (const { id, text } of stream) {
      const message: LiveMessage = JSON.parse(text);
      messages.push(message);
      page.lastId = id;
      const next = applyLiveMessage(page.state, message);
      if (next === null) page.gaps += 1;
      else page.state = next;
    }
    page.done = true;
  };
  read().catch((error) => expect.fail(String(error)));
  return page;
}

export const names = (state: LiveState | null) =>
  [...(state?.mesh.resources.values() ?? [])].map((r) => r.meta.name).sort();

export const types = (messages: readonly LiveMessage[]) => messages.map((m) => m.type);

export const DOWN = err({ code: "unreachable", url: "http://p", detail: "refused" } as const);
