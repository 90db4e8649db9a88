"use client";

import { Activity } from "lucide-react";
import { useServerNow } from "@/components/live/use-server-now";
import { Icon } from "@/components/ui/icon";
import { agoText, momentText, spanText } from "@/lib/messages/age";
import { inspectorText } from "@/lib/messages/topology/inspector";
import type { Freshness } from "../state/freshness";

const text = inspectorText.foot;

/** Source, window and age of the figures above. */
export function InspectorFoot({ freshness }: { readonly freshness: Freshness }) {
  const now = useServerNow();
  const { windowSeconds, sourceName } = freshness;
  return (
    <footer className="flex h-[26px] flex-none items-center gap-1.5 border-line border-t px-3 text-ink-3 text-note">
      <Icon of={Activity} size={12} />
      <span className="min-w-0 flex-1 truncate">
        {windowSeconds === null
          ? (sourceName ?? "")
          : text.window(sourceName, spanText(windowSeconds * 1000))}
      </span>
      <span className="whitespace-nowrap">{ageText(freshness, now)}</span>
    </footer>
  );
}

/** How old the figures are, in the words for their state. */
export function ageText({ at, figures }: Freshness, now: number): string {
  if (figures === "pending") return text.waiting;
  if (at === null || now === 0) return text.none;
  if (figures === "past") return text.at(momentText(at, now));
  return figures === "stale" ? text.old(spanText(now - at)) : text.asOf(agoText(at, now));
}
