"use client";

import { Timer } from "lucide-react";
import Link from "next/link";
import type { ReactNode } from "react";
import { Banner } from "@/components/ui/banner";
import { Button } from "@/components/ui/button";
import { Icon } from "@/components/ui/icon";
import { linkLook } from "@/components/ui/text-link";
import type { ChangeView } from "@/lib/delivery/change";
import { formatRate } from "@/lib/format/figures";
import { momentText } from "@/lib/messages/age";
import { changesText } from "@/lib/messages/changes/changes";
import { trafficText } from "@/lib/messages/changes/traffic";
import { SectionHead } from "../parts/section-head";
import { ToneGlyph } from "../parts/tone-glyph";
import { TrafficKey } from "../traffic/traffic-bar";
import { TrafficTable } from "../traffic/traffic-table";
import { ChangeDiffs } from "./change-diffs";
import { Countdown } from "./countdown";
import { JournalList } from "./journal-list";
import { KeepButtons } from "./pending-bar";
import { isTurned, shownPhase } from "./shown-phase";
import { StepList } from "./step-list";
import type { ChangeActions } from "./use-change-actions";
import { WatchPanel } from "./watch-panel";

const text = changesText.page;

type ChangeDetailsProps = {
  readonly change: ChangeView;
  /** Its draft is still there: what is written for good is no draft any more. */
  readonly withDraft: boolean;
  readonly now: number;
  readonly actions: ChangeActions;
  readonly onRollBack: () => void;
  readonly onExport: () => void;
};

/** One change: how it stands, what it waits for, what came of it, and what it wrote. */
export function ChangeDetails(props: ChangeDetailsProps) {
  const { change, now, actions } = props;
  return (
    <div className="flex min-h-0 flex-1 flex-col bg-surface">
      <Head {...props} />
      {change.keepUntil === null ? null : (
        <Banner
          tone="draft"
          className="rounded-none"
          glyph={<Icon of={Timer} size={15} className="text-draft" />}
          title={changesText.confirm.title(change.name)}
          actions={
            <>
              <Countdown until={change.keepUntil} whole={change.keepWithinMs} now={now} />
              <KeepButtons name={change.name} actions={actions} />
            </>
          }
        >
          {actions.failure ?? changesText.confirm.text}
        </Banner>
      )}
      <div className="grid min-h-0 flex-1 grid-cols-[minmax(0,540px)_minmax(0,1fr)] max-wide:grid-cols-1 max-wide:overflow-y-auto">
        <Column>
          <StepList change={change} now={now} />
          <WatchPanel change={change} now={now} />
          <section className="border-line border-t">
            <SectionHead
              title={text.prediction}
              note={change.prediction === null ? null : formatRate(change.prediction.reach)}
            >
              {(change.prediction?.flows.length ?? 0) === 0 ? null : (
                <TrafficKey
                  now={trafficText.now}
                  predicted={trafficText.predicted}
                  uncertain={trafficText.uncertain}
                />
              )}
            </SectionHead>
            <TrafficTable prediction={change.prediction} now={now} />
          </section>
          <JournalList change={change} now={now} />
        </Column>
        <Column className="border-line border-l max-wide:border-t max-wide:border-l-0">
          <ChangeDiffs changeSet={change.changeSet} />
        </Column>
      </div>
    </div>
  );
}

type ColumnProps = { readonly children: ReactNode; readonly className?: string };

function Column({ children, className = "" }: ColumnProps) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reachable by keyboard (WCAG 2.1.1)
    <div tabIndex={0} className={`min-w-0 overflow-y-auto max-wide:overflow-visible ${className}`}>
      {children}
    </div>
  );
}

const OVER = new Set<ChangeView["phase"]>(["applied", "part-standing"]);

function Head({ change, withDraft, now, actions, onRollBack, onExport }: ChangeDetailsProps) {
  const phase = shownPhase(change, now);
  const isTurning = isTurned(change);
  const stops = !isTurning && (change.phase === "writing" || change.phase === "unsettled");
  const cannot =
    change.phase === "reverted"
      ? text.cannotRollBack
      : isTurning
        ? text.turning
        : text.stillWriting;
  return (
    <header className="flex flex-none items-start gap-3 border-line border-b px-4 py-2.5">
      <div className="min-w-0 flex-1">
        <p className="m-0 flex items-center gap-2.5">
          <b className="truncate text-title" title={change.name}>
            {change.name}
          </b>
          <span className="flex flex-none items-center gap-1.5" role="status">
            <ToneGlyph tone={phase.tone} />
            <span className="font-medium">{phase.word}</span>
          </span>
        </p>
        <p className="m-0 mt-0.5 text-ink-2">
          {phase.sentence} <span className="text-ink-3">{factsOf(change, now)}</span>{" "}
          <Links change={change} withDraft={withDraft} />
        </p>
        <p className="m-0 mt-0.5 [overflow-wrap:anywhere]">
          <span className="text-ink-3">{text.why}: </span>
          {change.why === "" ? <span className="text-ink-3">{text.noWhy}</span> : change.why}
        </p>
      </div>
      {actions.failure !== null && change.keepUntil === null ? (
        <p role="alert" className="m-0 max-w-80 text-failing-fg">
          {actions.failure}
        </p>
      ) : null}
      <Button onClick={onExport}>{text.export}</Button>
      {stops ? (
        <Button variant="danger" busy={actions.pending === "revert"} onClick={actions.revert}>
          {text.stop}
        </Button>
      ) : (
        <Button disabledReason={OVER.has(change.phase) ? null : cannot} onClick={onRollBack}>
          {text.rollBack}
        </Button>
      )}
    </header>
  );
}

const factsOf = ({ author, createdAt }: ChangeView, now: number): string =>
  text.begun(momentText(createdAt, now || createdAt), author);

function Links({ change, withDraft }: Pick<ChangeDetailsProps, "change" | "withDraft">) {
  return (
    <>
      {change.draft === null || !withDraft ? null : (
        <Link href={`/topology?mode=design&draft=${change.draft}`} className={linkLook}>
          {text.fromDraft}
        </Link>
      )}{" "}
      {change.rollbackOf === null ? null : (
        <Link href={`/changes/${change.rollbackOf}`} className={linkLook}>
          {text.takesBack}
        </Link>
      )}{" "}
      <Link href="/changes" className={linkLook}>
        {text.all}
      </Link>
    </>
  );
}
