"use client";

import { History } from "lucide-react";
import Link from "next/link";
import { memo, useMemo } from "react";
import { useServerNow } from "@/components/live/use-server-now";
import { Icon } from "@/components/ui/icon";
import type { ChangeSummary } from "@/lib/delivery/change";
import { clockText } from "@/lib/messages/age";
import { sideText } from "@/lib/messages/topology/side";
import type { View } from "@/lib/view/view-params";
import { changesWithin, isInScope } from "../state/recent-changes";
import { SideHead } from "./side-head";

const text = sideText.changes;

const REACH_MS = 2 * 60 * 60_000;
/** What has left the two hours goes within this time. */
const PERIOD_MS = 60_000;
const SHOWN = 5;

type ChangeListProps = Pick<View, "at" | "clusters" | "namespaces"> & {
  readonly changes: readonly ChangeSummary[];
};

/** What was written from here in the two hours up to the moment looked at; nothing where nothing was. */
export const ChangeList = memo(function ChangeList(props: ChangeListProps) {
  const { changes, at, clusters, namespaces } = props;
  const now = useServerNow(PERIOD_MS);
  const shown = useMemo(() => {
    // A change of this minute began after the last time that the clock was read here.
    const to = at ?? now + PERIOD_MS;
    const scope = { clusters, namespaces };
    return changesWithin(changes, { from: to - REACH_MS, to }).filter((one) =>
      isInScope(one, scope),
    );
  }, [changes, at, now, clusters, namespaces]);
  if (now === 0 || shown.length === 0) return null;
  const more = shown.length - SHOWN;
  return (
    <section className="border-line border-t pb-1.5">
      <SideHead
        title={text.title}
        note={text.reach(at === null ? null : clockText(at).slice(0, 5))}
        action={
          <Link
            href="/changes"
            aria-label={text.all}
            title={text.all}
            className="grid size-6 place-content-center rounded-control text-ink-2 hover:bg-hover"
          >
            <Icon of={History} size={13} />
          </Link>
        }
      />
      <ul className="m-0 list-none p-0">
        {shown.slice(0, SHOWN).map((change) => (
          <ChangeRow key={change.id} change={change} now={now} />
        ))}
      </ul>
      {more > 0 ? <p className="m-0 px-3 text-ink-3 text-note">{text.more(more)}</p> : null}
    </section>
  );
});

function ChangeRow({ change, now }: { readonly change: ChangeSummary; readonly now: number }) {
  const { id, name, createdAt } = change;
  return (
    <li>
      <Link
        href={`/changes/${id}`}
        title={text.row(change, now)}
        className="grid h-[26px] grid-cols-[34px_minmax(0,1fr)_auto] items-center gap-1.5 px-3 hover:bg-hover"
      >
        <time dateTime={new Date(createdAt).toISOString()} className="text-ink-3 tabular-nums">
          {clockText(createdAt).slice(0, 5)}
        </time>
        <span className="truncate">{name}</span>
        <span className="max-w-24 truncate text-ink-3">{text.who(change)}</span>
      </Link>
    </li>
  );
}
