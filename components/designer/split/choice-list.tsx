import { RadioGroup } from "radix-ui";
import { cn } from "@/components/ui/class-names";
import type { SplitChoice } from "@/lib/mesh/changes/split/split";
import { matchesText } from "@/lib/messages/designer/matches";
import { splitText } from "@/lib/messages/designer/split";
import { choiceKey } from "./split-view";

type ChoiceListProps = {
  readonly choices: readonly SplitChoice[];
  readonly chosen: SplitChoice | null;
  readonly onChoose: (choice: SplitChoice) => void;
};

/** Every rule that sends to the service, each with what it takes; none are joined. */
export function ChoiceList({ choices, chosen, onChoose }: ChoiceListProps) {
  return (
    <RadioGroup.Root
      aria-label={splitText.rules}
      value={chosen === null ? "" : choiceKey(chosen)}
      onValueChange={(key) => {
        const choice = choices.find((c) => choiceKey(c) === key);
        if (choice !== undefined) onChoose(choice);
      }}
      className="mb-1.5 max-h-28 overflow-y-auto rounded-control border border-line"
    >
      {choices.map((choice) => (
        <RadioGroup.Item
          key={choiceKey(choice)}
          value={choiceKey(choice)}
          className={cn(
            "flex min-h-6 w-full items-center gap-2 border-line border-t px-2 py-0.5 text-left first:border-t-0 hover:bg-hover",
            "data-[state=checked]:bg-draft-soft",
          )}
        >
          <span
            aria-hidden="true"
            className="grid size-3 flex-none place-items-center rounded-full border border-line-3"
          >
            <RadioGroup.Indicator className="size-1.5 rounded-full bg-draft" />
          </span>
          <ChoiceWords choice={choice} />
        </RadioGroup.Item>
      ))}
    </RadioGroup.Root>
  );
}

function ChoiceWords({ choice }: { readonly choice: SplitChoice }) {
  if (choice.type === "create") {
    return (
      <span className="min-w-0">
        <b className="font-medium">{splitText.create(choice.api)}</b>{" "}
        <span className="text-ink-3">{splitText.createNote}</span>
      </span>
    );
  }
  const { entries, matches, name, path, ref } = choice.site;
  const notes = [
    ...(name === null ? [] : [splitText.named(name)]),
    matchesText(matches),
    splitText.entries(entries),
  ].filter((note) => note !== "");
  return (
    <span className="min-w-0 [overflow-wrap:anywhere]">
      <b className="font-medium">{splitText.rule(ref, path)}</b>{" "}
      <span className="text-ink-3">{notes.join(", ")}</span>
    </span>
  );
}
