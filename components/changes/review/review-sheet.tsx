"use client";

import { X } from "lucide-react";
import { type ReactNode, useState } from "react";
import { Banner } from "@/components/ui/banner";
import { Button, IconButton } from "@/components/ui/button";
import { DraftGlyph } from "@/components/ui/glyphs/draft-glyph";
import { HealthGlyph } from "@/components/ui/glyphs/health-glyph";
import { Icon } from "@/components/ui/icon";
import { Skeleton } from "@/components/ui/skeleton";
import { type Tab, TabPanel, TabRow, TabScope } from "@/components/ui/tabs";
import type { Review } from "@/lib/delivery/review";
import type { Edit } from "@/lib/mesh/changes/edit";
import { momentText } from "@/lib/messages/age";
import { REVIEW_TABS, type ReviewTab, reviewText } from "@/lib/messages/changes/review";
import { trafficText } from "@/lib/messages/changes/traffic";
import { SectionHead } from "../parts/section-head";
import { TrafficKey } from "../traffic/traffic-bar";
import { TrafficTable } from "../traffic/traffic-table";
import type { CheckAction } from "./model/check-row";
import { checkRows } from "./model/check-rows";
import type { Choices } from "./model/choices";
import { toggled, withTaken } from "./model/choices";
import { ChecksSection } from "./sections/checks-section";
import { ObjectsSection } from "./sections/objects-section";
import { PlanStrip } from "./sections/plan-strip";
import { ReachSection } from "./sections/reach-section";
import { type ApplyState, ReviewFoot } from "./sections/review-foot";
import { SummarySection } from "./sections/summary-section";
import { YamlSection } from "./sections/yaml-section";
import { useWide } from "./use-wide";

export type ReviewSheetProps = {
  readonly review: Review;
  /** `null` while the draft is read. */
  readonly name: string | null;
  readonly author: string | null;
  /** Of the draft; `null` while they are read, and for a roll-back. */
  readonly edits: readonly Edit[] | null;
  readonly choices: Choices;
  readonly onChoices: (patch: Partial<Choices>) => void;
  readonly apply: ApplyState;
  readonly onAgain: () => void;
  readonly running: boolean;
  readonly ofOtherChoices: boolean;
  /** The draft was saved since: the review is of an older version. */
  readonly stale: boolean;
  /** The last try to review anew failed: what is shown is older. */
  readonly failure: string | null;
  readonly now: number;
  readonly onClose: () => void;
  readonly onExport: () => void;
};

/** The whole of a review: head with tabs, its parts, the order of writes, and the button. */
export function ReviewSheet(props: ReviewSheetProps) {
  const wide = useWide();
  const [chosen, setChosen] = useState<ReviewTab>("all");
  const tabs = tabsOf(props.review, props.choices, wide);
  const tab = !wide && chosen === "all" ? "summary" : chosen;
  return (
    <TabScope tabs={tabs} value={tab} onChange={setChosen} className="h-full">
      <Head {...props} tabs={tabs} />
      <Old {...props} />
      <Panels {...props} />
      {tab === "plan" ? null : <PlanStrip review={props.review} />}
      <ReviewFoot {...props} />
    </TabScope>
  );
}

function tabsOf(review: Review, choices: Choices, wide: boolean): readonly Tab<ReviewTab>[] {
  const blocked = checkRows(review, choices).filter((r) => r.state === "blocked").length;
  const counts: Partial<Record<ReviewTab, number>> = {
    objects: review.objects.length,
    traffic: review.prediction?.flows.length ?? 0,
    ...(blocked > 0 && { checks: blocked }),
  };
  return REVIEW_TABS.filter((value) => wide || value !== "all").map((value) => ({
    value,
    label: reviewText.tab(value),
    count: counts[value] ?? null,
    ...(value === "checks" && { tone: "failing" as const }),
  }));
}

type HeadProps = ReviewSheetProps & { readonly tabs: readonly Tab<ReviewTab>[] };

function Head({ review, name, author, edits, running, now, onClose, tabs }: HeadProps) {
  const text = reviewText.head;
  const facts =
    review.subject.type === "rollback"
      ? []
      : [
          text.draftOf(author),
          ...(edits === null ? [] : [text.edits(edits.length)]),
          review.moved.length > 0 ? text.moved : text.nothingMoved,
        ];
  const asked = running
    ? text.again
    : text.dryRun(momentText(review.checkedAt, now || review.checkedAt));
  return (
    <header className="flex h-[46px] flex-none items-center gap-2.5 border-line border-b pr-2.5 pl-4">
      <DraftGlyph mark="change" size={18} />
      {name === null ? (
        <Skeleton width="120px" />
      ) : (
        <h2 className="max-w-[34ch] flex-none truncate font-semibold text-title" title={name}>
          {name}
        </h2>
      )}
      <span className="min-w-0 flex-1 truncate text-ink-3">{[...facts, asked].join(", ")}</span>
      <TabRow label={reviewText.tabs} tabs={tabs} className="h-[45px]" />
      <IconButton label={reviewText.close} onClick={onClose}>
        <Icon of={X} size={16} />
      </IconButton>
    </header>
  );
}

/** That what is shown is not the last word. */
function Old({ stale, failure, onAgain, running }: ReviewSheetProps) {
  if (!stale && failure === null) return null;
  return (
    <Banner
      tone={failure === null ? "degraded" : "failing"}
      className="rounded-none"
      glyph={<HealthGlyph health={failure === null ? "degraded" : "failing"} size={14} />}
      title={failure === null ? reviewText.stale : reviewText.failed}
      actions={
        <Button size="s" busy={running} onClick={onAgain}>
          {reviewText.again}
        </Button>
      }
    >
      {failure ?? reviewText.staleText}
    </Banner>
  );
}

/** What an action of a check changes of the choices; export changes none. */
function choiceOf(action: CheckAction, choices: Choices): Partial<Choices> | null {
  switch (action.type) {
    case "leave-out":
      return { leaveOut: toggled(choices.leaveOut, [action.object], true) };
    case "take-ownership":
    case "give-back":
      return {
        takeOwnership: withTaken(choices.takeOwnership, action, action.type === "take-ownership"),
      };
    case "accept":
    case "withdraw":
      return {
        acceptFindings: toggled(choices.acceptFindings, action.codes, action.type === "accept"),
      };
    case "export":
      return null;
  }
}

function Panels(props: ReviewSheetProps) {
  const { review, edits, choices, onChoices, onAgain, running, now, onExport } = props;
  const act = (action: CheckAction) => {
    const patch = choiceOf(action, choices);
    if (patch === null) onExport();
    else onChoices(patch);
  };
  const putBack = (object: string) =>
    onChoices({ leaveOut: toggled(choices.leaveOut, [object], false) });
  const parts: Readonly<Record<Exclude<ReviewTab, "all">, ReactNode>> = {
    summary: <SummarySection review={review} edits={edits} now={now} />,
    objects: <ObjectsSection review={review} onPutBack={putBack} />,
    yaml: <YamlSection review={review} />,
    traffic: <TrafficSection review={review} now={now} />,
    checks: (
      <ChecksSection
        review={review}
        choices={choices}
        onAction={act}
        onAgain={onAgain}
        running={running}
      />
    ),
    plan: <PlanStrip review={review} upright />,
  };
  return (
    <>
      <TabPanel value="all" className="grid grid-cols-[390px_minmax(0,1fr)_452px] overflow-hidden">
        <Column>
          {parts.summary}
          {parts.objects}
          <ReachSection prediction={review.prediction} />
        </Column>
        <Column className="border-line border-l">{parts.yaml}</Column>
        <Column className="border-line border-l">
          {parts.traffic}
          {parts.checks}
        </Column>
      </TabPanel>
      {REVIEW_TABS.flatMap((tab) =>
        tab === "all"
          ? []
          : [
              <TabPanel key={tab} value={tab}>
                {parts[tab]}
              </TabPanel>,
            ],
      )}
    </>
  );
}

function Column({
  children,
  className = "",
}: {
  readonly children: ReactNode;
  readonly className?: string;
}) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reachable by keyboard (WCAG 2.1.1)
    <div tabIndex={0} className={`min-h-0 min-w-0 overflow-y-auto ${className}`}>
      {children}
    </div>
  );
}

function TrafficSection({ review, now }: { readonly review: Review; readonly now: number }) {
  return (
    <section>
      <SectionHead title={trafficText.title} note={trafficText.unit}>
        <TrafficKey
          now={trafficText.now}
          predicted={trafficText.predicted}
          uncertain={trafficText.uncertain}
        />
      </SectionHead>
      <TrafficTable prediction={review.prediction} now={now} />
    </section>
  );
}
