"use client";

import { useRouter } from "next/navigation";
import type { ReactNode } from "react";
import { useSources } from "@/components/live/use-sources";
import type { PaletteItem } from "@/components/shell/palette/palette-items";
import { SourceState } from "@/components/shell/source-state";
import { TopBar } from "@/components/shell/top-bar";
import { shellText } from "@/lib/messages/shell";

/** The bar over the places of changes: the sources, and a palette that leads elsewhere. */
export function PlaceBar({ find }: { readonly find?: ReactNode }) {
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
      find={find}
      source={<SourceState sources={sources} now={now} onRetry={retry} retrying={retrying} />}
    />
  );
}
