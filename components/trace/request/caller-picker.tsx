"use client";

import { Command } from "cmdk";
import { ChevronDown, Search } from "lucide-react";
import { useMemo, useState } from "react";
import { KindGlyph } from "@/components/ui/glyphs/kind-glyph";
import { Icon } from "@/components/ui/icon";
import { Popover } from "@/components/ui/popover";
import type { MeshIndex } from "@/lib/mesh/model/mesh-index";
import { type ResourceRef, refKey } from "@/lib/mesh/model/resource";
import { traceText } from "@/lib/messages/trace/trace-page";
import { type CallerOption, callerOptions, findCallers } from "../asked/trace-subjects";

type CallerPickerProps = {
  readonly id: string;
  readonly index: MeshIndex;
  readonly from: ResourceRef | null;
  readonly onChange: (from: ResourceRef) => void;
};

/** Who calls, found by name. */
export function CallerPicker({ id, index, from, onChange }: CallerPickerProps) {
  const [open, setOpen] = useState(false);
  return (
    <Popover
      label={traceText.from}
      open={open}
      onOpenChange={setOpen}
      className="w-80"
      trigger={
        <button
          type="button"
          id={id}
          className="flex h-control w-full min-w-0 items-center gap-1.5 rounded-control border border-line-3 bg-surface px-2 text-left"
        >
          {from === null ? (
            <span className="flex-1 text-ink-3">{traceText.fromNone}</span>
          ) : (
            <>
              <KindGlyph kind={from.kind === "Workload" ? "workload" : "gateway"} size={13} />
              <span className="min-w-0 truncate">{from.name}</span>
              <span className="min-w-0 flex-1 truncate text-ink-3">{from.namespace}</span>
            </>
          )}
          <Icon of={ChevronDown} size={12} className="text-ink-3" />
        </button>
      }
    >
      <CallerList
        index={index}
        onChoose={(ref) => {
          onChange(ref);
          setOpen(false);
        }}
      />
    </Popover>
  );
}

/** More than these nobody reads; typing finds the rest. */
const MOST = 60;

type CallerListProps = {
  readonly index: MeshIndex;
  readonly onChoose: (ref: ResourceRef) => void;
};

function CallerList({ index, onChoose }: CallerListProps) {
  const [typed, setTyped] = useState("");
  const all = useMemo(() => callerOptions(index), [index]);
  const found = findCallers(all, typed);
  const shown = found.slice(0, MOST);
  const group = (type: CallerOption["type"], heading: string) => {
    const options = shown.filter((o) => o.type === type);
    if (options.length === 0) return null;
    return (
      <Command.Group
        heading={heading}
        className="[&_[cmdk-group-heading]]:px-3 [&_[cmdk-group-heading]]:pt-[7px] [&_[cmdk-group-heading]]:pb-0.5 [&_[cmdk-group-heading]]:text-ink-3 [&_[cmdk-group-heading]]:text-note"
      >
        {options.map(({ ref }) => (
          <Command.Item
            key={refKey(ref)}
            value={refKey(ref)}
            onSelect={() => onChoose(ref)}
            className="flex h-row-dense cursor-default items-center gap-2 px-3 text-ink-2 data-[selected=true]:bg-accent-soft data-[selected=true]:text-ink"
          >
            <KindGlyph kind={type} size={13} />
            <span className="min-w-0 truncate">{ref.name}</span>
            <span className="ml-auto truncate text-ink-3">{ref.namespace}</span>
          </Command.Item>
        ))}
      </Command.Group>
    );
  };
  return (
    <Command label={traceText.from} shouldFilter={false} loop>
      <div className="flex h-9 items-center gap-2 border-line border-b px-3 text-ink-3">
        <Icon of={Search} size={13} />
        <Command.Input
          value={typed}
          onValueChange={setTyped}
          placeholder={traceText.fromSearch}
          className="flex-1 bg-transparent text-ink caret-accent shadow-none! outline-none placeholder:text-ink-3"
        />
      </div>
      <Command.List label={traceText.from} className="max-h-72 overflow-y-auto pb-1.5">
        <Command.Empty className="px-3 py-3 text-ink-3">{traceText.fromEmpty}</Command.Empty>
        {group("gateway", traceText.gateways)}
        {group("workload", traceText.workloads)}
      </Command.List>
      {found.length > shown.length ? (
        <p className="border-line border-t px-3 py-1.5 text-ink-3 text-note">
          {traceText.more(found.length - shown.length)}
        </p>
      ) : null}
    </Command>
  );
}
