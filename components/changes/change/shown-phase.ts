import type { ChangeView } from "@/lib/delivery/change";
import { phasesText } from "@/lib/messages/changes/phases";

/** A write is given so long to be answered before it is called unsettled. */
const ANSWER_MS = 10_000;

type Facts = Pick<ChangeView, "phase" | "journal" | "stalled" | "elsewhere">;

/** Somebody, or a failure, has turned the change back. */
export const isTurned = ({ journal }: Pick<ChangeView, "journal">): boolean =>
  journal.some(({ event }) => event.type === "turned-back");

/**
 * How a change stands, in words. To a journal every write is in doubt until its answer is there; a page tells one that was just sent from
 * one that nobody has answered.
 *
 * @param now epoch ms by the server's clock
 */
export function shownPhase(change: Facts, now: number): ReturnType<typeof phasesText.phase> {
  const { phase, journal, stalled, elsewhere } = change;
  if (phase !== "unsettled") return phasesText.phase(phase);
  const sent = journal.findLast(({ event }) => event.type === "intended");
  if (sent?.event.type !== "intended") return phasesText.phase(phase);
  if (isTurned(change) && sent.event.way === "forward") return phasesText.turning;
  const isFresh = now - sent.at < ANSWER_MS && stalled === undefined && !elsewhere;
  return isFresh ? phasesText.sent(sent.event.way) : phasesText.phase(phase);
}
