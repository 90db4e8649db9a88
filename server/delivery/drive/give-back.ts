import "server-only";
import type { ApplyAction } from "@/lib/mesh/changes/apply/next-action";
import type { JournalEvent } from "@/lib/mesh/changes/journal";
import { managersGivenBack } from "@/lib/mesh/changes/ownership/give-back";
import { isSeen } from "@/lib/mesh/changes/ownership/write-body";
import type { WriteError } from "@/lib/mesh/changes/write-error";
import { changeRunnerText } from "@/lib/messages/changes/change-runner";
import type { ClusterError } from "@/server/ports/cluster";
import type { Hands } from "./hands";

type GiveBack = Extract<ApplyAction, { type: "give-back" }>;
type Line = Extract<JournalEvent, { type: "managers" }>;

const PAUSE_MS = 5_000;

/**
 * Gives an object's fields back to who managed them, in one guarded write that changes no value, and stores what came of it. It is read
 * first each time, so that a process that goes on after another finds a write that was taken and sends none.
 *
 * @returns ms after which to ask for the next action; 0 when at once
 */
export async function giveBack(
  { step, managers, version }: GiveBack,
  { log, port, unreadable }: Hands,
  signal: AbortSignal,
): Promise<number> {
  const ref = log.record.changeSet.changes[step]?.ref;
  if (ref === undefined) return PAUSE_MS;
  const tell = async (given: boolean, message: string, at?: Line["version"]): Promise<number> => {
    const line = { type: "managers", step, given, message } as const;
    await log.append(at === undefined ? line : { ...line, version: at }, signal);
    return 0;
  };
  const live = await port.read(ref, signal);
  if (!live.ok) {
    if (live.error.code !== "unavailable") return tell(false, sentenceOf(live.error));
    unreadable(live.error.cause);
    return live.error.retryAfterMs;
  }
  unreadable(null);
  const wanted = managersGivenBack(live.value, managers);
  if (wanted === null) return tell(true, "");
  if (version === null || !isSeen(live.value, version)) {
    return tell(false, changeRunnerText.writtenSince);
  }
  if (signal.aborted) return PAUSE_MS;
  const { uid, resourceVersion } = version;
  const guard = { type: "version", uid, resourceVersion } as const;
  const request = { verb: "managers", ref, managers: wanted, guard, dryRun: false } as const;
  const answer = await port.write(request, UNENDING);
  if (!answer.ok) return isOpen(answer.error) ? PAUSE_MS : tell(false, answer.error.message);
  const { uid: id, resourceVersion: given, generation } = answer.value;
  return tell(true, "", { uid: id, resourceVersion: given, generation });
}

/** A write that was begun is not ended by a stop of the process: its line in the journal would be missing. */
const UNENDING = new AbortController().signal;

/** To be tried again, after the object has been read anew. */
const isOpen = ({ code }: WriteError): boolean => code === "unknown" || code === "unavailable";

const sentenceOf = (error: Exclude<ClusterError, { code: "unavailable" }>): string =>
  error.code === "forbidden" ? error.detail : changeRunnerText.gone;
