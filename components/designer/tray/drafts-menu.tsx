"use client";

import { useQueries } from "@tanstack/react-query";
import { ChevronDown, Plus } from "lucide-react";
import { Icon } from "@/components/ui/icon";
import { Menu, MenuItem, MenuLabel, MenuSeparator } from "@/components/ui/menu";
import { trayText } from "@/lib/messages/designer/tray";
import { useTRPC } from "@/lib/trpc/client";

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
          {draft.name} <span className="text-ink-3">{trayText.editCount(draft.edits.length)}</span>
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
