"use client";

import { useSources } from "@/components/live/use-sources";
import { HealthGlyph } from "@/components/ui/glyphs/health-glyph";
import { isCurrent } from "@/lib/live/source-ages";
import { agoText } from "@/lib/messages/age";
import { sideText } from "@/lib/messages/topology/side";

const text = sideText.sources;

/** Whether all sources are in time, and how old the oldest data is. */
export function SourcesFoot() {
  const { sources, now } = useSources();
  const known = sources ?? [];
  const late = known.filter((source) => !isCurrent(source));
  const inPart = known.filter(({ state }) => state === "partial");
  const connecting = known.length === 0 || known.every(({ state }) => state === "connecting");
  const ages = known.flatMap(({ lastGoodAt }) => lastGoodAt ?? []);
  const oldest = ages.length === known.length && ages.length > 0 ? Math.min(...ages) : null;
  const words = () => {
    if (connecting) return text.connecting;
    if (late.length > 0) return text.someLate(late.length, known.length);
    return inPart.length > 0
      ? text.someInPart(inPart.length, known.length)
      : text.inTime(known.length);
  };
  const inOrder = late.length === 0 && inPart.length === 0;
  return (
    <footer className="flex h-[26px] flex-none items-center gap-1.5 border-line border-t px-3 text-ink-3 text-note">
      <HealthGlyph health={connecting ? "unknown" : inOrder ? "healthy" : "degraded"} size={11} />
      <span className="min-w-0 flex-1 truncate">{words()}</span>
      <span className="whitespace-nowrap">{now === 0 ? "" : agoText(oldest, now)}</span>
    </footer>
  );
}
