import "server-only";
import type { LiveMessage } from "@/lib/live/message";
import type { SourceStatus } from "@/lib/mesh/model/source";

/** How a reading of the metrics source ended. `partial`: some of its parts are missing. */
export type TickOutcome = "ok" | "partial" | "failed";

/** What the live side reports of itself, for counters and spans. Must not throw and must not block. */
export type LiveObserver = {
  ticked(reading: "traffic" | "latency" | "probe", ms: number, outcome: TickOutcome): void;
  published(type: LiveMessage["type"], bytes: number): void;
  /** Ms from the arrival of the oldest event of a frame until the frame was handed to the viewers. */
  eventToFrame(ms: number): void;
  viewers(count: number): void;
  /** A viewer could not follow and starts over. */
  viewerReset(why: "joined" | "resume-too-old" | "too-slow" | "settings"): void;
  watchRestarted(cluster: string, kind: string, reason: string): void;
  sources(sources: readonly SourceStatus[]): void;
  /** Something that should not happen, and that the hub survives. */
  failed(what: string, error: unknown): void;
};

const nothing = () => {};

/** For those who do not count. */
export const silentObserver: LiveObserver = {
  ticked: nothing,
  published: nothing,
  eventToFrame: nothing,
  viewers: nothing,
  viewerReset: nothing,
  watchRestarted: nothing,
  sources: nothing,
  failed: nothing,
};
