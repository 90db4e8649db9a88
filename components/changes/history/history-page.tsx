"use client";

import { useInfiniteQuery } from "@tanstack/react-query";
import Link from "next/link";
import { type ReactNode, useState } from "react";
import { failureText } from "@/components/live/failure-text";
import { useLiveSettings } from "@/components/live/use-live-settings";
import { useServerNow } from "@/components/live/use-server-now";
import { WorkArea } from "@/components/shell/console-frame";
import { FirstAnswer } from "@/components/shell/states/mesh-states";
import { Button } from "@/components/ui/button";
import { EmptyFigure, LoadingFigure, StatePanel } from "@/components/ui/state-panel";
import { linkLook } from "@/components/ui/text-link";
import type { ChangeSummary } from "@/lib/delivery/change";
import { changesText } from "@/lib/messages/changes/changes";
import { draftsText } from "@/lib/messages/changes/drafts";
import { useTRPC, useTRPCClient } from "@/lib/trpc/client";
import { ClusterChoice } from "../parts/cluster-choice";
import { PlaceBar } from "../parts/place-bar";
import { Centre, FailedPanel } from "../parts/place-state";
import { ServerGone } from "../parts/server-gone";
import { filterChanges, type HistoryFilter, namespacesOf } from "./history-rows";
import { HistoryTable } from "./history-table";

const text = changesText;
const NO_FILTER: HistoryFilter = { text: "", namespace: null };

/** What was written from here: who, when, what, how it stands and what came of it. */
export function HistoryPage() {
  const clusters = useLiveSettings()?.clusters ?? null;
  const [chosen, setChosen] = useState<string | null>(null);
  const cluster = chosen ?? clusters?.[0] ?? null;
  return (
    <>
      <PlaceBar title={text.title} />
      <WorkArea title={text.title}>
        <ServerGone />
        {cluster === null ? (
          <Centre>
            <FirstAnswer title={text.reading} />
          </Centre>
        ) : (
          <History
            key={cluster}
            cluster={cluster}
            choice={
              <ClusterChoice clusters={clusters ?? []} chosen={cluster} onChange={setChosen} />
            }
          />
        )}
      </WorkArea>
    </>
  );
}

/** Pages of changes; what invalidates the list invalidates them. */
function useChanges(cluster: string) {
  const { changes } = useTRPC();
  const client = useTRPCClient();
  return useInfiniteQuery({
    queryKey: [...changes.list.queryKey({ cluster }), "pages"],
    queryFn: ({ pageParam, signal }) =>
      client.changes.list.query({ cluster, after: pageParam }, { signal }),
    initialPageParam: FIRST_PAGE,
    getNextPageParam: (page) => page.next,
  });
}

const FIRST_PAGE: string | null = null;

type HistoryProps = { readonly cluster: string; readonly choice: ReactNode };

function History({ cluster, choice }: HistoryProps) {
  const query = useChanges(cluster);
  const now = useServerNow();
  const [filter, setFilter] = useState(NO_FILTER);
  const all = query.data?.pages.flatMap((page) => page.changes) ?? [];
  const shown = filterChanges(all, filter);
  return (
    <div className="flex min-h-0 flex-1 flex-col bg-surface">
      <div className="flex h-10 flex-none items-center gap-2 border-line border-b px-4">
        <span className="min-w-0 flex-1 truncate text-ink-3">{text.note}</span>
        {choice}
        <Filters filter={filter} onFilter={setFilter} changes={all} />
      </div>
      <div className="min-h-0 flex-1 overflow-auto">
        {all.length > 0 ? <HistoryTable changes={shown} now={now} withCluster={false} /> : null}
        <NoChanges
          failure={query.error === null ? null : failureText(query.error)}
          reading={query.isPending}
          all={all}
          shown={shown.length}
          onAgain={() => void query.refetch()}
          onClear={() => setFilter(NO_FILTER)}
        />
        {query.hasNextPage ? (
          <p className="m-0 px-4 py-3">
            <Button busy={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
              {query.isFetchingNextPage ? text.loading : text.more}
            </Button>
          </p>
        ) : null}
      </div>
    </div>
  );
}

type NoChangesProps = {
  readonly failure: string | null;
  readonly reading: boolean;
  readonly all: readonly ChangeSummary[];
  readonly shown: number;
  readonly onAgain: () => void;
  readonly onClear: () => void;
};

/** Why no row is there, where none is. */
function NoChanges({ failure, reading, all, shown, onAgain, onClear }: NoChangesProps) {
  if (failure !== null) {
    return (
      <Centre>
        <FailedPanel
          className="mt-16"
          title={text.failed}
          failure={failure}
          again={text.again}
          onAgain={onAgain}
        />
      </Centre>
    );
  }
  if (shown > 0) return null;
  return (
    <Centre>
      {reading ? (
        <StatePanel className="mt-16" figure={<LoadingFigure />} title={text.reading} />
      ) : all.length === 0 ? (
        <StatePanel
          className="mt-16"
          figure={<EmptyFigure />}
          title={text.none}
          actions={
            <Link href="/topology" className={linkLook}>
              {draftsText.toTopology}
            </Link>
          }
        >
          {text.noneText}
        </StatePanel>
      ) : (
        <StatePanel
          className="mt-16"
          figure={<EmptyFigure />}
          title={text.noMatch}
          actions={
            <Button size="s" onClick={onClear}>
              {text.clear}
            </Button>
          }
        >
          {text.noMatchText}
        </StatePanel>
      )}
    </Centre>
  );
}

type FiltersProps = {
  readonly filter: HistoryFilter;
  readonly onFilter: (next: HistoryFilter) => void;
  readonly changes: readonly ChangeSummary[];
};

function Filters({ filter, onFilter, changes }: FiltersProps) {
  return (
    <>
      <select
        aria-label={text.namespace}
        value={filter.namespace ?? ""}
        onChange={(event) => {
          const { value } = event.currentTarget;
          onFilter({ ...filter, namespace: value === "" ? null : value });
        }}
        className="h-control rounded-control border border-line-3 bg-surface px-1.5 text-ink"
      >
        <option value="">{text.allNamespaces}</option>
        {namespacesOf(changes).map((name) => (
          <option key={name} value={name}>
            {name}
          </option>
        ))}
      </select>
      <input
        type="search"
        aria-label={text.filter}
        placeholder={text.filterHint}
        value={filter.text}
        onChange={(event) => onFilter({ ...filter, text: event.currentTarget.value })}
        className="h-control w-64 rounded-control border border-line-3 bg-surface px-2 text-ink placeholder:text-ink-3"
      />
    </>
  );
}
