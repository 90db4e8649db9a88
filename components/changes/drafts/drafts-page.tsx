"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import Link from "next/link";
import { useMemo, useState } from "react";
import { failureText } from "@/components/live/failure-text";
import { useLiveMesh } from "@/components/live/use-live-mesh";
import { useLiveSettings } from "@/components/live/use-live-settings";
import { useServerNow } from "@/components/live/use-server-now";
import { WorkArea } from "@/components/shell/console-frame";
import { FirstAnswer } from "@/components/shell/states/mesh-states";
import { EmptyFigure, LoadingFigure, StatePanel } from "@/components/ui/state-panel";
import { linkLook } from "@/components/ui/text-link";
import type { StaleDraft, StoredDraft } from "@/lib/delivery/draft";
import { basesIn } from "@/lib/mesh/changes/base";
import { renameDraft } from "@/lib/mesh/changes/draft-operations";
import { draftsText } from "@/lib/messages/changes/drafts";
import type { Result } from "@/lib/result";
import { useTRPC } from "@/lib/trpc/client";
import { ExportDialog } from "../export/export-dialog";
import { ClusterChoice } from "../parts/cluster-choice";
import { PlaceBar } from "../parts/place-bar";
import { Centre, FailedPanel } from "../parts/place-state";
import { ServerGone } from "../parts/server-gone";
import { RemoveDialog, RenameDialog } from "./draft-dialogs";
import { type DraftRow, draftRows } from "./draft-rows";
import { type DraftActionName, DraftTable } from "./draft-table";

const text = draftsText;

/** Work that is in no cluster yet: open, review, rename, export, remove. */
export function DraftsPage() {
  const clusters = useLiveSettings()?.clusters ?? null;
  const [chosen, setChosen] = useState<string | null>(null);
  const cluster = chosen ?? clusters?.[0] ?? null;
  return (
    <>
      <PlaceBar title={text.title} />
      <WorkArea title={text.title}>
        <ServerGone />
        <div className="flex min-h-0 flex-1 flex-col bg-surface">
          <div className="flex h-10 flex-none items-center gap-2 border-line border-b px-4">
            <span className="min-w-0 flex-1 truncate text-ink-3">{text.note}</span>
            <ClusterChoice clusters={clusters ?? []} chosen={cluster ?? ""} onChange={setChosen} />
          </div>
          {cluster === null ? (
            <Centre>
              <FirstAnswer title={text.reading} />
            </Centre>
          ) : (
            <Drafts key={cluster} cluster={cluster} />
          )}
        </div>
      </WorkArea>
    </>
  );
}

const Reading = () => (
  <Centre>
    <StatePanel figure={<LoadingFigure />} title={text.reading} />
  </Centre>
);

function Drafts({ cluster }: { readonly cluster: string }) {
  const { drafts } = useTRPC();
  const { data, error, refetch } = useQuery(drafts.list.queryOptions({ cluster }));
  const snapshot = useLiveMesh();
  const now = useServerNow();
  const rows = useMemo(
    () => draftRows(data ?? [], snapshot === null ? null : basesIn(snapshot)),
    [data, snapshot],
  );
  const [asked, setAsked] = useState<{
    readonly id: string;
    readonly action: DraftActionName;
  } | null>(null);
  const row = rows.find((r) => r.stored.draft.id === asked?.id) ?? null;
  if (error !== null && data === undefined) {
    return <Failed failure={failureText(error)} onAgain={() => void refetch()} />;
  }
  if (data === undefined) return <Reading />;
  if (rows.length === 0) return <NoDrafts />;
  return (
    <div className="min-h-0 flex-1 overflow-auto">
      <DraftTable
        rows={rows}
        now={now}
        onAction={(of, action) => setAsked({ id: of.stored.draft.id, action })}
      />
      {asked === null || row === null ? null : (
        <Asked key={asked.id} row={row} action={asked.action} onClose={() => setAsked(null)} />
      )}
    </div>
  );
}

type AskedProps = {
  readonly row: DraftRow;
  readonly action: DraftActionName;
  readonly onClose: () => void;
};

function Asked({ row, action, onClose }: AskedProps) {
  const { draft, version } = row.stored;
  const saving = useSaving(onClose);
  const { pending, failure } = saving;
  if (action === "export") {
    return (
      <ExportDialog
        name={draft.name}
        changeSet={row.changeSet}
        conflicts={row.conflicts}
        onClose={onClose}
      />
    );
  }
  const dialog = { stored: row.stored, pending, failure, onClose };
  return action === "rename" ? (
    <RenameDialog {...dialog} onRename={(name) => saving.save(renameDraft(draft, name), version)} />
  ) : (
    <RemoveDialog {...dialog} onRemove={() => saving.remove(draft.id, version)} />
  );
}

/** Renames and removes. That somebody saved meanwhile is said, and nothing is overwritten. */
function useSaving(onDone: () => void) {
  const { drafts } = useTRPC();
  const client = useQueryClient();
  const [stale, setStale] = useState<StaleDraft | null>(null);
  const onSuccess = (result: Result<unknown, StaleDraft>) => {
    void client.invalidateQueries({ queryKey: drafts.pathKey() });
    if (result.ok) onDone();
    else setStale(result.error);
  };
  const save = useMutation(drafts.save.mutationOptions({ onSuccess }));
  const remove = useMutation(drafts.remove.mutationOptions({ onSuccess }));
  const error = save.error ?? remove.error;
  return {
    save: (draft: StoredDraft["draft"], expected: number) => {
      setStale(null);
      save.mutate({ draft, expected });
    },
    remove: (id: string, expected: number) => {
      setStale(null);
      remove.mutate({ id, expected });
    },
    pending: save.isPending || remove.isPending,
    failure: stale !== null ? text.stale(stale) : error === null ? null : failureText(error),
  };
}

function NoDrafts() {
  return (
    <Centre>
      <StatePanel
        figure={<EmptyFigure />}
        title={text.none}
        actions={
          <Link href="/topology" className={linkLook}>
            {text.toTopology}
          </Link>
        }
      >
        {text.noneText}
      </StatePanel>
    </Centre>
  );
}

type FailedProps = { readonly failure: string; readonly onAgain: () => void };

function Failed({ failure, onAgain }: FailedProps) {
  return (
    <Centre>
      <FailedPanel title={text.failed} failure={failure} again={text.again} onAgain={onAgain} />
    </Centre>
  );
}
