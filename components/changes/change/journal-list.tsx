"use client";

import { useState } from "react";
import { LinkButton } from "@/components/ui/text-link";
import type { ChangeView } from "@/lib/delivery/change";
import { momentText } from "@/lib/messages/age";
import { changesText } from "@/lib/messages/changes/changes";
import { journalText } from "@/lib/messages/changes/journal";
import { shortName } from "@/lib/messages/changes/objects";
import { SectionHead } from "../parts/section-head";

const text = changesText.page;

type JournalListProps = { readonly change: ChangeView; readonly now: number };

/** Everything that was done and found, line by line, as it was stored. */
export function JournalList({ change, now }: JournalListProps) {
  const [open, setOpen] = useState(false);
  const { journal, steps } = change;
  const nameOf = (step: number) => {
    const ref = steps[step]?.ref;
    return ref === undefined ? "" : shortName(ref);
  };
  return (
    <section className="border-line border-t">
      <SectionHead title={text.journal} note={text.journalNote(journal.length)}>
        <LinkButton aria-expanded={open} onClick={() => setOpen(!open)}>
          {open ? text.hideJournal : text.showJournal}
        </LinkButton>
      </SectionHead>
      {open ? (
        <ol className="m-0 list-none px-4 pb-3">
          {journal.map(({ seq, at, event }) => (
            <li key={seq} className="grid grid-cols-[120px_minmax(0,1fr)] gap-2 py-0.5 leading-4">
              <span className="text-ink-3 tabular-nums">{momentText(at, now || at)}</span>
              <span className="[overflow-wrap:anywhere]">{journalText(event, nameOf)}</span>
            </li>
          ))}
        </ol>
      ) : null}
    </section>
  );
}
