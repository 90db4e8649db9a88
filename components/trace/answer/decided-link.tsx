"use client";

import { LinkButton } from "@/components/ui/text-link";
import type { DraftedMesh } from "@/lib/delivery/drafted-mesh";
import type { Decided } from "@/lib/mesh/trace/answer";
import { traceText } from "@/lib/messages/trace/trace-page";
import { useObjectText } from "../state/use-object-text";

type DecidedLinkProps = {
  readonly decided: Decided;
  readonly drafted: DraftedMesh | null;
  readonly isOpen: boolean;
  readonly onOpen: (decided: Decided, drafted: boolean) => void;
};

/** An object that decides and the line in it; opens its YAML there. */
export function DecidedLink({ decided, drafted, isOpen, onOpen }: DecidedLinkProps) {
  const { line } = useObjectText(decided, drafted);
  return (
    <span className="inline-flex max-w-full items-center gap-[5px] whitespace-nowrap text-note">
      <LinkButton
        className="min-w-0 truncate"
        aria-pressed={isOpen}
        title={decided.path}
        onClick={() => onOpen(decided, drafted !== null)}
      >
        {traceText.object(decided.object)}
      </LinkButton>
      {line === null ? null : <span className="text-ink-2">{traceText.line(line)}</span>}
    </span>
  );
}
