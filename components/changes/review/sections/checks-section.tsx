"use client";

import { Check, Minus, RefreshCw } from "lucide-react";
import { type ReactNode, useState } from "react";
import { Button } from "@/components/ui/button";
import { HealthGlyph } from "@/components/ui/glyphs/health-glyph";
import { Icon } from "@/components/ui/icon";
import { LinkButton } from "@/components/ui/text-link";
import type { Review } from "@/lib/delivery/review";
import { reviewText } from "@/lib/messages/changes/review";
import { FindingLine } from "../../finding-line";
import { SectionHead } from "../../parts/section-head";
import type { CheckAction, CheckRow } from "../model/check-row";
import { checkRows } from "../model/check-rows";
import type { Choices } from "../model/choices";
import { type FindingRow, findingChoice, findingRows } from "../model/finding-rows";

const text = reviewText.checks;

type ChecksSectionProps = {
  readonly review: Review;
  readonly choices: Choices;
  readonly onAction: (action: CheckAction) => void;
  readonly onAgain: () => void;
  readonly running: boolean;
};

/** Dry runs, findings, owners, rights: what stands in the way first, each with what can be done about it. */
export function ChecksSection({ review, choices, onAction, onAgain, running }: ChecksSectionProps) {
  const rows = checkRows(review, choices);
  const { brought, standing } = findingRows(review);
  const count = (state: CheckRow["state"]) => rows.filter((r) => r.state === state).length;
  const blocked = rows.filter((r) => r.state === "blocked");
  const others = rows.filter((r) => r.state !== "blocked");
  return (
    <section className="border-line border-t">
      <SectionHead
        title={text.title}
        note={text.note(count("blocked"), brought.length, count("passed"))}
      >
        <Button size="s" variant="quiet" busy={running} onClick={onAgain}>
          {running ? null : <Icon of={RefreshCw} size={12} />}
          {reviewText.again}
        </Button>
      </SectionHead>
      <ul className="m-0 list-none p-0">
        {blocked.map((row) => (
          <BlockedRow key={row.id} row={row} onAction={onAction} />
        ))}
        <Findings rows={brought} review={review} choices={choices} onAction={onAction} />
        {others.map((row) => (
          <PlainRow key={row.id} row={row} onAction={onAction} />
        ))}
        <Standing rows={standing} />
      </ul>
    </section>
  );
}

type RowProps = { readonly row: CheckRow; readonly onAction: (action: CheckAction) => void };

function BlockedRow({ row, onAction }: RowProps) {
  return (
    <li className="grid grid-cols-[14px_minmax(0,1fr)] items-start gap-2 border-line border-t bg-failing-soft px-4 pt-[7px] pb-2 [--bg:var(--h-failing-soft)]">
      <HealthGlyph health="failing" size={14} className="mt-0.5" />
      <div className="min-w-0 [overflow-wrap:anywhere]">
        <p className="m-0">
          <b>{row.title}</b>
          {row.note === null ? null : <span className="text-ink-2">, {row.note}</span>}
        </p>
        <Said text={row.said} />
        {row.help === null ? null : <p className="m-0 mt-1 text-ink-2">{row.help}</p>}
        <Actions actions={row.actions} onAction={onAction} />
      </div>
    </li>
  );
}

/** The server's own words, to the letter. */
function Said({ text: said }: { readonly text: string | null }) {
  if (said === null) return null;
  return (
    <pre className="mt-1 mb-1.5 whitespace-pre-wrap rounded-[4px] bg-surface px-2 py-1.5 text-[11px] leading-4 [overflow-wrap:anywhere]">
      {said}
    </pre>
  );
}

const GLYPHS: Readonly<Record<Exclude<CheckRow["state"], "blocked">, ReactNode>> = {
  passed: <Icon of={Check} size={14} className="text-ok-fg" />,
  warned: <HealthGlyph health="degraded" size={13} />,
  unknown: <Icon of={Minus} size={14} className="text-ink-3" />,
};

function PlainRow({ row, onAction }: RowProps) {
  if (row.state === "blocked") return null;
  return (
    <li className="border-line border-t px-4 py-[5px]">
      <div className="flex items-center gap-2">
        <span className="grid w-3.5 flex-none place-items-center">{GLYPHS[row.state]}</span>
        <span className="min-w-0 flex-1 [overflow-wrap:anywhere]">{row.title}</span>
        {row.note === null ? null : (
          <span className="min-w-0 max-w-[60%] truncate text-ink-3 text-note" title={row.note}>
            {row.note}
          </span>
        )}
      </div>
      <div className="pl-[22px]">
        <Said text={row.said} />
        {row.help === null ? null : <p className="m-0 mt-1 text-ink-2">{row.help}</p>}
        <Actions actions={row.actions} onAction={onAction} />
      </div>
    </li>
  );
}

type ActionsProps = {
  readonly actions: readonly CheckAction[];
  readonly onAction: (action: CheckAction) => void;
};

function Actions({ actions, onAction }: ActionsProps) {
  if (actions.length === 0) return null;
  return (
    <div className="mt-1.5 flex flex-wrap gap-1.5">
      {actions.map((action) => (
        <Button key={wordOf(action)} size="s" onClick={() => onAction(action)}>
          {wordOf(action)}
        </Button>
      ))}
    </div>
  );
}

function wordOf(action: CheckAction): string {
  switch (action.type) {
    case "leave-out":
      return action.name === undefined ? text.leaveOut : text.leaveOutNamed(action.name);
    case "take-ownership":
      return text.takeOwnership(action.managers);
    case "give-back":
      return text.giveBack;
    case "accept":
      return text.acceptFindings(action.codes);
    case "withdraw":
      return text.withdraw;
    case "export":
      return text.export;
  }
}

type FindingsProps = {
  readonly rows: readonly FindingRow[];
  readonly review: Review;
  readonly choices: Choices;
  readonly onAction: (action: CheckAction) => void;
};

function Findings({ rows, review, choices, onAction }: FindingsProps) {
  if (rows.length === 0) return null;
  const choice = findingChoice(review, choices);
  return (
    <li className="border-line border-t px-4 py-0.5">
      {rows.map(({ finding, line }, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: findings have no identity but their place
        <FindingLine key={i} finding={finding} line={line} />
      ))}
      {choice === null ? null : (
        <div className="pb-1.5 pl-[22px]">
          {choice.isAccepted ? (
            <p className="m-0 text-ink-2">{text.accepted(choice.codes)}</p>
          ) : null}
          <Actions actions={choice.actions} onAction={onAction} />
        </div>
      )}
    </li>
  );
}

function Standing({ rows }: { readonly rows: readonly FindingRow[] }) {
  const [open, setOpen] = useState(false);
  if (rows.length === 0) return null;
  return (
    <li className="border-line border-t px-4 py-[5px] text-ink-2">
      {text.standing(rows.length)}{" "}
      <LinkButton aria-expanded={open} onClick={() => setOpen(!open)}>
        {open ? text.hideStanding : text.showStanding}
      </LinkButton>
      {open
        ? rows.map(({ finding, line }, i) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: findings have no identity but their place
            <FindingLine key={i} finding={finding} line={line} />
          ))
        : null}
    </li>
  );
}
