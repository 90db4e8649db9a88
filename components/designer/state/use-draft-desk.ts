"use client";

import { useQuery } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import { useStore } from "zustand";
import type { StoredDraft } from "@/lib/delivery/draft";
import { newId } from "@/lib/new-id";
import { useTRPC, useTRPCClient } from "@/lib/trpc/client";
import { forgetUnfinished } from "../yaml/text/unfinished-texts";
import { DraftDesk } from "./draft-desk";
import { type DraftState, goneForGood } from "./draft-state";
import { holdTab, tabsAlive } from "./tabs-alive";
import { createUnsavedCopies, type UnsavedCopies } from "./unsaved-copies";

export type OpenDraft = {
  readonly desk: DraftDesk;
  readonly state: DraftState;
  /**
   * Why the draft of the address is not shown as the server has it: it is not there, could not be read yet, or is this browser's copy
   * until it can be.
   */
  readonly absent: "missing" | "unreadable" | "copy" | null;
};

/** Storage may be blocked; to ask for it throws then. */
function storage(): Storage | null {
  try {
    return globalThis.localStorage ?? null;
  } catch {
    return null;
  }
}

/**
 * The draft that the address names, opened and kept in step with the server and with other tabs.
 *
 * @param onId another draft was opened here, or none is open any more: the address is to say so
 */
export function useDraftDesk(id: string | null, onId: (id: string | null) => void): OpenDraft {
  const client = useTRPCClient();
  const [{ desk, copies, tab }] = useState(() => {
    const name = newId();
    const own = createUnsavedCopies(storage(), name);
    return {
      tab: name,
      copies: own,
      desk: new DraftDesk({
        save: (draft, expected) => client.drafts.save.mutate({ draft, expected }),
        remove: (draft, expected) => client.drafts.remove.mutate({ id: draft, expected }),
        copies: own,
        now: () => Date.now(),
        later(ms, then) {
          const timer = setTimeout(then, ms);
          return () => clearTimeout(timer);
        },
      }),
    };
  });
  useTabLife(desk, tab);
  const state = useStore(desk.store);
  const absent = useStoredDraft(desk, copies, id);
  useOpenId(desk, onId);
  const isOpen = state.draft?.id === id;
  // A save that was taken is as good as an answer: what the server has is in it.
  const isMet = absent !== "copy" || (state.stored?.version ?? 0) > 0;
  return { desk, state, absent: isOpen && isMet ? null : absent };
}

function useTabLife(desk: DraftDesk, tab: string): void {
  useEffect(() => {
    const gone = new AbortController();
    holdTab(tab, gone.signal);
    const forget = (id: string | null) => (id === null ? undefined : forgetUnfinished(id));
    const unsubscribe = desk.store.subscribe((now, before) => forget(goneForGood(before, now)));
    const leave = () => {
      desk.flush();
      // The way back to what was discarded ends with the page.
      const state = desk.store.getState();
      forget(goneForGood(state, { ...state, discarded: null }));
    };
    // A page that is kept may be shown again.
    const onHide = ({ persisted }: PageTransitionEvent) => (persisted ? desk.flush() : leave());
    window.addEventListener("pagehide", onHide);
    return () => {
      window.removeEventListener("pagehide", onHide);
      unsubscribe();
      leave();
      gone.abort();
    };
  }, [desk, tab]);
}

/** Tells when another draft is open than before. What the address asked for is no news to it. */
function useOpenId(desk: DraftDesk, onId: (id: string | null) => void): void {
  const latest = useRef(onId);
  useEffect(() => {
    latest.current = onId;
  });
  useEffect(
    () =>
      desk.store.subscribe((now, before) => {
        const [opened, was] = [now.draft?.id ?? null, before.draft?.id ?? null];
        if (opened !== was) latest.current(opened);
      }),
    [desk],
  );
}

/** Pause before a draft that could not be read is asked for again. */
const RETRY_MS = 3_000;

/** Reads the draft of the address: the first answer opens it, later ones are news of it. */
function useStoredDraft(
  desk: DraftDesk,
  copies: UnsavedCopies,
  id: string | null,
): OpenDraft["absent"] {
  const trpc = useTRPC();
  const query = useQuery({
    ...trpc.drafts.get.queryOptions({ id: id ?? "" }),
    enabled: id !== null,
    staleTime: 0,
    structuralSharing: false,
    // The store may be away for hours, and what this page could not save waits for the answer.
    retry: true,
    retryDelay: RETRY_MS,
  });
  const { data, failureCount, refetch } = query;
  const [missing, setMissing] = useState<string | null>(null);
  useEffect(() => {
    if (id === null) desk.close();
  }, [desk, id]);
  useEffect(() => {
    if (id === null || data === undefined) return;
    const { draft, stored: known } = desk.store.getState();
    if (draft?.id === id) {
      if (data !== null || known === null) desk.arrived(data);
      // Asked before the first save was confirmed, it would say so too: that it is gone is asked once more.
      else
        void refetch().then((again) => {
          if (again.isSuccess) desk.arrived(again.data);
        });
      return;
    }
    const asked = { current: true };
    void openWith(desk, copies, { id, stored: data, wanted: () => asked.current }).then((opened) =>
      setMissing(opened ? null : id),
    );
    return () => {
      asked.current = false;
    };
  }, [desk, copies, id, data, refetch]);
  const isUnread = failureCount > 0 && data === undefined;
  const isCopy = useCopy(desk, copies, isUnread ? id : null);
  if (id === null) return null;
  if (isUnread) return isCopy ? "copy" : "unreadable";
  return missing === id ? "missing" : null;
}

/** Opens what this browser has of a draft that cannot be read. @returns whether that is what is open */
function useCopy(desk: DraftDesk, copies: UnsavedCopies, unread: string | null): boolean {
  const [opened, setOpened] = useState<string | null>(null);
  useEffect(() => {
    if (unread === null || desk.store.getState().draft?.id === unread) return;
    const asked = { current: true };
    void tabsAlive().then((alive) => {
      if (!asked.current || desk.store.getState().draft?.id === unread) return;
      const left = copies.left(unread, alive);
      if (desk.openCopies(left, () => copies.taken(unread, alive))) setOpened(unread);
    });
    return () => {
      asked.current = false;
    };
  }, [desk, copies, unread]);
  return unread !== null && opened === unread;
}

type Found = {
  readonly id: string;
  readonly stored: StoredDraft | null;
  /** Another draft may be asked for by the time that other tabs were looked for. */
  readonly wanted: () => boolean;
};

/** Opens a draft with what pages that are gone could not save of it. `false` where there is nothing of it. */
async function openWith(
  desk: DraftDesk,
  copies: UnsavedCopies,
  { id, stored, wanted }: Found,
): Promise<boolean> {
  const alive = await tabsAlive();
  if (!wanted() || desk.store.getState().draft?.id === id) return true;
  const left = copies.left(id, alive);
  copies.taken(id, alive);
  desk.open(stored, left);
  return stored !== null || left.length > 0;
}
