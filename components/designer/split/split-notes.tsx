import { refKey, refOf } from "@/lib/mesh/model/resource";
import type { Doubt } from "@/lib/mesh/prediction/forecast";
import { trafficText } from "@/lib/messages/changes/traffic";
import { splitText } from "@/lib/messages/designer/split";
import type { OpenSplit, SplitInput } from "./use-split";

type SplitNotesProps = { readonly split: OpenSplit; readonly input: SplitInput };

/** Who is meant, and what is not certain or not predicted, below the rows. */
export function SplitNotes({ split, input }: SplitNotesProps) {
  const notes = notesOf(split, input);
  return notes.length === 0 ? null : (
    <ul className="m-0 mt-1.5 list-none p-0 text-ink-3 text-note leading-4">
      {notes.map((note) => (
        <li key={note}>{note}</li>
      ))}
    </ul>
  );
}

function notesOf({ callers }: OpenSplit, { derived, service }: SplitInput): readonly string[] {
  if (derived.traffic === null) return [splitText.noTraffic];
  const keys = new Set(callers.map(({ caller }) => refKey(refOf(caller))));
  const own = refKey(refOf(service));
  const flows = derived.prediction?.flows.filter(
    (flow) => refKey(flow.service) === own && keys.has(refKey(flow.caller)),
  );
  const doubts: readonly Doubt[] = flows?.flatMap((flow) => flow.doubts) ?? [];
  return [
    splitText.callers([...new Set(callers.map(({ caller }) => caller.meta.name))]),
    ...(callers.some((caller) => caller.shared) ? [splitText.otherRules] : []),
    ...(doubts.length > 0 ? [splitText.uncertain(trafficText.because(doubts))] : []),
  ];
}
