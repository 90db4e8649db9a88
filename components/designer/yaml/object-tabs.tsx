"use client";

import { type KeyboardEvent, useRef } from "react";
import { cn } from "@/components/ui/class-names";
import { DraftGlyph, type DraftMark } from "@/components/ui/glyphs/draft-glyph";
import type { ConfigRef } from "@/lib/mesh/changes/edit";
import { bareKind } from "@/lib/mesh/model/kinds";
import { refKey } from "@/lib/mesh/model/resource";
import { yamlEditorText } from "@/lib/messages/designer/yaml-editor";

export type ObjectTab = {
  readonly ref: ConfigRef;
  /** What the draft does to the object; `null` where it leaves it as it is. */
  readonly mark: DraftMark | null;
};

type ObjectTabsProps = {
  readonly tabs: readonly ObjectTab[];
  readonly selected: string | null;
  readonly panelId: string;
  readonly onSelect: (ref: ConfigRef) => void;
};

const STEPS: Readonly<Record<string, (at: number, last: number) => number>> = {
  ArrowRight: (at, last) => (at === last ? 0 : at + 1),
  ArrowLeft: (at, last) => (at === 0 ? last : at - 1),
  Home: () => 0,
  End: (_, last) => last,
};

/** One tab per object: one stop for Tab, arrow keys go along. */
export function ObjectTabs({ tabs, selected, panelId, onSelect }: ObjectTabsProps) {
  const list = useRef<HTMLDivElement>(null);
  const move = (event: KeyboardEvent) => {
    const at = tabs.findIndex(({ ref }) => refKey(ref) === selected);
    const to = STEPS[event.key]?.(at, tabs.length - 1);
    const next = to === undefined ? undefined : tabs[to];
    if (to === undefined || next === undefined) return;
    event.preventDefault();
    onSelect(next.ref);
    list.current?.querySelectorAll<HTMLElement>("[role=tab]")[to]?.focus();
  };
  return (
    <div
      ref={list}
      role="tablist"
      aria-label={yamlEditorText.objects}
      onKeyDown={move}
      className="flex h-8 min-w-0 flex-1 overflow-x-auto [scrollbar-width:none]"
    >
      {tabs.map(({ ref, mark }, at) => {
        const key = refKey(ref);
        const on = key === selected;
        const isStop = on || (selected === null && at === 0);
        return (
          <button
            key={key}
            type="button"
            role="tab"
            aria-selected={on}
            aria-controls={panelId}
            tabIndex={isStop ? 0 : -1}
            title={`${ref.namespace}/${ref.name}`}
            onClick={() => onSelect(ref)}
            className={cn(
              "flex items-center gap-[5px] whitespace-nowrap border-line border-r px-2.5 text-ink-2 [font-stretch:94%] hover:text-ink",
              on && "bg-surface text-ink shadow-[inset_0_2px_0_var(--h-draft)]",
            )}
          >
            {mark === null ? null : (
              <DraftGlyph mark={mark} size={12} label={yamlEditorText.mark(mark)} />
            )}
            <span>
              {bareKind(ref.kind)} <b>{ref.name}</b>
            </span>
          </button>
        );
      })}
    </div>
  );
}
