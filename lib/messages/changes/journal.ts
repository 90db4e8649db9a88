import { formatRatio } from "@/lib/format/figures";
import type { JournalEvent, Way } from "@/lib/mesh/changes/journal";
import { phasesText } from "./phases";
import { writeErrorText } from "./write-errors";

type Words = { readonly begun: string; readonly done: string; readonly undone: string };

const WRITES: Readonly<Record<Way, Words>> = {
  forward: { begun: "begins to write", done: "wrote", undone: "written" },
  back: { begun: "begins to take back", done: "took back", undone: "taken back" },
};

const by = (manager: string | null): string => (manager === null ? "" : `, by ${manager}`);
const quoted = (message: string): string => (message === "" ? "" : `: ${message}`);

/** How far off the prediction was, as a share; or who wrote over the change. */
const watchDetail = (detail: string): string => {
  const error = detail === "" ? Number.NaN : Number(detail);
  return Number.isFinite(error)
    ? `, ${formatRatio(error)} of the predicted requests went elsewhere`
    : quoted(detail);
};

function notWritten(
  { step, way, code, message }: Extract<JournalEvent, { readonly type: "not-written" }>,
  nameOf: (step: number) => string,
): string {
  const { title, said } = writeErrorText.refusal(code, message);
  return `${step + 1}: ${nameOf(step)} was not ${WRITES[way].undone}. ${title}${quoted(said)}`;
}

/**
 * A line of a journal as a sentence.
 *
 * @param nameOf the object of a step, by its index
 */
export function journalText(event: JournalEvent, nameOf: (step: number) => string): string {
  switch (event.type) {
    case "intended":
      return `${event.step + 1}: ${WRITES[event.way].begun} ${nameOf(event.step)}.`;
    case "written": {
      const version =
        event.resourceVersion === "" ? "" : `, now at version ${event.resourceVersion}`;
      return `${event.step + 1}: ${WRITES[event.way].done} ${nameOf(event.step)}${version}.`;
    }
    case "not-written":
      return notWritten(event, nameOf);
    case "settled":
      return `${event.step + 1}: read ${nameOf(event.step)}: ${phasesText.found(event.found)}${event.found === "other" || event.found === "restored" ? by(event.manager) : ""}.`;
    case "left-alone":
      return `${event.step + 1}: ${nameOf(event.step)} is left as it is: ${phasesText.left(event.why)}${by(event.manager)}${quoted(event.message)}.`;
    case "managers":
      return event.given
        ? `${event.step + 1}: fields of ${nameOf(event.step)} are given back to who managed them.`
        : `${event.step + 1}: fields of ${nameOf(event.step)} stay managed by heddle${quoted(event.message)}.`;
    case "turned-back":
      return `${phasesText.turned(event.reason)}${event.by === null ? "" : ` By ${event.by}.`}`;
    case "kept":
      return event.by === null ? "Kept." : `Kept by ${event.by}.`;
    case "watched":
      return `Watch: ${phasesText.verdictOf(event.verdict)}${watchDetail(event.detail)}.`;
  }
}
