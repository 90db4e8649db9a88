"use client";

import { History } from "lucide-react";
import { useServerNow } from "@/components/live/use-server-now";
import { Banner } from "@/components/ui/banner";
import { Button } from "@/components/ui/button";
import { HealthGlyph } from "@/components/ui/glyphs/health-glyph";
import { Icon } from "@/components/ui/icon";
import { momentText } from "@/lib/messages/age";
import { sideText } from "@/lib/messages/topology/side";
import type { Topology } from "../state/use-topology";

const text = sideText.past;

type PastBannerProps = {
  readonly topology: Topology;
  readonly at: number | null;
  readonly onLive: () => void;
};

/** Says that what is shown is not of now, and what of the moment or window asked for could not be had. Nothing while all is live. */
export function PastBanner({ topology, at, onLive }: PastBannerProps) {
  const now = useServerNow(60_000);
  const { freshness, pastError, pastGaps } = topology;
  if (at === null) {
    if (pastError === null) return null;
    return (
      <Banner
        tone="degraded"
        className="rounded-none"
        glyph={<HealthGlyph health="degraded" size={14} />}
        title={text.window(pastError)}
      />
    );
  }
  const words = [
    pastError === null ? text.text : text.failed(pastError),
    ...(freshness.figures === "pending" && pastError === null ? [text.reading] : []),
    ...(pastGaps.length > 0 ? [text.gaps(pastGaps)] : []),
  ];
  return (
    <Banner
      className="rounded-none"
      glyph={<Icon of={History} size={14} className="text-ink-2" />}
      title={text.title(momentText(at, now === 0 ? at : now))}
      actions={
        <Button size="s" onClick={onLive}>
          {text.back}
        </Button>
      }
    >
      {words.join(" ")}
    </Banner>
  );
}
