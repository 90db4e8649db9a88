"use client";

import { useMemo } from "react";
import { useSources } from "@/components/live/use-sources";
import type { PaletteItem } from "@/components/shell/palette/palette-items";
import { usePlaceItems } from "@/components/shell/palette/use-place-items";
import { SourceState } from "@/components/shell/source/source-state";
import { TopBar } from "@/components/shell/top-bar";
import type { MeshIndex } from "@/lib/mesh/model/mesh-index";
import { traceText } from "@/lib/messages/trace/trace-page";
import { knownHosts } from "./asked/trace-subjects";
import type { TracePatch } from "./state/use-trace-view";

type TraceBarProps = {
  readonly index: MeshIndex | null;
  readonly change: (patch: TracePatch) => void;
  readonly onCopy: () => void;
};

/** The bar over the place; its palette leads elsewhere, and calls another host. */
export function TraceBar({ index, change, onCopy }: TraceBarProps) {
  const { sources, now, retry, retrying } = useSources();
  const places = usePlaceItems();
  const items = useMemo<readonly PaletteItem[]>(
    () => [
      { id: "trace copy", group: "action", label: traceText.copyLink, run: onCopy },
      ...places,
      ...(index === null ? [] : knownHosts(index, null)).map(
        (host): PaletteItem => ({
          id: `trace host ${host}`,
          group: "service",
          label: host,
          detail: traceText.title,
          run: () => change({ host, port: null }),
        }),
      ),
    ],
    [places, index, change, onCopy],
  );
  return (
    <TopBar
      paletteItems={items}
      scope={<b className="px-1.5 text-lead">{traceText.title}</b>}
      source={<SourceState sources={sources} now={now} onRetry={retry} retrying={retrying} />}
    />
  );
}
