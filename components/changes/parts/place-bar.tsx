"use client";

import { useRouter } from "next/navigation";
import { useSources } from "@/components/live/use-sources";
import type { PaletteItem } from "@/components/shell/palette/palette-items";
import { SourceState } from "@/components/shell/source-state";
import { TopBar } from "@/components/shell/top-bar";
import { shellText } from "@/lib/messages/shell";

type PlaceBarProps = {
  /** What the place is called. */
  readonly title: string;
};

/** The bar over the places of changes: their name, the sources, and a palette that leads elsewhere. */
export function PlaceBar({ title }: PlaceBarProps) {
  const { sources, now, retry, retrying } = useSources();
  const router = useRouter();
  const places = ["topology", "drafts", "changes"] as const;
  const items = places.map(
    (place): PaletteItem => ({
      id: `place ${place}`,
      group: "action",
      label: shellText.places[place],
      run: () => router.push(`/${place}`),
    }),
  );
  return (
    <TopBar
      paletteItems={items}
      scope={<b className="px-1.5 text-lead">{title}</b>}
      source={<SourceState sources={sources} now={now} onRetry={retry} retrying={retrying} />}
    />
  );
}
