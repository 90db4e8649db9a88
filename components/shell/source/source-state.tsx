"use client";

import { Activity, Server } from "lucide-react";
import { Button } from "@/components/ui/button";
import { HealthGlyph, type HealthMark } from "@/components/ui/glyphs/health-glyph";
import { Icon } from "@/components/ui/icon";
import { Popover } from "@/components/ui/popover";
import type { SourceId, SourceStatus, SourceState as State } from "@/lib/mesh/model/source";
import { agoText } from "@/lib/messages/age";
import { statesText } from "@/lib/messages/states";
import { worstSource } from "./worst-source";

const text = statesText.source;

const MARK: Readonly<Record<State, HealthMark>> = {
  connecting: "idle",
  ready: "healthy",
  partial: "unknown",
  stale: "degraded",
  down: "failing",
};

const ICON = { cluster: Server, metrics: Activity } as const;

type SourceStateProps = {
  /** `null` before the first message. */
  readonly sources: readonly SourceStatus[] | null;
  /** Epoch ms by the server's clock. */
  readonly now: number;
  /** Asks a source again now. Left out where that is not possible. */
  readonly onRetry?: (source: SourceId, cluster: string) => void;
  /** A retry is under way. */
  readonly retrying?: boolean;
};

/** How fresh the page is, in a word; opened, what is wrong with each source and which right is missing. */
export function SourceState({ sources, now, onRetry, retrying = false }: SourceStateProps) {
  const worst = worstSource(sources ?? []);
  const oldest = worst.lastGoodAt;
  const words =
    worst.source === null ? text.state(worst.state) : text.summary(worst.source, worst.state);
  const age = agoText(oldest, now);
  return (
    <Popover
      label={text.label}
      align="end"
      className="w-96"
      trigger={
        <button
          type="button"
          aria-label={`${text.label}: ${words}, ${age}`}
          className="flex h-control flex-none items-center gap-1.5 whitespace-nowrap rounded-control px-1.5 text-ink-3 hover:bg-hover aria-expanded:bg-sunken"
        >
          <HealthGlyph health={MARK[worst.state]} size={12} />
          {worst.source === null ? null : <b className="font-medium text-ink">{words}</b>}
          <span data-source-age="">{age}</span>
        </button>
      }
    >
      {sources === null || sources.length === 0 ? (
        <p className="p-3 text-ink-3">{text.none}</p>
      ) : (
        <ul className="m-0 list-none p-0">
          {sources.map((source) => (
            <SourceEntry
              key={`${source.cluster}/${source.id}`}
              source={source}
              now={now}
              retrying={retrying}
              {...(onRetry === undefined ? {} : { onRetry })}
            />
          ))}
        </ul>
      )}
    </Popover>
  );
}

type SourceEntryProps = Required<Pick<SourceStateProps, "now" | "retrying">> &
  Pick<SourceStateProps, "onRetry"> & { readonly source: SourceStatus };

function SourceEntry({ source, now, onRetry, retrying }: SourceEntryProps) {
  return (
    <li className="border-line border-b px-3 py-2.5 last:border-b-0">
      <div className="flex items-center gap-1.5">
        <Icon of={ICON[source.id]} className="text-ink-3" />
        <b>{text.name(source.id, source.cluster)}</b>
        <span className="flex items-center gap-1 text-ink-2">
          <HealthGlyph health={MARK[source.state]} size={11} />
          {text.state(source.state)}
        </span>
        <span className="ml-auto text-ink-3 text-note">
          {text.asOf(agoText(source.lastGoodAt, now))}
        </span>
      </div>
      {source.found === null ? null : <p className="mt-0.5 text-ink-3 text-note">{source.found}</p>}
      {source.problems.length === 0 ? null : (
        <ul className="mt-1.5 mb-0 list-disc space-y-1 pl-4 text-ink-2 [overflow-wrap:anywhere]">
          {text.problems(source.problems).map((sentence) => (
            <li key={sentence}>{sentence}</li>
          ))}
        </ul>
      )}
      {onRetry === undefined || source.state === "ready" ? null : (
        <Button
          size="s"
          busy={retrying}
          className="mt-2"
          onClick={() => onRetry(source.id, source.cluster)}
        >
          {retrying ? text.retrying : text.retry}
        </Button>
      )}
    </li>
  );
}
