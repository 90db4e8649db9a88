import type { ReactNode } from "react";
import { Cell, HeaderCell, Row, Table } from "@/components/ui/table";
import type { ChangeView, Watch, WatchedPart } from "@/lib/delivery/change";
import { formatRate, formatShare } from "@/lib/format/figures";
import { refKey } from "@/lib/mesh/model/resource";
import type { Agreement } from "@/lib/mesh/prediction/agreement";
import type { Interval } from "@/lib/mesh/prediction/interval";
import { agoText, momentText, spanText } from "@/lib/messages/age";
import { causeText } from "@/lib/messages/changes/causes";
import { changesText } from "@/lib/messages/changes/changes";
import { shortName } from "@/lib/messages/changes/objects";
import { phasesText } from "@/lib/messages/changes/phases";
import { trafficText } from "@/lib/messages/changes/traffic";
import { SectionHead } from "../parts/section-head";
import { ToneGlyph } from "../parts/tone-glyph";

const text = changesText.watch;

type WatchPanelProps = { readonly change: ChangeView; readonly now: number };

/** What came of a change: shares seen beside shares set until they agree, or that they do not and why. */
export function WatchPanel({ change, now }: WatchPanelProps) {
  const { phase, watch } = change;
  const outcome = phasesText.outcome(phase, watch);
  if (watch === null || outcome !== phasesText.watched(watch)) {
    return (
      <section className="border-line border-t">
        <SectionHead title={text.title} />
        {outcome === null ? (
          <p className="m-0 px-4 pb-3 text-ink-2">{text.none}</p>
        ) : (
          <Verdict of={outcome} />
        )}
      </section>
    );
  }
  return (
    <section className="border-line border-t">
      <SectionHead title={text.title} {...countedNote(watch, now)} />
      <Verdict of={outcome} />
      {watch.reverted.map(({ ref, by, at, back = false }) => (
        <Note key={refKey(ref)}>
          {text.revertedBy(shortName(ref), { by, back }, momentText(at, now || at))}
        </Note>
      ))}
      <Causes watch={watch} />
      {isBlind(watch) ? <Note>{text.blind(watch.over === true)}</Note> : null}
      {watch.parts.length === 0 ? null : <PartsTable parts={watch.parts} />}
      <p className="m-0 px-4 py-2 text-ink-3 text-note">
        {watch.unpredicted === true ? text.unpredicted : text.error(watch.predictionError)}
      </p>
    </section>
  );
}

/** Until a window is full nothing is counted, and nothing that is said has an age. */
function countedNote(watch: Watch, now: number): { readonly note?: string } {
  const { verdict, since, at, until = at, parts } = watch;
  const isEmpty = watch.until === undefined && parts.every(({ seen }) => seen === null);
  if (isEmpty || verdict === "waiting" || verdict === "no-metrics") return {};
  return {
    note: `${text.since(spanText(until - since))}, ${text.asOf(agoText(until, now || until))}`,
  };
}

/** The verdict itself does not say it. */
const isBlind = ({ blind, verdict }: Watch): boolean => blind === true && verdict !== "no-metrics";

/** Why shares differ, each cause once, with what to look at where nothing explains it. */
function Causes({ watch: { causes = [] } }: { readonly watch: Watch }) {
  const told = [...new Set(causes.map(causeText))];
  if (told.length === 0) return null;
  return (
    <ul className="m-0 list-none p-0" aria-label={text.why}>
      {told.map((cause) => (
        <li key={cause}>
          <Note>{cause}</Note>
        </li>
      ))}
    </ul>
  );
}

function Note({ children }: { readonly children: ReactNode }) {
  return <p className="m-0 px-4 pb-2 pl-[38px] [overflow-wrap:anywhere]">{children}</p>;
}

type VerdictProps = { readonly of: ReturnType<typeof phasesText.verdict> };

function Verdict({ of: { tone, word, sentence } }: VerdictProps) {
  return (
    <p className="m-0 flex items-start gap-2 px-4 pb-2" role="status">
      <span className="mt-px">
        <ToneGlyph tone={tone} />
      </span>
      <span>
        <b>{word}.</b> {sentence}
      </span>
    </p>
  );
}

const shareText = ({ min, max }: Interval): string =>
  max - min < 1e-9 ? formatShare(max) : `${formatShare(min)} to ${formatShare(max)}`;

/** By caller, in the order in which they come. */
function byCaller(parts: readonly WatchedPart[]): ReadonlyMap<string, readonly WatchedPart[]> {
  const groups = new Map<string, readonly WatchedPart[]>();
  for (const part of parts) {
    const key = `${refKey(part.caller)} ${refKey(part.service)}`;
    groups.set(key, [...(groups.get(key) ?? []), part]);
  }
  return groups;
}

function PartsTable({ parts }: { readonly parts: readonly WatchedPart[] }) {
  const { columns } = text;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reachable by keyboard (WCAG 2.1.1)
    <div tabIndex={0} className="overflow-x-auto">
      <Table>
        <thead>
          <tr className="border-line border-t">
            <HeaderCell className="first:pl-4">{columns.to}</HeaderCell>
            <HeaderCell numeric>{columns.set}</HeaderCell>
            <HeaderCell numeric>{columns.seen}</HeaderCell>
            <HeaderCell numeric>{columns.rate}</HeaderCell>
            <HeaderCell className="last:pr-4">{columns.verdict}</HeaderCell>
          </tr>
        </thead>
        {[...byCaller(parts)].map(([key, group]) => (
          <tbody key={key}>
            <tr className="border-line border-b">
              <th
                scope="rowgroup"
                colSpan={5}
                className="h-6 truncate pl-4 text-left font-medium text-ink-2"
              >
                {trafficText.from(group[0]?.caller.name ?? "")}
              </th>
            </tr>
            {group.map((part) => (
              <PartRow key={part.end} part={part} />
            ))}
          </tbody>
        ))}
      </Table>
    </div>
  );
}

function judgement(agreement: Agreement): string {
  switch (agreement.verdict) {
    case "too-few":
      return text.tooFew(agreement.requests);
    case "agrees":
      return text.tolerance(agreement.tolerance);
    case "differs":
      return text.beyond(agreement.error);
  }
}

/** An end is a workload by its `refKey`, or an answer of the caller's own proxy. */
const endName = (end: string): string =>
  text.strayed[end] ??
  (end.includes("/") ? (end.split("/").at(-1) ?? end) : trafficText.endNamed(end));

function PartRow({ part }: { readonly part: WatchedPart }) {
  const { agreement, predicted, seen } = part;
  const isJudged = agreement.verdict !== "too-few";
  return (
    <Row className="last:border-b">
      <Cell className="w-full min-w-28 max-w-0 truncate first:pl-6" title={endName(part.end)}>
        {endName(part.end)}
      </Cell>
      <Cell numeric>{shareText(part.set)}</Cell>
      <Cell numeric>
        <b>{isJudged ? formatShare(agreement.seen) : trafficText.ratio(null, 0)}</b>
      </Cell>
      <Cell numeric className="text-ink-2">
        {formatRate(seen, "key")}
        <span className="text-ink-3">
          {" / "}
          {predicted === null ? text.notPredicted : trafficText.after(predicted, predicted.max)}
        </span>
      </Cell>
      <Cell className="last:pr-4">
        <span className="flex items-center gap-1.5">
          <ToneGlyph tone={phasesText.verdict(agreement.verdict).tone} size={13} />
          {seen === null ? null : (
            <span className="sr-only">{phasesText.verdict(agreement.verdict).word}</span>
          )}
          {seen === null ? text.notCounted : judgement(agreement)}
        </span>
      </Cell>
    </Row>
  );
}
