"use client";

import { X } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { useAnnounce } from "@/components/shell/announcer";
import { Button, IconButton } from "@/components/ui/button";
import { HealthGlyph } from "@/components/ui/glyphs/health-glyph";
import { Icon } from "@/components/ui/icon";
import type { SplitRow } from "@/lib/mesh/changes/split/split-rows";
import { matchesText } from "@/lib/messages/designer/matches";
import { splitText } from "@/lib/messages/designer/split";
import { ChoiceList } from "./choice-list";
import type { Gesture } from "./gesture";
import { Presets } from "./presets";
import { SplitNotes } from "./split-notes";
import { type SplitInput, useSplit } from "./use-split";
import { WeightRows } from "./weight-rows";

type SplitPanelProps = SplitInput & { readonly onClose: () => void };

/** Divides the requests to one service among its versions. Every gesture is one edit of the draft; nothing is written to the cluster. */
export function SplitPanel({ onClose, ...input }: SplitPanelProps) {
  const { service } = input;
  const split = useSplit(input);
  const announce = useAnnounce();
  const frame = useRef<HTMLElement>(null);
  useEffect(() => {
    frame.current?.querySelector<HTMLElement>("[data-first]")?.focus();
  }, []);
  useFindingsSaid(input);
  const { choice, obstacle, open, owner } = split;
  const [refused, setRefused] = useState<string | null>(null);
  const refuse = (row: SplitRow, typed: string, weight: number) => {
    const why = splitText.refused(row.label, typed, weight);
    setRefused(why);
    announce(why);
  };
  const move = (row: SplitRow, to: number, by: Gesture["by"], at: number) => {
    setRefused(null);
    const weights = split.move(row, to, by, at);
    if (weights === null || by === "pointer" || open === null) return;
    const rows = open.lines.map((l) => ({ label: l.row.label, weight: weights[l.row.key] ?? 0 }));
    announce(splitText.said(service.meta.name, rows));
  };
  return (
    <section
      ref={frame}
      aria-label={splitText.title(service.meta.name)}
      onKeyDown={(event) => {
        if (event.key !== "Escape") return;
        event.stopPropagation();
        onClose();
      }}
      className="absolute bottom-3 left-3.5 z-(--h-z-panel) max-h-[calc(100%-24px)] w-[504px] max-w-[calc(100%-28px)] overflow-y-auto rounded-panel bg-raised pt-2 pr-2.5 pb-2.25 pl-3 shadow-2"
    >
      <header className="mb-1 flex items-center gap-2">
        <h2 className="m-0 flex-none font-semibold text-body">
          {splitText.title(service.meta.name)}
        </h2>
        <span className="min-w-0 flex-1 truncate text-ink-3">
          {choice?.type === "rule"
            ? `${choice.site.path}, ${matchesText(choice.site.matches)}`
            : splitText.createNote}
        </span>
        <IconButton size="s" label={splitText.close} onClick={onClose}>
          <Icon of={X} size={13} />
        </IconButton>
      </header>
      {split.choices.length > 1 ? (
        <ChoiceList choices={split.choices} chosen={choice} onChoose={split.choose} />
      ) : null}
      {owner === null ? null : (
        <p className="my-1 flex items-start gap-1.5 rounded-control bg-degraded-soft px-2 py-1.5 leading-4 [--bg:var(--h-degraded-soft)]">
          <HealthGlyph health="degraded" size={13} className="mt-px" />
          {splitText.owned(owner)}
        </p>
      )}
      {obstacle === null ? null : <p className="my-1 leading-4">{splitText.obstacle(obstacle)}</p>}
      {open === null ? null : (
        <>
          <Writes split={open} />
          <WeightRows
            lines={open.lines}
            requests={open.requests}
            locked={split.locked}
            disabled={owner !== null}
            onMove={move}
            onSettle={split.settle}
            onRefuse={refuse}
            onLock={split.toggleLock}
          />
          {refused === null ? null : (
            <p className="my-1 flex items-start gap-1.5 leading-4">
              <HealthGlyph health="degraded" size={13} className="mt-px" />
              {refused}
            </p>
          )}
          <Presets
            lines={open.lines}
            disabled={owner !== null}
            onPick={(row, to, at) => {
              split.settle();
              move(row, to, "keys", at);
              split.settle();
            }}
          />
          {open.isNew && owner === null ? (
            <Button variant="draft" size="s" className="mt-2" onClick={split.make}>
              {splitText.makeIt}
            </Button>
          ) : null}
          <SplitNotes split={open} input={input} />
        </>
      )}
    </section>
  );
}

/** Says how many findings the draft has whenever that becomes another number. */
function useFindingsSaid({ derived, draft }: SplitInput): void {
  const announce = useAnnounce();
  const count = draft === null ? null : derived.findings.length;
  const said = useRef(count);
  useEffect(() => {
    if (count === null || said.current === count) return;
    said.current = count;
    announce(splitText.saidFindings(count), { also: true });
  }, [announce, count]);
}

/** Stands for the panel of a service that an address names and the cluster does not have. */
export function SplitGone({
  name,
  onClose,
}: {
  readonly name: string;
  readonly onClose: () => void;
}) {
  return (
    <section
      aria-label={splitText.title(name)}
      className="absolute bottom-3 left-3.5 z-(--h-z-panel) flex max-w-[calc(100%-28px)] items-center gap-2 rounded-panel bg-raised py-2 pr-2.5 pl-3 shadow-2"
    >
      <p className="m-0 leading-4">{splitText.gone(name)}</p>
      <IconButton size="s" label={splitText.close} onClick={onClose}>
        <Icon of={X} size={13} />
      </IconButton>
    </section>
  );
}

/** What will be made besides the weights, before anything is moved. */
function Writes({ split }: { readonly split: NonNullable<ReturnType<typeof useSplit>["open"]> }) {
  const made = split.writes.made.map(({ ref, subsets }) => splitText.made(ref, subsets));
  const changed = split.writes.changed.map(({ ref, subsets }) => splitText.made(ref, subsets));
  const said = splitText.willMake(made, changed);
  return said === "" ? null : <p className="m-0 mb-1 text-draft leading-4">{said}</p>;
}
