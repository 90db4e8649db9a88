import type { SourceStatus } from "@/lib/mesh/model/source";

/** How a page is connected to the server, itself or through another tab. */
export type Connection = {
  readonly phase: "connecting" | "live" | "lost";
  /** Epoch ms by the page's own clock: when the phase began. */
  readonly since: number;
  /** Server time minus the page's time, ms; exact but for the travel time of the quickest message. */
  readonly offsetMs: number;
};

export const initialConnection = (now: number): Connection => ({
  phase: "connecting",
  since: now,
  offsetMs: 0,
});

/** A difference beyond this is no slow message: one of the two clocks was set. */
const CLOCK_WAS_SET_MS = 60_000;

/** The connection after a message that the server sent at `sentAt` and that was read at `readAt`. */
export function withMessageTime(
  connection: Connection,
  {
    first,
    readAt,
    sentAt,
  }: { readonly first: boolean; readonly readAt: number; readonly sentAt: number },
): Connection {
  const offsetMs = sentAt - readAt;
  const wasSet = Math.abs(offsetMs - connection.offsetMs) > CLOCK_WAS_SET_MS;
  // Travel only ever makes a message seem older, so the largest difference is the truest.
  if (first || wasSet || offsetMs > connection.offsetMs) return { ...connection, offsetMs };
  return connection;
}

export const withPhase = (
  connection: Connection,
  phase: Connection["phase"],
  now: number,
): Connection => (connection.phase === phase ? connection : { ...connection, phase, since: now });

/** A stream that breaks is back within seconds: only a longer loss is worth a word. */
const LOST_AFTER_MS = 5_000;

/** Whether a page has been without its server for longer than a break of the stream lasts. @param now by the page's clock */
export const isLost = ({ phase, since }: Connection, now: number): boolean =>
  phase === "lost" && now - since >= LOST_AFTER_MS;

/**
 * The sources as a page that lost its server must show them: what it has is no longer of now.
 *
 * @param now by the page's clock
 */
export function sourcesAsSeen(
  sources: readonly SourceStatus[],
  connection: Connection,
  { now, server }: { readonly now: number; readonly server: string },
): readonly SourceStatus[] {
  if (!isLost(connection, now)) return sources;
  return sources.map((source) => ({
    ...source,
    state: source.lastGoodAt === null ? "down" : "stale",
    since: connection.since + connection.offsetMs,
    problems: [{ code: "unreachable", url: server, detail: "no connection to Heddle" }],
  }));
}
