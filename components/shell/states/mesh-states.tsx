"use client";

import { useConnection } from "@/components/live/live-cache";
import { useSources } from "@/components/live/use-sources";
import { Button } from "@/components/ui/button";
import { HealthGlyph } from "@/components/ui/glyphs/health-glyph";
import { LoadingFigure, StatePanel } from "@/components/ui/state-panel";
import { statesText } from "@/lib/messages/states";
import { topologyText } from "@/lib/messages/topology-page";
import { SourceBanners } from "../source/source-banners";

/** Stands for the page until the mesh is known, and says what it waits for. */
export function Waiting() {
  const { sources, retry, retrying } = useSources();
  const connection = useConnection();
  const cluster = sources?.find((s) => s.id === "cluster");
  if (connection !== null && connection.phase === "lost" && sources === null) {
    return (
      <Centred>
        <NeverReached />
      </Centred>
    );
  }
  if (cluster?.state === "down" || cluster?.state === "stale") {
    return (
      <Centred>
        <StatePanel
          urgent
          figure={<HealthGlyph health="failing" size={24} />}
          title={topologyText.unreachable.title}
          actions={
            <Button busy={retrying} onClick={() => retry("cluster", cluster.cluster)}>
              {topologyText.unreachable.retry}
            </Button>
          }
        >
          {statesText.source.problems(cluster.problems).map((problem) => (
            <p key={problem}>{problem}</p>
          ))}
        </StatePanel>
      </Centred>
    );
  }
  return (
    <Centred>
      <StatePanel
        figure={<LoadingFigure />}
        title={topologyText.loading.title(cluster?.cluster ?? "")}
      >
        {topologyText.loading.text}
      </StatePanel>
    </Centred>
  );
}

function NeverReached() {
  return (
    <StatePanel
      urgent
      figure={<HealthGlyph health="failing" size={24} />}
      title={topologyText.serverGone.title}
    >
      {topologyText.serverGone.text}
    </StatePanel>
  );
}

/** Stands for a part of a page until the server has said what it watches. @param title what the part is reading */
export function FirstAnswer({ title }: { readonly title: string }) {
  const connection = useConnection();
  return connection?.phase === "lost" ? (
    <NeverReached />
  ) : (
    <StatePanel figure={<LoadingFigure />} title={title} />
  );
}

function Centred({ children }: { readonly children: React.ReactNode }) {
  return <div className="grid flex-1 place-items-center bg-canvas">{children}</div>;
}

/** Sources that are out of date, each with a banner. */
export function Banners() {
  const { sources, now, retry, retrying } = useSources();
  return sources === null ? null : (
    <SourceBanners sources={sources} now={now} onRetry={retry} retrying={retrying} />
  );
}
