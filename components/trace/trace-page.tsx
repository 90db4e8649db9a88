"use client";

import { Link as LinkIcon, Waypoints } from "lucide-react";
import { useCallback, useMemo } from "react";
import { useLiveMesh } from "@/components/live/use-live-mesh";
import { useLiveSettings } from "@/components/live/use-live-settings";
import { useSources } from "@/components/live/use-sources";
import { useAnnounce } from "@/components/shell/announcer";
import { WorkArea } from "@/components/shell/console-frame";
import { Banners, Waiting } from "@/components/shell/states/mesh-states";
import { useStored } from "@/components/shell/stored";
import { ViewProblems } from "@/components/shell/view-problems";
import { Button } from "@/components/ui/button";
import { Icon } from "@/components/ui/icon";
import { EmptyFigure, StatePanel } from "@/components/ui/state-panel";
import type { OpenDraftedMesh } from "@/lib/delivery/drafted-mesh";
import { indexSnapshot, type MeshIndex } from "@/lib/mesh/model/mesh-index";
import { type ClusterReading, readingOf } from "@/lib/mesh/model/reading";
import { refKey } from "@/lib/mesh/model/resource";
import { headline, traceText } from "@/lib/messages/trace/trace-page";
import { type TraceSides, type TraceView, traceLink } from "@/lib/view/trace/trace-params";
import { AnswerView } from "./answer/answer-view";
import { DraftNews, UnreadNews } from "./answer/news";
import type { Opening } from "./answer/opening";
import { TraceAside } from "./aside/trace-aside";
import { requestOf } from "./asked/request-of";
import { unreadyText } from "./asked/unready-text";
import { RequestPanel } from "./request/request-panel";
import { RECENT_KEY, readRecentRequests, recentOf, rememberRequest } from "./state/recent-requests";
import { type Answers, useAnswers } from "./state/use-answers";
import { useShowOnTopology } from "./state/use-show-on-topology";
import { type TraceViewState, useTraceView } from "./state/use-trace-view";
import { TraceBar } from "./trace-bar";

const text = traceText;

/** The request that the address holds, and the mesh that it is asked of. */
export type TracePlace = {
  readonly state: TraceViewState;
  /** `null` until it is known. */
  readonly index: MeshIndex | null;
};

export function useTracePlace(): TracePlace {
  const state = useTraceView();
  const mesh = useLiveMesh();
  const index = useMemo(() => (mesh === null ? null : indexSnapshot(mesh)), [mesh]);
  return { state, index };
}

type TracePageProps = { readonly place: TracePlace; readonly open: OpenDraftedMesh };

/** What becomes of one request, and which line decides it: in the live mesh, and in a draft beside it. */
export function TracePage({ place, open }: TracePageProps) {
  const { state, index } = place;
  const copy = useCopy(state);
  return (
    <>
      <TraceBar index={index} change={state.change} onCopy={copy} />
      <WorkArea title={text.title}>
        <Banners />
        <ViewProblems problems={state.problems} onClean={state.clean} />
        {index === null ? (
          <Waiting />
        ) : (
          <Work index={index} state={state} open={open} onCopy={copy} />
        )}
      </WorkArea>
    </>
  );
}

function useCopy({ view }: TraceViewState): () => void {
  const announce = useAnnounce();
  return useCallback(() => {
    const written = navigator.clipboard?.writeText(traceLink(window.location.origin, view));
    if (written === undefined) return announce(text.notCopied);
    written.then(
      () => announce(text.copied),
      () => announce(text.notCopied),
    );
  }, [view, announce]);
}

/** What of the clusters is read; the same list until that changes, however often the ages of the sources do. */
function useReading(): readonly ClusterReading[] {
  const now = readingOf(useSources().sources ?? []);
  const key = JSON.stringify(now);
  // biome-ignore lint/correctness/useExhaustiveDependencies: `key` is the text of all that is in it
  return useMemo(() => now, [key]);
}

type WorkProps = {
  readonly index: MeshIndex;
  readonly state: TraceViewState;
  readonly open: OpenDraftedMesh;
  readonly onCopy: () => void;
};

function Work({ index, state, open, onCopy }: WorkProps) {
  const { view, change } = state;
  const clusters = useLiveSettings()?.clusters ?? [];
  const reading = useReading();
  const ready = useMemo(() => requestOf(view, index), [view, index]);
  const isOther =
    open.drafted !== null && view.from !== null && open.drafted.draft.cluster !== view.from.cluster;
  const drafted = isOther ? null : open.drafted;
  const answers = useAnswers(ready.ok ? ready.value : null, {
    live: index,
    draft: drafted?.index ?? null,
    reading,
  });
  const shown: TraceSides = drafted === null ? "live" : view.sides;
  const onTrace = useTraced(state, answers);
  const opening: Opening = {
    drafted,
    opened:
      view.object === null
        ? null
        : { object: view.object, path: view.place, drafted: view.drafted && drafted !== null },
    onOpen: (decided, isDrafted) =>
      change({ object: refKey(decided.object), place: decided.path, drafted: isDrafted }),
  };
  return (
    <div className="flex min-h-0 flex-1">
      <RequestPanel
        index={index}
        clusters={clusters}
        view={view}
        change={change}
        onTrace={onTrace}
      />
      <div className="flex min-w-0 flex-1 flex-col bg-surface">
        <DraftNews open={open} other={isOther ? (open.drafted?.draft.cluster ?? null) : null} />
        <UnreadNews reading={reading} cluster={view.from?.cluster ?? null} />
        {answers === null ? (
          <div className="grid flex-1 place-items-center bg-canvas">
            <StatePanel figure={<EmptyFigure />} title={text.unready.title} rank="h2">
              {ready.ok ? null : unreadyText(ready.error)}
            </StatePanel>
          </div>
        ) : (
          <>
            <AnswerView index={index} answers={answers} shown={shown} opening={opening} />
            <AnswerFoot
              view={view}
              draft={draftGoing(view, open, drafted)}
              onCopy={onCopy}
              index={index}
            />
          </>
        )}
      </div>
      {answers === null ? null : (
        <TraceAside
          answers={answers}
          shown={shown}
          opening={opening}
          onClose={() => change({ object: null, place: null, drafted: null })}
        />
      )}
    </div>
  );
}

/** The draft that goes along to the topology: one that is being read too, for which that waits as well. */
const draftGoing = (
  view: TraceView,
  { absent }: OpenDraftedMesh,
  drafted: OpenDraftedMesh["drafted"],
): string | null => (absent === "reading" ? view.draft : (drafted?.draft.id ?? null));

/** Enter: the request is kept among the recent ones, and its answer is said. */
function useTraced({ view }: TraceViewState, answers: Answers | null): () => void {
  const announce = useAnnounce();
  const [stored, store] = useStored(RECENT_KEY);
  return () => {
    if (answers === null) return;
    store(JSON.stringify(rememberRequest(readRecentRequests(stored), recentOf(view))));
    const said = headline(answers.live.answer);
    announce(text.said(said.title, said.note));
    if (answers.draft === null) return;
    const drafted = headline(answers.draft.answer);
    announce(`${text.draft}: ${text.said(drafted.title, drafted.note)}`, { also: true });
  };
}

type AnswerFootProps = {
  readonly view: TraceView;
  readonly draft: string | null;
  readonly onCopy: () => void;
  readonly index: MeshIndex;
};

function AnswerFoot({ view, draft, onCopy, index }: AnswerFootProps) {
  const show = useShowOnTopology(index, view, draft);
  return (
    <footer className="flex h-10 flex-none items-center gap-2 border-line border-t bg-surface px-3.5">
      <Button size="s" onClick={() => show()}>
        <Icon of={Waypoints} size={13} />
        {text.showOnTopology}
      </Button>
      <Button size="s" onClick={onCopy}>
        <Icon of={LinkIcon} size={13} />
        {text.copyLink}
      </Button>
    </footer>
  );
}
