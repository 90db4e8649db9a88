"use client";

import { useSources } from "@/components/live/use-sources";
import { usePlaceItems } from "@/components/shell/palette/use-place-items";
import { SourceState } from "@/components/shell/source/source-state";
import { TopBar } from "@/components/shell/top-bar";

type PlaceBarProps = {
  /** What the place is called. */
  readonly title: string;
};

/** The bar over the places of changes: their name, the sources, and a palette that leads elsewhere. */
export function PlaceBar({ title }: PlaceBarProps) {
  const { sources, now, retry, retrying } = useSources();
  const items = usePlaceItems();
  return (
    <TopBar
      paletteItems={items}
      scope={<b className="px-1.5 text-lead">{title}</b>}
      source={<SourceState sources={sources} now={now} onRetry={retry} retrying={retrying} />}
    />
  );
}
