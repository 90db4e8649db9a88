"use client";

import { useMemo } from "react";
import { useServerNow } from "@/components/live/use-server-now";
import { useSources } from "@/components/live/use-sources";
import { FindInput } from "@/components/shell/find/find-input";
import { meshLanguage } from "@/components/shell/find/mesh-language";
import { ModeSwitch } from "@/components/shell/mode-switch";
import type { PaletteItem } from "@/components/shell/palette/palette-items";
import { ScopePickers } from "@/components/shell/scope/scope-pickers";
import { SourceState } from "@/components/shell/source/source-state";
import { TimeControl } from "@/components/shell/time/time-control";
import { TopBar } from "@/components/shell/top-bar";
import type { ViewPatch } from "@/components/shell/use-view";
import type { Vocabulary } from "@/lib/mesh/query/complete";
import type { View } from "@/lib/view/view-params";
import type { Topology } from "../state/use-topology";
import { vocabularyOf } from "../state/vocabulary";
import type { CopyLink } from "./use-copy-link";
import { usePaletteItems } from "./use-palette-items";

type TopologyBarProps = {
  /** `null` until the mesh is known. */
  readonly topology: Topology | null;
  readonly view: View;
  readonly change: (patch: ViewPatch) => void;
  readonly copyLink: CopyLink;
  /** Of other parts of the page. */
  readonly moreItems: readonly PaletteItem[];
};

const NO_WORDS: Vocabulary = { names: [], values: {}, labels: new Map() };

/** Scope, find and hide, time, sources: the bar over the topology. */
export function TopologyBar(props: TopologyBarProps) {
  const { topology, view, change, copyLink, moreItems } = props;
  const index = topology?.index ?? null;
  const graph = topology?.graph ?? null;
  const language = useMemo(
    () => meshLanguage(index === null || graph === null ? NO_WORDS : vocabularyOf(index, graph)),
    [index, graph],
  );
  const ownItems = usePaletteItems({ graph, view, change, copyLink });
  const paletteItems = useMemo(() => [...moreItems, ...ownItems], [moreItems, ownItems]);
  return (
    <TopBar
      paletteItems={paletteItems}
      scope={
        <ScopePickers
          index={index}
          clusters={topology?.settings.clusters}
          scope={view}
          onChange={change}
        />
      }
      find={
        <FindInput
          filters={{ find: view.find, hide: view.hide }}
          onChange={change}
          language={language}
        />
      }
      mode={<ModeSwitch mode={view.mode} onMode={(mode) => change({ mode })} />}
      time={<Time topology={topology} view={view} change={change} />}
      source={<SourcesNow />}
    />
  );
}

function Time({ topology, view, change }: Pick<TopologyBarProps, "topology" | "view" | "change">) {
  return (
    <TimeControl
      at={view.at}
      window={view.window}
      leastSeconds={topology?.settings.windowSeconds ?? 0}
      now={useServerNow()}
      liveAt={topology?.freshness.figures === "live" ? topology.freshness.at : null}
      pastSeconds={topology?.settings.pastSeconds ?? 0}
      onMoment={(at) => change({ at })}
      onWindow={(window) => change({ window })}
    />
  );
}

function SourcesNow() {
  const { sources, now, retry, retrying } = useSources();
  return <SourceState sources={sources} now={now} onRetry={retry} retrying={retrying} />;
}
