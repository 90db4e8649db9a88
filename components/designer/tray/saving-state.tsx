import { Check, CloudOff, LoaderCircle } from "lucide-react";
import { Icon } from "@/components/ui/icon";
import { clockText } from "@/lib/messages/age";
import { trayText } from "@/lib/messages/designer/tray";
import type { Saving } from "../state/draft-state";

const ICON = { saved: Check, saving: LoaderCircle, unsaved: CloudOff } as const;

/** Whether the server has the draft. That it has not is news; that it has, again and again, is not said aloud. */
export function SavingState({ saving }: { readonly saving: Saving }) {
  const late = saving.type === "unsaved";
  return (
    <span
      data-saving={saving.type}
      role={late ? "status" : undefined}
      className={
        late
          ? "flex flex-none items-center gap-1 font-semibold text-degraded-fg"
          : "flex flex-none items-center gap-1 text-ink-3"
      }
      {...(late ? { title: saving.why } : {})}
    >
      <Icon of={ICON[saving.type]} size={12} />
      {late ? trayText.unsaved(clockText(saving.since)) : trayText[saving.type]}
    </span>
  );
}
