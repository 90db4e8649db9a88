"use client";

import { useQueries } from "@tanstack/react-query";
import { Timer } from "lucide-react";
import Link from "next/link";
import { usePathname } from "next/navigation";
import { useLiveSettings } from "@/components/live/use-live-settings";
import { useServerNow } from "@/components/live/use-server-now";
import { Button } from "@/components/ui/button";
import { Icon } from "@/components/ui/icon";
import { linkLook } from "@/components/ui/text-link";
import type { ChangeSummary } from "@/lib/delivery/change";
import { changesText } from "@/lib/messages/changes/changes";
import { useTRPC } from "@/lib/trpc/client";
import { Countdown } from "./countdown";
import { pendingNames } from "./pending-names";
import { type ChangeActions, useChangeActions } from "./use-change-actions";

const text = changesText.confirm;

/** Changes that are taken back unless they are kept, the one that ends first at the front. */
function usePending(): readonly ChangeSummary[] {
  const { changes } = useTRPC();
  const clusters = useLiveSettings()?.clusters ?? [];
  return useQueries({
    queries: clusters.map((cluster) => changes.list.queryOptions({ cluster, after: null })),
    combine: (pages) =>
      pages
        .flatMap((page) => page.data?.changes ?? [])
        .filter((change) => change.keepUntil !== null)
        .toSorted((a, b) => (a.keepUntil ?? 0) - (b.keepUntil ?? 0)),
  });
}

/** At the foot of every page while a change waits to be kept; the page of that change says it itself. */
export function PendingBar() {
  const path = usePathname();
  const pending = usePending();
  const now = useServerNow();
  const [first, ...others] = pendingNames(pending, now).filter(
    ({ id }) => path !== `/changes/${id}`,
  );
  return first === undefined ? null : <Bar key={first.id} change={first} others={others.length} />;
}

type BarProps = { readonly change: PendingLineProps["change"]; readonly others: number };

function Bar({ change, others }: BarProps) {
  return (
    <PendingLine
      change={change}
      others={others}
      now={useServerNow()}
      actions={useChangeActions(change.id)}
    />
  );
}

type PendingLineProps = {
  readonly change: Pick<ChangeSummary, "id" | "name" | "keepUntil">;
  readonly others: number;
  readonly now: number;
  readonly actions: ChangeActions;
};

/** One change that waits to be kept, in a line with what can be done. */
export function PendingLine({ change, others, now, actions }: PendingLineProps) {
  const { id, name, keepUntil } = change;
  if (keepUntil === null) return null;
  return (
    <section
      aria-label={text.title(name)}
      className="col-start-2 flex min-h-9 min-w-0 items-center gap-2.5 border-draft-line border-t bg-draft-soft px-3 py-1"
    >
      <Icon of={Timer} size={15} className="text-draft" />
      <b className="min-w-0 truncate">{text.title(name)}</b>
      <Countdown until={keepUntil} whole={null} now={now} />
      <span className="min-w-0 flex-1 truncate text-ink-2">
        {actions.failure ?? (others === 0 ? null : text.others(others))}
      </span>
      <Link href={`/changes/${id}`} className={linkLook}>
        {text.open}
      </Link>
      <KeepButtons name={name} actions={actions} />
    </section>
  );
}

type KeepButtonsProps = { readonly name: string; readonly actions: ChangeActions };

export function KeepButtons({ name, actions }: KeepButtonsProps) {
  const { pending } = actions;
  return (
    <span className="flex flex-none gap-1.5">
      <Button
        size="s"
        aria-label={text.revertNamed(name)}
        busy={pending === "revert"}
        onClick={() => (pending === null ? actions.revert() : undefined)}
      >
        {text.revert}
      </Button>
      <Button
        size="s"
        variant="draft"
        aria-label={text.keepNamed(name)}
        busy={pending === "keep"}
        onClick={() => (pending === null ? actions.keep() : undefined)}
      >
        {text.keep}
      </Button>
    </span>
  );
}
