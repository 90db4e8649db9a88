"use client";

import { Search } from "lucide-react";
import { type KeyboardEvent, useId, useRef, useState } from "react";
import { QueryChip } from "@/components/ui/chip";
import { Icon } from "@/components/ui/icon";
import { Kbd } from "@/components/ui/kbd";
import { shellText } from "@/lib/messages/shell";
import { useShortcuts } from "../shortcuts/shortcut-scope";
import { CompletionList, completionId } from "./completion-list";
import { FaultLine } from "./fault-line";
import {
  completions,
  draftFault,
  type Filters,
  repaired,
  termsOf,
  withDraft,
  withoutTerm,
} from "./find-model";
import type { QueryLanguage } from "./query-language";

const text = shellText.find;

type FindInputProps = {
  readonly filters: Filters;
  readonly onChange: (next: Filters) => void;
  readonly language: QueryLanguage;
  /** A query of this place, to show how one is written. */
  readonly example?: string;
};

/** Chips of what is found and hidden, and a field for the next term with completion. `/` comes here. */
export function FindInput(props: FindInputProps) {
  const { filters, onChange, language, example = text.example } = props;
  const listId = useId();
  const input = useRef<HTMLInputElement>(null);
  const [draft, setDraft] = useState("");
  const [caret, setCaret] = useState(0);
  const [open, setOpen] = useState(false);
  const [active, setActive] = useState(-1);
  const [tried, setTried] = useState(false);
  useShortcuts({ find: () => input.current?.focus() });

  const terms = termsOf(filters, language);
  const options = open ? completions(draft, caret, language) : [];
  const fault = tried ? draftFault(draft, language) : null;
  const chosen = options[active];

  const type = (next: string, at: number) => {
    setDraft(next);
    setCaret(at);
    setActive(-1);
    setOpen(true);
  };
  const take = (next: string) => {
    type(next, next.length);
    input.current?.focus();
  };
  const commit = () => {
    const next = withDraft(filters, draft, language);
    setTried(next === null && draft.trim() !== "");
    if (next === null) return;
    onChange(next);
    setDraft("");
    setOpen(false);
  };
  const close = () => {
    if (open) setOpen(false);
    else if (draft !== "") setDraft("");
    else input.current?.blur();
    setTried(false);
  };

  const keys: Readonly<Record<string, () => void>> = {
    ArrowDown: () => {
      setOpen(true);
      setActive(options.length === 0 ? -1 : (active + 1) % options.length);
    },
    ArrowUp: () => setActive(active <= 0 ? options.length - 1 : active - 1),
    Enter: () => (chosen === undefined ? commit() : take(chosen.text)),
    Escape: close,
  };
  const press = (event: KeyboardEvent<HTMLInputElement>) => {
    if (event.nativeEvent.isComposing) return;
    const last = terms.at(-1);
    if (event.key === "Backspace" && draft === "" && last !== undefined) {
      onChange(withoutTerm(filters, last, language));
    }
    const key = keys[event.key];
    if (key === undefined) return;
    event.preventDefault();
    key();
  };

  return (
    <div className="relative mx-1.5 flex h-control min-w-30 flex-1 items-center gap-[5px] rounded-control border border-line-2 bg-canvas px-1.5 text-ink-3 focus-within:border-transparent focus-within:shadow-focus">
      <Icon of={Search} />
      <div className="flex min-w-0 max-w-[60%] items-center gap-[5px] overflow-x-auto py-1 [scrollbar-width:none]">
        {terms.map((term) => (
          <QueryChip
            key={`${term.kind} ${term.index} ${term.text}`}
            text={term.text}
            fault={term.fault === null ? null : text.notUnderstood(term.fault)}
            {...(term.kind === "hide" ? { prefix: text.hide } : {})}
            removeLabel={text.remove(
              term.kind === "hide" ? `${text.hide} ${term.text}` : term.text,
            )}
            onRemove={() => onChange(withoutTerm(filters, term, language))}
          />
        ))}
      </div>
      <span className="relative min-w-16 flex-1">
        <input
          ref={input}
          role="combobox"
          aria-label={text.label}
          aria-expanded={options.length > 0}
          aria-controls={listId}
          aria-autocomplete="list"
          aria-activedescendant={chosen === undefined ? undefined : completionId(listId, active)}
          aria-invalid={fault !== null}
          aria-describedby={`${listId}-fault`}
          autoComplete="off"
          spellCheck={false}
          placeholder={`${text.placeholder} ${example}`}
          value={draft}
          onChange={(event) => {
            setTried(false);
            const { value, selectionStart } = event.currentTarget;
            type(value, selectionStart ?? value.length);
          }}
          onSelect={(event) => setCaret(event.currentTarget.selectionStart ?? 0)}
          onKeyDown={press}
          onFocus={() => setOpen(true)}
          onBlur={() => setOpen(false)}
          className="w-full bg-transparent font-mono text-[11px] text-ink shadow-none! outline-none placeholder:font-sans placeholder:text-body placeholder:text-ink-3"
        />
        <FaultLine
          id={`${listId}-fault`}
          fault={fault}
          onTake={(found) => {
            setTried(false);
            take(repaired(draft, found));
          }}
        />
        <CompletionList
          id={listId}
          options={fault === null ? options : []}
          active={active}
          onTake={(option) => take(option.text)}
        />
      </span>
      {draft === "" ? <Kbd keys={["/"]} /> : null}
    </div>
  );
}
