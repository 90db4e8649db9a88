"use client";

import { Banner } from "@/components/ui/banner";
import { Button } from "@/components/ui/button";
import { HealthGlyph } from "@/components/ui/glyphs/health-glyph";
import type { SourceId, SourceStatus } from "@/lib/mesh/model/source";
import { spanText } from "@/lib/messages/age";
import { statesText } from "@/lib/messages/states";

type SourceBannersProps = {
  readonly sources: readonly SourceStatus[];
  /** Epoch ms by the server's clock. */
  readonly now: number;
  readonly onRetry?: (source: SourceId, cluster: string) => void;
  readonly retrying?: boolean;
};

/** What is not installed has nothing to do with an outage: the list of sources tells it. */
const ofNow = ({ problems }: SourceStatus): SourceStatus["problems"] =>
  problems.filter(({ code }) => code !== "kind-missing");

/** Metrics that never had anything to show. A cluster without anything has no page to stand over. */
const isWithout = ({ id, state, lastGoodAt }: SourceStatus): boolean =>
  id === "metrics" && lastGoodAt === null && (state === "partial" || state === "down");

const isLate = ({ state, lastGoodAt }: SourceStatus): boolean =>
  state === "stale" && lastGoodAt !== null;

function words(source: SourceStatus, now: number): { title: string; text: string } {
  const { title, text } = statesText.stale;
  if (source.lastGoodAt === null) return statesText.without;
  return { title: title[source.id](spanText(now - source.lastGoodAt)), text: text[source.id] };
}

/**
 * One line over the page for each source whose last good data is shown in place of new, and for metrics that have none. Nothing while
 * all are in time.
 */
export function SourceBanners({ sources, now, onRetry, retrying = false }: SourceBannersProps) {
  const late = sources.filter((source) => isLate(source) || isWithout(source));
  return late.map((source) => (
    <Banner
      key={`${source.cluster}/${source.id}`}
      tone="degraded"
      className="rounded-none"
      glyph={<HealthGlyph health="degraded" size={14} />}
      title={words(source, now).title}
      actions={
        onRetry === undefined ? null : (
          <Button size="s" busy={retrying} onClick={() => onRetry(source.id, source.cluster)}>
            {retrying ? statesText.source.retrying : statesText.source.retry}
          </Button>
        )
      }
    >
      {[...statesText.source.problems(ofNow(source)), words(source, now).text].join(" ").trim()}
    </Banner>
  ));
}
