"use client";

import type { Route } from "next";
import Link from "next/link";
import { type ReactNode, useMemo } from "react";
import { useServerNow } from "@/components/live/use-server-now";
import { useSources } from "@/components/live/use-sources";
import { WorkArea } from "@/components/shell/console-frame";
import { FindInput } from "@/components/shell/find/find-input";
import { meshLanguage } from "@/components/shell/find/mesh-language";
import { ScopePickers } from "@/components/shell/scope/scope-pickers";
import { Banners, Waiting } from "@/components/shell/states/mesh-states";
import { ViewProblems } from "@/components/shell/view-problems";
import { Button } from "@/components/ui/button";
import { EmptyFigure, StatePanel } from "@/components/ui/state-panel";
import { linkLook } from "@/components/ui/text-link";
import { undecidedIn } from "@/lib/mesh/routing/spec/undecided";
import { configListText } from "@/lib/messages/config-place/list";
import { ConfigBar } from "../parts/config-bar";
import { UndecidedBanner, UnreadBanner } from "../parts/unread-banner";
import { type ConfigMesh, useConfigMesh } from "../state/use-config-mesh";
import { type ListView, useListView } from "../state/use-list-view";
import {
  asksFindings,
  type ConfigRow,
  configRows,
  momentFor,
  shownRows,
  sortedRows,
} from "./config-rows";
import { ConfigTable } from "./config-table";
import { SeverityFilter } from "./severity-filter";
import { configVocabulary } from "./vocabulary";

const text = configListText;
const NO_ROWS: readonly ConfigRow[] = [];

/** All configuration of the mesh: what is wrong with it, who keeps it, what it is about. */
export function ConfigPage() {
  const mesh = useConfigMesh();
  const list = useListView();
  const rows = useMemo(
    () => (mesh === null ? NO_ROWS : configRows(mesh.index, mesh.findings)),
    [mesh],
  );
  return (
    <>
      <ListBar mesh={mesh} rows={rows} list={list} />
      <WorkArea title={text.title}>
        <Banners />
        <ViewProblems problems={list.problems} onClean={list.clean} />
        {mesh === null ? <Waiting /> : <Objects mesh={mesh} rows={rows} list={list} />}
      </WorkArea>
    </>
  );
}

type PartProps = { readonly rows: readonly ConfigRow[]; readonly list: ListView };

function ListBar({ mesh, rows, list }: PartProps & { readonly mesh: ConfigMesh | null }) {
  const { view, change } = list;
  const language = useMemo(() => meshLanguage(configVocabulary(rows)), [rows]);
  return (
    <ConfigBar
      scope={
        <ScopePickers
          index={mesh?.index ?? null}
          clusters={mesh?.settings.clusters}
          scope={view}
          onChange={change}
        />
      }
      find={
        <FindInput
          filters={{ find: view.find, hide: view.hide }}
          onChange={change}
          language={language}
          example={text.example}
        />
      }
    />
  );
}

function Objects({ mesh, rows, list }: PartProps & { readonly mesh: ConfigMesh }) {
  const { view, change } = list;
  const now = useServerNow();
  const { sources } = useSources();
  const { clusters, namespaces, find, hide, sort } = view;
  const moment = momentFor({ find, hide }, now);
  const inScope = useMemo(
    () => shownRows(rows, { clusters, namespaces, find: "", hide: "", now: null }),
    [rows, clusters, namespaces],
  );
  const shown = useMemo(
    () =>
      sortedRows(
        shownRows(inScope, { clusters: null, namespaces: null, find, hide, now: moment }),
        sort,
      ),
    [inScope, find, hide, sort, moment],
  );
  const undecided = useMemo(() => undecidedIn(mesh.index, clusters), [mesh.index, clusters]);
  const isEarly = mesh.findings === null && asksFindings(view);
  const isOld = sources?.some((s) => s.id === "cluster" && s.state === "stale") ?? false;
  return (
    <div className="flex min-h-0 flex-1 flex-col bg-surface">
      <UnreadBanner problems={mesh.unread} />
      <UndecidedBanner namespaces={undecided} />
      <div className="flex min-h-10 flex-none flex-wrap items-center gap-2 border-line border-b px-3 py-1.5">
        {isEarly ? null : (
          <span className="text-ink-3">{text.count(shown.length, inScope.length)}</span>
        )}
        {mesh.findings === null ? (
          <span role="status" className="text-ink-3 text-note">
            {text.working}
          </span>
        ) : (
          <SeverityFilter rows={inScope} find={find} onFind={(next) => change({ find: next })} />
        )}
        <span className="flex-1" />
        <Link href={"/config/codes" as Route} className={`${linkLook} flex min-h-6 items-center`}>
          {text.codes}
        </Link>
      </div>
      {isEarly ? (
        <Centred>
          <StatePanel figure={<EmptyFigure />} title={text.early.title}>
            {text.early.text}
          </StatePanel>
        </Centred>
      ) : shown.length === 0 ? (
        <NoObjects any={rows.length > 0} unread={mesh.unread.length > 0} list={list} />
      ) : (
        <ConfigTable
          rows={shown}
          sort={sort}
          onSort={(next) => change({ sort: next })}
          now={now}
          manyClusters={mesh.settings.clusters.length > 1}
          grey={isOld}
        />
      )}
    </div>
  );
}

type NoObjectsProps = {
  readonly any: boolean;
  /** Some kinds are not read: that none is there is no fact. */
  readonly unread: boolean;
  readonly list: ListView;
};

/** Why no row is there. */
function NoObjects({ any, unread, list }: NoObjectsProps) {
  const { view, change } = list;
  if (!any) {
    return (
      <Centred>
        <StatePanel
          figure={<EmptyFigure />}
          title={unread ? text.empty.unreadTitle : text.empty.title}
          actions={
            <Link href="/topology" className={`${linkLook} flex min-h-6 items-center`}>
              {text.empty.topology}
            </Link>
          }
        >
          {unread ? text.empty.unreadText : text.empty.text}
        </StatePanel>
      </Centred>
    );
  }
  return (
    <Centred>
      <StatePanel
        figure={<EmptyFigure />}
        title={text.noMatch.title}
        actions={
          <>
            {view.find === "" && view.hide === "" ? null : (
              <Button size="s" onClick={() => change({ find: null, hide: null })}>
                {text.noMatch.clear}
              </Button>
            )}
            {view.namespaces === null ? null : (
              <Button size="s" onClick={() => change({ namespaces: null })}>
                {text.noMatch.scope}
              </Button>
            )}
          </>
        }
      >
        {text.noMatch.text}
      </StatePanel>
    </Centred>
  );
}

const Centred = ({ children }: { readonly children: ReactNode }) => (
  <div className="grid min-h-0 flex-1 place-items-center">{children}</div>
);
