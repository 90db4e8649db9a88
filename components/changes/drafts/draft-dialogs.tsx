"use client";

import { useState } from "react";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import type { StoredDraft } from "@/lib/delivery/draft";
import { visible } from "@/lib/format/visible";
import { draftsText } from "@/lib/messages/changes/drafts";

type DraftDialogProps = {
  readonly stored: StoredDraft;
  readonly pending: boolean;
  /** Why the last try did not work. */
  readonly failure: string | null;
  readonly onClose: () => void;
};

type RemoveDialogProps = DraftDialogProps & { readonly onRemove: () => void };

/** Asks before edits are lost. */
export function RemoveDialog({ stored, pending, failure, onClose, onRemove }: RemoveDialogProps) {
  const text = draftsText.confirm;
  const { name, edits } = stored.draft;
  return (
    <Dialog
      open
      onOpenChange={(open) => (open ? undefined : onClose())}
      title={text.title(name)}
      description={text.description}
      closeLabel={text.close}
      className="w-[min(440px,calc(100vw-32px))]"
    >
      <div className="px-4 py-3">
        <p className="m-0">{text.text(edits.length)}</p>
        <Failure text={failure} />
        <div className="mt-3 flex justify-end gap-2">
          <Button onClick={onClose}>{text.no}</Button>
          <Button variant="danger" busy={pending} onClick={onRemove}>
            {text.yes}
          </Button>
        </div>
      </div>
    </Dialog>
  );
}

type RenameDialogProps = DraftDialogProps & { readonly onRename: (name: string) => void };

/** Gives a draft another name. */
export function RenameDialog({ stored, pending, failure, onClose, onRename }: RenameDialogProps) {
  const text = draftsText.renaming;
  const [name, setName] = useState(stored.draft.name);
  const isEmpty = name.trim() === "";
  return (
    <Dialog
      open
      onOpenChange={(open) => (open ? undefined : onClose())}
      title={text.title(visible(stored.draft.name))}
      description={text.description}
      closeLabel={text.close}
      className="w-[min(440px,calc(100vw-32px))]"
    >
      <form
        className="px-4 py-3"
        onSubmit={(event) => {
          event.preventDefault();
          if (!isEmpty) onRename(name.trim());
        }}
      >
        <label className="grid gap-1">
          <span className="text-ink-2">{text.label}</span>
          <input
            value={name}
            maxLength={200}
            onChange={(event) => setName(event.currentTarget.value)}
            className="h-control rounded-control border border-line-3 bg-surface px-2 text-ink"
          />
        </label>
        <Failure text={failure} />
        <div className="mt-3 flex justify-end">
          <Button
            type="submit"
            variant="primary"
            busy={pending}
            disabledReason={isEmpty ? text.empty : null}
          >
            {text.save}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

function Failure({ text }: { readonly text: string | null }) {
  return text === null ? null : (
    <p role="alert" className="m-0 mt-2 text-failing-fg">
      {text}
    </p>
  );
}
