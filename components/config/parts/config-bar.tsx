"use client";

import { type ReactNode, useMemo } from "react";
import { useSources } from "@/components/live/use-sources";
import type { PaletteItem } from "@/components/shell/palette/palette-items";
import { usePlaceItems } from "@/components/shell/palette/use-place-items";
import { SourceState } from "@/components/shell/source/source-state";
import { TopBar } from "@/components/shell/top-bar";

type ConfigBarProps = {
  readonly scope: ReactNode;
  readonly find?: ReactNode;
  /** Of the page itself. */
  readonly items?: readonly PaletteItem[];
};

const NO_ITEMS: readonly PaletteItem[] = [];

/** The bar over the places of configuration. */
export function ConfigBar({ scope, find, items = NO_ITEMS }: ConfigBarProps) {
  const { sources, now, retry, retrying } = useSources();
  const places = usePlaceItems();
  const all = useMemo(() => [...items, ...places], [items, places]);
  return (
    <TopBar
      paletteItems={all}
      scope={scope}
      find={find}
      source={<SourceState sources={sources} now={now} onRetry={retry} retrying={retrying} />}
    />
  );
}
