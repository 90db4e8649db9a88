"use client";

import { ChevronDown, type LucideIcon } from "lucide-react";
import { useState } from "react";
import { Button } from "@/components/ui/button";
import { Checkbox } from "@/components/ui/checkbox";
import { cn } from "@/components/ui/class-names";
import { Icon } from "@/components/ui/icon";
import { Popover } from "@/components/ui/popover";
import { LinkButton } from "@/components/ui/text-link";
import { shellText } from "@/lib/messages/shell";
import { addOrRemove, chosenOf, summary } from "./names";

const text = shellText.scope;

type NamePickerProps = {
  /** What is picked, for the label: clusters or namespaces. */
  readonly of: "clusters" | "namespaces";
  readonly icon?: LucideIcon;
  /** Every name there is, in the order to show. */
  readonly known: readonly string[];
  /** Names in scope; `null` is all. */
  readonly chosen: readonly string[] | null;
  readonly onChange: (next: readonly string[] | null) => void;
};

/** Several of many names, or all. A chosen name that does not exist is kept and marked: links outlive namespaces. */
export function NamePicker({ of, icon, known, chosen, onChange }: NamePickerProps) {
  const { first, more } = summary(known, chosen);
  const value = first === "" ? text.all[of] : first;
  const spoken = more > 0 ? `${value} ${text.more(more)}` : value;
  return (
    <Popover
      label={text[of]}
      className="w-64"
      trigger={
        <button
          type="button"
          aria-label={text.button(text[of], spoken)}
          className="flex h-control min-w-0 items-center gap-[5px] whitespace-nowrap rounded-control px-1.5 hover:bg-hover aria-expanded:bg-sunken"
        >
          {icon === undefined ? null : <Icon of={icon} className="text-ink-3" />}
          <b className="truncate">{value}</b>
          {more > 0 ? <span className="text-ink-3">{text.more(more)}</span> : null}
          <Icon of={ChevronDown} size={12} className="text-ink-3" />
        </button>
      }
    >
      <NameList of={of} known={known} chosen={chosen} onChange={onChange} />
    </Popover>
  );
}

function NameList({ of, known, chosen, onChange }: Omit<NamePickerProps, "icon">) {
  const [filter, setFilter] = useState("");
  const all = chosenOf(known, chosen);
  const shown = all.filter((n) => n.name.toLowerCase().includes(filter.trim().toLowerCase()));
  const count = all.filter((n) => n.chosen).length;
  return (
    <>
      <div className="border-line border-b p-2">
        <input
          type="search"
          aria-label={text.filter}
          placeholder={text.filter}
          value={filter}
          onChange={(event) => setFilter(event.currentTarget.value)}
          className="h-control w-full rounded-control border border-line-3 bg-surface px-2 placeholder:text-ink-3"
        />
      </div>
      <ul aria-label={text[of]} className="m-0 max-h-72 list-none overflow-y-auto p-1">
        {shown.map(({ name, chosen: on, gone }) => (
          <li
            key={name}
            className="group flex h-row-dense items-center rounded-[4px] px-2 hover:bg-hover"
          >
            <Checkbox
              checked={on}
              onChange={() => onChange(addOrRemove(known, chosen, name))}
              className="min-w-0 flex-1"
            >
              <span className={cn("truncate", gone && "text-ink-3")}>{name}</span>
              {gone ? <span className="text-ink-3 text-note">{text.gone}</span> : null}
            </Checkbox>
            <LinkButton
              aria-label={text.onlyThis(name)}
              onClick={() => onChange([name])}
              className="px-1 text-note opacity-0 focus-visible:opacity-100 group-hover:opacity-100"
            >
              {text.only}
            </LinkButton>
          </li>
        ))}
        {shown.length === 0 ? (
          <li className="px-2 py-1.5 text-ink-3">
            {all.length === 0 ? text.none : text.noMatch(filter.trim())}
          </li>
        ) : null}
      </ul>
      <div className="flex items-center border-line border-t py-1.5 pr-2 pl-3 text-ink-3 text-note">
        <span className="flex-1">{text.count(count, all.length)}</span>
        <Button size="s" variant="quiet" onClick={() => onChange(null)}>
          {text.showAll}
        </Button>
      </div>
    </>
  );
}
