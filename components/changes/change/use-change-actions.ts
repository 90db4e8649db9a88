"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { failureText } from "@/components/live/failure-text";
import { useAnnounce } from "@/components/shell/announcer";
import { changesText } from "@/lib/messages/changes/changes";
import { useTRPC } from "@/lib/trpc/client";

export type ChangeActions = {
  readonly keep: () => void;
  readonly revert: () => void;
  readonly pending: "keep" | "revert" | null;
  /** Why the last of them did not work. */
  readonly failure: string | null;
};

/** *Keep* and *Revert now* of one change. The answer is the change as it is then. */
export function useChangeActions(id: string): ChangeActions {
  const { changes } = useTRPC();
  const client = useQueryClient();
  const announce = useAnnounce();
  const text = changesText.confirm;
  const told = (what: string) => {
    announce(what);
    return client.invalidateQueries({ queryKey: changes.pathKey() });
  };
  const keep = useMutation(changes.keep.mutationOptions({ onSuccess: () => told(text.kept) }));
  const revert = useMutation(
    changes.revert.mutationOptions({ onSuccess: () => told(text.reverting) }),
  );
  const error = keep.error ?? revert.error;
  return {
    keep() {
      revert.reset();
      keep.mutate({ id });
    },
    revert() {
      keep.reset();
      revert.mutate({ id });
    },
    pending: keep.isPending ? "keep" : revert.isPending ? "revert" : null,
    failure: error === null ? null : text.failed(failureText(error)),
  };
}
