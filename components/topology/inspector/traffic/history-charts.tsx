"use client";

import { useMemo } from "react";
import type { ChartEvent } from "@/components/charts/chart-scale";
import { TimeChart } from "@/components/charts/time-chart";
import { Button } from "@/components/ui/button";
import { Skeleton } from "@/components/ui/skeleton";
import type { ChangeSummary } from "@/lib/delivery/change";
import {
  formatBytesPerSecond,
  formatDuration,
  formatQuantile,
  formatRate,
  formatRatio,
} from "@/lib/format/figures";
import type { Health } from "@/lib/mesh/telemetry/health";
import type { RangeAnswer } from "@/lib/mesh/telemetry/range";
import { inspectorText } from "@/lib/messages/topology/inspector";
import { sideText } from "@/lib/messages/topology/side";
import { changesWithin } from "../../state/recent-changes";
import { useRecentChanges } from "../../state/use-recent-changes";
import type { Topology } from "../../state/use-topology";
import { healthOf, nodesById, type Subject } from "../subject";
import {
  byteLines,
  crossedLimit,
  errorLines,
  hasValues,
  latencyLines,
  quantileAt,
  rateLines,
  undivided,
  type Versions,
} from "./history-lines";
import { historyScope } from "./history-scope";
import { changesTouching } from "./touching";
import { useHistory } from "./use-history";
import { versionColors, versionRows } from "./version-rows";

const text = inspectorText.history;

type HistoryChartsProps = {
  readonly topology: Topology;
  readonly subject: Subject;
  /** The moment looked at; `null` is live. */
  readonly at: number | null;
};

/** Rate, errors and latency of the selection over the last half hour, from range queries. */
export function HistoryCharts({ topology, subject, at }: HistoryChartsProps) {
  const { graph } = topology;
  const found = useMemo(() => historyScope(graph, subject), [graph, subject]);
  const scopeKey = JSON.stringify(found);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a tick makes an equal scope anew
  const scope = useMemo(() => found, [scopeKey]);
  const { answer, error, again } = useHistory(scope === "too-many" ? null : scope, at);
  if (scope === null) return null;
  if (scope === "too-many") return <Note>{text.tooMany}</Note>;
  if (error !== null && answer === null) {
    return (
      <Note>
        {text.failed} {error}
        <p className="mt-1.5">
          <Button size="s" onClick={again}>
            {text.again}
          </Button>
        </p>
      </Note>
    );
  }
  if (answer === null) return <Waiting />;
  const reporter = scope.selector.reporter;
  return <Charts answer={answer} topology={topology} subject={subject} reporter={reporter} />;
}

function Note({ children }: { readonly children: React.ReactNode }) {
  return <div className="px-3 py-2.5 text-ink-2 [overflow-wrap:anywhere]">{children}</div>;
}

function Waiting() {
  return (
    <div role="status" className="grid gap-9 px-3 py-3">
      <span className="sr-only">{text.loading}</span>
      <Skeleton width="38%" />
      <Skeleton width="62%" />
      <Skeleton width="46%" />
    </div>
  );
}

/** Versions of an edge are drawn apart; by workload, as series know no versions. */
function versionsOf({ graph }: Topology, subject: Subject): Versions {
  if (subject.type !== "edge" || subject.edge.split.length < 2) return undivided;
  const nodes = nodesById(graph.nodes);
  const rows = versionRows(subject.edge, nodes);
  const labels = new Map<string, string>();
  for (const { target, label } of rows) {
    const node = target === null ? undefined : nodes.get(target);
    for (const ref of node?.refs ?? []) {
      if (ref.kind === "Workload" && label !== null)
        labels.set(`${ref.namespace}/${ref.name}`, label);
    }
  }
  return {
    of: (namespace, workload) => labels.get(`${namespace}/${workload}`) ?? text.notReached,
    colors: new Map([...versionColors(rows), [text.notReached, "var(--h-failing)"]]),
  };
}

/** Of what an edge divides into; nothing for anything else. */
function healthOfVersions({ graph }: Topology, subject: Subject): readonly Health[] {
  if (subject.type !== "edge") return [];
  const nodes = nodesById(graph.nodes);
  return versionRows(subject.edge, nodes).flatMap(({ target }) => {
    const node = target === null ? undefined : nodes.get(target);
    return node === undefined ? [] : [node.health];
  });
}

/** One percent. */
const LEAST_ERRORS = 0.01;

const percent = (ratio: number): string => String(Number((ratio * 100).toPrecision(3)));
const plain = (value: number): string => String(value);

/** Changes of the time that is drawn which are about the selection, newest first. */
function useChangesOf({ times }: RangeAnswer, { index }: Topology, subject: Subject) {
  const changes = useRecentChanges();
  const span = { from: times[0] ?? 0, to: times.at(-1) ?? 0 };
  return changesTouching(changesWithin(changes, span), index, subject);
}

/** Only the newest is named: the words of several would hide each other. */
const namedEvent = (change: ChangeSummary, i: number): ChartEvent => ({
  key: change.id,
  at: change.createdAt,
  label: i === 0 ? change.name : null,
});

/** What the lines through the charts stand for. */
function ChangesInWords({ changes }: { readonly changes: readonly ChangeSummary[] }) {
  if (changes.length === 0) return null;
  return (
    <ul aria-label={sideText.changes.list} className="sr-only">
      {changes.map((change) => (
        <li key={change.id}>{sideText.changes.moment(change.createdAt, change)}</li>
      ))}
    </ul>
  );
}

type ChartsProps = {
  readonly answer: RangeAnswer;
  readonly topology: Topology;
  readonly subject: Subject;
  readonly reporter: "source" | "destination";
};

function Charts({ answer, topology, subject, reporter }: ChartsProps) {
  const versions = versionsOf(topology, subject);
  const rate = rateLines(answer, versions, text.total);
  const errors = errorLines(answer, versions, text.total);
  const latency = latencyLines(answer);
  const bytes = byteLines(answer, text);
  const limit = crossedLimit([healthOf(subject), ...healthOfVersions(topology, subject)]);
  const shown = [rate, errors, latency, bytes].some(hasValues);
  const changes = useChangesOf(answer, topology, subject);
  const events = changes.map(({ id, createdAt }) => ({ key: id, at: createdAt, label: null }));
  return (
    <section aria-label={text.title}>
      <ChangesInWords changes={changes} />
      {shown ? null : <Note>{text.empty}</Note>}
      {hasValues(rate) ? (
        <TimeChart
          {...rate}
          events={changes.map(namedEvent)}
          title={text.rate}
          unit={text.unitRate}
          note={text.reportedBy[reporter]}
          timeHeading={text.time}
          axis={plain}
          format={rateWithUnit}
        />
      ) : null}
      {hasValues(errors) ? (
        <TimeChart
          {...errors}
          events={events}
          title={text.errors}
          unit={text.unitErrors}
          timeHeading={text.time}
          height={84}
          least={LEAST_ERRORS}
          axis={percent}
          format={formatRatio}
          rule={
            limit === null
              ? null
              : {
                  value: limit.value,
                  label:
                    limit.level === "failing"
                      ? text.failingFrom(formatRatio(limit.value))
                      : text.degradedFrom(formatRatio(limit.value)),
                }
          }
        />
      ) : null}
      {hasValues(latency) ? (
        <TimeChart
          times={latency.times}
          lines={latency.lines}
          events={events}
          title={text.latency}
          unit={text.unitLatency}
          timeHeading={text.time}
          axis={plain}
          format={(value, key, at) =>
            value === null
              ? formatDuration(null)
              : formatQuantile(quantileAt(latency.chart, key, at))
          }
        />
      ) : null}
      {hasValues(bytes) ? (
        <TimeChart
          {...bytes}
          events={hasValues(rate) ? events : changes.map(namedEvent)}
          title={text.bytes}
          unit={text.unitBytes}
          timeHeading={text.time}
          axis={(value) => (value === 0 ? "0" : formatBytesPerSecond(value).replace("/s", ""))}
          format={formatBytesPerSecond}
        />
      ) : null}
      {answer.warnings.length === 0 ? null : (
        <Note>
          {text.warning}: {answer.warnings.join("; ")}
        </Note>
      )}
    </section>
  );
}

const rateWithUnit = (value: number | null): string => formatRate(value, "key");
