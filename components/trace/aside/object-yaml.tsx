"use client";

import { X } from "lucide-react";
import { Button, IconButton } from "@/components/ui/button";
import { YamlLines } from "@/components/ui/code/yaml-lines";
import { Icon } from "@/components/ui/icon";
import { Skeleton } from "@/components/ui/skeleton";
import type { DraftedMesh } from "@/lib/delivery/drafted-mesh";
import type { Decided } from "@/lib/mesh/trace/answer";
import { traceText } from "@/lib/messages/trace/trace-page";
import { blockLines } from "../model/block-lines";
import { useObjectText } from "../state/use-object-text";

const text = traceText;

type ObjectYamlProps = {
  readonly decided: Decided;
  /** `null`: as the live mesh has it. */
  readonly drafted: DraftedMesh | null;
  /** `null` where it is open because it decides most, not because it was chosen. */
  readonly onClose: (() => void) | null;
};

/** The object that decides, open at its line. */
export function ObjectYaml({ decided, drafted, onClose }: ObjectYamlProps) {
  const { object, path } = decided;
  const { yaml, line } = useObjectText(decided, drafted);
  const name = text.object(object);
  return (
    <section aria-label={name} className="flex min-h-0 flex-[2] flex-col">
      <header className="flex-none border-line border-b px-3 pt-[9px] pb-2">
        <div className="mb-0.5 flex items-center text-ink-3 text-note leading-[14px]">
          <span className="flex-1">{drafted === null ? text.decides : text.decidesDraft}</span>
          {onClose === null ? null : (
            <IconButton size="s" label={text.close} onClick={onClose} className="-my-1 -mr-1">
              <Icon of={X} size={13} />
            </IconButton>
          )}
        </div>
        <h2 className="m-0 font-semibold text-title leading-5 stretch-96 [overflow-wrap:anywhere]">
          {name}
        </h2>
        <p className="m-0 mt-[3px] text-ink-2 [overflow-wrap:anywhere]">
          {[object.namespace, path, line === null ? "" : text.line(line)]
            .filter((part) => part !== "")
            .join(" · ")}
        </p>
      </header>
      {yaml === null ? (
        <NoText decided={decided} drafted={drafted} />
      ) : (
        <YamlLines
          key={`${yaml.length} ${line}`}
          yaml={yaml}
          marked={line === null ? new Set() : blockLines(yaml, line)}
          markLabel={text.highlighted}
          tone={drafted === null ? "accent" : "draft"}
          label={text.yaml(name)}
          shown={line}
          className="min-h-24 flex-1"
        />
      )}
    </section>
  );
}

/** Why there is no text: it is on its way, cannot be read, or the draft takes the object away. */
function NoText({ decided, drafted }: Pick<ObjectYamlProps, "decided" | "drafted">) {
  const { failure, removed, again } = useObjectText(decided, drafted);
  if (removed) return <p className="px-3 py-2 text-ink-2">{text.goneInDraft}</p>;
  if (failure !== null) {
    return (
      <div role="alert" className="px-3 py-2 text-ink-2 [overflow-wrap:anywhere]">
        <p className="m-0">{failure}</p>
        <Button size="s" className="mt-1.5" onClick={again}>
          {text.again}
        </Button>
      </div>
    );
  }
  return (
    <div role="status" className="grid gap-2 p-3">
      <span className="sr-only">{text.reading}</span>
      <Skeleton width="44%" />
      <Skeleton width="70%" />
    </div>
  );
}
