"use client";

import { Command } from "cmdk";
import { Search } from "lucide-react";
import { useState } from "react";
import { BareDialog } from "@/components/ui/dialog";
import { Icon } from "@/components/ui/icon";
import { Kbd } from "@/components/ui/kbd";
import { shellText } from "@/lib/messages/shell";
import { keyCaps, SHORTCUTS } from "@/lib/shortcuts/registry";
import { useMac } from "../shortcuts/shortcut-scope";
import { useStored } from "../stored";
import { marked, type PaletteItem, readRecent, remember, sections } from "./palette-items";

const text = shellText.palette;
const RECENT = "heddle.palette";

type CommandPaletteProps = {
  readonly open: boolean;
  readonly onOpenChange: (open: boolean) => void;
  readonly items: readonly PaletteItem[];
};

/** Everything that can be done or gone to, by typing. */
export function CommandPalette({ open, onOpenChange, items }: CommandPaletteProps) {
  const [typed, setTyped] = useState("");
  const [stored, store] = useStored(RECENT);
  const recent = readRecent(stored);
  const setOpen = (next: boolean) => {
    if (!next) setTyped("");
    onOpenChange(next);
  };
  const run = (item: PaletteItem) => {
    store(JSON.stringify(remember(recent, item.id)));
    setOpen(false);
    item.run();
  };
  return (
    <BareDialog
      open={open}
      onOpenChange={setOpen}
      title={text.label}
      description={text.description}
    >
      <Command label={text.label} shouldFilter={false} loop>
        <div className="flex h-10 items-center gap-2 border-line border-b px-3 text-ink-3">
          <Icon of={Search} size={15} />
          <Command.Input
            value={typed}
            onValueChange={setTyped}
            placeholder={text.placeholder}
            className="flex-1 bg-transparent text-[14px] text-ink caret-accent shadow-none! outline-none placeholder:text-ink-3"
          />
          <Kbd keys={[text.escape]} />
        </div>
        <Command.List label={text.label} className="max-h-[56vh] overflow-y-auto pb-1.5">
          <Command.Empty className="px-3 py-4 text-ink-3">{text.none(typed.trim())}</Command.Empty>
          {sections(items, recent, typed).map((section) => (
            <Command.Group
              key={section.group}
              heading={text.groups[section.group]}
              className="[&_[cmdk-group-heading]]:px-3 [&_[cmdk-group-heading]]:pt-[7px] [&_[cmdk-group-heading]]:pb-0.5 [&_[cmdk-group-heading]]:text-ink-3 [&_[cmdk-group-heading]]:text-note"
            >
              {section.items.map((item) => (
                <PaletteRow key={item.id} item={item} typed={typed} onRun={run} />
              ))}
            </Command.Group>
          ))}
        </Command.List>
      </Command>
    </BareDialog>
  );
}

type PaletteRowProps = {
  readonly item: PaletteItem;
  readonly typed: string;
  readonly onRun: (item: PaletteItem) => void;
};

function PaletteRow({ item, typed, onRun }: PaletteRowProps) {
  const mac = useMac();
  const keys = SHORTCUTS.find((s) => s.id === item.shortcut)?.keys[0];
  return (
    <Command.Item
      value={item.id}
      onSelect={() => onRun(item)}
      className="flex h-row-dense cursor-default items-center gap-[9px] px-3 text-ink-2 data-[selected=true]:bg-accent-soft data-[selected=true]:text-ink"
    >
      {item.icon}
      <span className="truncate">
        {marked(item.label, typed).map((part) =>
          part.hit ? (
            <b
              key={part.at}
              className="text-ink underline decoration-accent underline-offset-[3px]"
            >
              {part.text}
            </b>
          ) : (
            part.text
          ),
        )}
      </span>
      <span className="ml-auto truncate text-ink-3">{item.detail}</span>
      {keys === undefined ? null : <Kbd keys={keyCaps(keys, mac)} />}
    </Command.Item>
  );
}
