"use client";

import { useQueries } from "@tanstack/react-query";
import { ChevronDown, Plus } from "lucide-react";
import { useEffect } from "react";
import { Icon } from "@/components/ui/icon";
import { Menu, MenuItem, MenuLabel, MenuSeparator } from "@/components/ui/menu";
import type { StoredDraft } from "@/lib/delivery/draft";
import { visible } from "@/lib/format/visible";
import { trayText } from "@/lib/messages/designer/tray";
import { useTRPC } from "@/lib/trpc/client";
import { sweepUnfinished } from "../yaml/text/sweep-unfinished";

type DraftsMenuProps = {
  readonly clusters: readonly string[];
  readonly openId: string | null;
  readonly onOpen: (id: string) => void;
  /** Closes the open draft, which stays kept: the next edit begins another. */
  readonly onNew: () => void;
};

/** The drafts that are kept, to turn to. */
export function DraftsMenu({ clusters, openId, onOpen, onNew }: DraftsMenuProps) {
  const trpc = useTRPC();
  const answers = useQueries({
    queries: clusters.map((cluster) => trpc.drafts.list.queryOptions({ cluster })),
  });
  useSweep(answers.map(({ data }) => data));
  const others = answers
    .flatMap(({ data }) => data ?? [])
    .filter(({ draft }) => draft.id !== openId);
  return (
    <Menu
      align="end"
      trigger={
        <button
          type="button"
          className="flex h-6 flex-none items-center gap-1 whitespace-nowrap rounded-control px-1.5 text-ink-2 hover:bg-hover aria-expanded:bg-sunken"
        >
          {trayText.drafts}
          <Icon of={ChevronDown} size={11} />
        </button>
      }
    >
      <MenuLabel>{others.length === 0 ? trayText.none : trayText.otherDrafts}</MenuLabel>
      {others.map(({ draft }) => (
        <MenuItem key={draft.id} onSelect={() => onOpen(draft.id)}>
          {visible(draft.name)}{" "}
          <span className="text-ink-3">{trayText.editCount(draft.edits.length)}</span>
        </MenuItem>
      ))}
      {openId === null ? null : (
        <>
          <MenuSeparator />
          <MenuItem icon={<Icon of={Plus} size={13} />} onSelect={onNew}>
            {trayText.newDraft}
          </MenuItem>
        </>
      )}
    </Menu>
  );
}

/** Tidies up once the drafts of all clusters are known: what they are not is gone. */
function useSweep(lists: readonly (readonly StoredDraft[] | undefined)[]): void {
  const isKnown = lists.length > 0 && lists.every((list) => list !== undefined);
  const ids = lists.flatMap((list) => list?.map(({ draft }) => draft.id) ?? []).join("\n");
  useEffect(() => {
    if (!isKnown) return;
    try {
      sweepUnfinished(localStorage, new Set(ids.split("\n")), Date.now());
    } catch {
      // Storage is blocked: there is nothing to tidy up.
    }
  }, [isKnown, ids]);
}
