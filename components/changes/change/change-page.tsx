"use client";

import { skipToken, useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { useState } from "react";
import { failureText } from "@/components/live/failure-text";
import { useServerNow } from "@/components/live/use-server-now";
import { WorkArea } from "@/components/shell/console-frame";
import { EmptyFigure, LoadingFigure, StatePanel } from "@/components/ui/state-panel";
import { linkLook } from "@/components/ui/text-link";
import type { ChangeView } from "@/lib/delivery/change";
import { changesText } from "@/lib/messages/changes/changes";
import { isId } from "@/lib/new-id";
import { useTRPC } from "@/lib/trpc/client";
import { ExportDialog } from "../export/export-dialog";
import { PlaceBar } from "../parts/place-bar";
import { FailedPanel } from "../parts/place-state";
import { ServerGone } from "../parts/server-gone";
import { RollbackDrawer } from "../review/review-drawer";
import { ChangeDetails } from "./change-view";
import { useChangeActions } from "./use-change-actions";

/** The page of one change, live while it is on its way. */
export function ChangePage({ id }: { readonly id: string }) {
  const { changes } = useTRPC();
  const known = useQuery(changes.get.queryOptions(isId(id) ? { id } : skipToken));
  const { error, refetch } = known;
  const data = isId(id) ? known.data : null;
  return (
    <>
      <PlaceBar title={changesText.title} />
      <WorkArea title={data?.name ?? changesText.title}>
        <ServerGone />
        {data == null ? (
          <Absent
            failure={error === null ? null : failureText(error)}
            missing={data === null}
            onAgain={() => void refetch()}
          />
        ) : (
          <Loaded change={data} />
        )}
      </WorkArea>
    </>
  );
}

function Loaded({ change }: { readonly change: ChangeView }) {
  const now = useServerNow();
  const actions = useChangeActions(change.id);
  const { drafts } = useTRPC();
  const draft = useQuery(
    drafts.get.queryOptions(change.draft === null ? skipToken : { id: change.draft }),
  );
  const [open, setOpen] = useState<"export" | "rollback" | null>(null);
  const close = () => setOpen(null);
  return (
    <>
      <ChangeDetails
        change={change}
        withDraft={draft.data != null}
        now={now}
        actions={actions}
        onRollBack={() => setOpen("rollback")}
        onExport={() => setOpen("export")}
      />
      {open === "export" ? (
        <ExportDialog name={change.name} changeSet={change.changeSet} onClose={close} />
      ) : null}
      {open === "rollback" ? (
        <RollbackDrawer change={change.id} name={change.name} onClose={close} />
      ) : null}
    </>
  );
}

type AbsentProps = {
  readonly failure: string | null;
  readonly missing: boolean;
  readonly onAgain: () => void;
};

function Absent({ failure, missing, onAgain }: AbsentProps) {
  return (
    <div className="grid flex-1 place-items-center">
      {failure !== null ? (
        <FailedPanel
          title={changesText.failed}
          failure={failure}
          again={changesText.again}
          onAgain={onAgain}
        />
      ) : missing ? (
        <StatePanel
          figure={<EmptyFigure />}
          title={changesText.page.notFound}
          actions={
            <Link href="/changes" className={linkLook}>
              {changesText.page.all}
            </Link>
          }
        >
          {changesText.page.notFoundText}
        </StatePanel>
      ) : (
        <StatePanel figure={<LoadingFigure />} title={changesText.reading} />
      )}
    </div>
  );
}
