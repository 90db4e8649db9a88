"use client";

import { X } from "lucide-react";
import { Dialog as Radix } from "radix-ui";
import { type ReactNode, useRef } from "react";
import { IconButton } from "./button";
import { cn } from "./class-names";
import { Icon } from "./icon";

type DialogProps = {
  readonly open: boolean;
  readonly onOpenChange: (open: boolean) => void;
  readonly title: string;
  /** What it is for; spoken after the title, not shown. */
  readonly description: string;
  readonly closeLabel: string;
  readonly children: ReactNode;
  readonly className?: string;
};

/**
 * Gives the focus back to where it was. Radix gives it to its trigger, and a dialog that is opened by a key has none:
 * the focus would be lost to the page.
 */
function useFocusReturn() {
  const before = useRef<HTMLElement | null>(null);
  return {
    onOpenAutoFocus() {
      const { activeElement } = document;
      before.current = activeElement instanceof HTMLElement ? activeElement : null;
    },
    onCloseAutoFocus(event: Event) {
      event.preventDefault();
      before.current?.focus({ preventScroll: true });
    },
  };
}

const OVERLAY = "fixed inset-0 z-(--h-z-drawer) bg-scrim";

function Head({ title, closeLabel }: { readonly title: string; readonly closeLabel: string }) {
  return (
    <header className="flex h-11 flex-none items-center gap-2.5 border-line border-b pr-2 pl-4">
      <Radix.Title className="flex-1 font-semibold text-title">{title}</Radix.Title>
      <Radix.Close asChild>
        <IconButton label={closeLabel}>
          <Icon of={X} size={15} />
        </IconButton>
      </Radix.Close>
    </header>
  );
}

/** A panel in the middle that holds the focus until it is closed. Never for news; only for what the user asked. */
export function Dialog(props: DialogProps) {
  const focusReturn = useFocusReturn();
  return (
    <Radix.Root open={props.open} onOpenChange={props.onOpenChange}>
      <Radix.Portal>
        <Radix.Overlay className={OVERLAY} />
        <Radix.Content
          data-modal=""
          {...focusReturn}
          className={cn(
            "-translate-x-1/2 fixed top-[12vh] left-1/2 z-(--h-z-drawer) flex max-h-[76vh] w-[min(640px,calc(100vw-32px))] flex-col overflow-hidden rounded-panel bg-raised shadow-3",
            props.className,
          )}
        >
          <Head title={props.title} closeLabel={props.closeLabel} />
          <Radix.Description className="sr-only">{props.description}</Radix.Description>
          <div className="min-h-0 flex-1 overflow-y-auto">{props.children}</div>
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}

/** A panel from the right edge, as high as the window. */
export function Sheet(props: DialogProps) {
  const focusReturn = useFocusReturn();
  return (
    <Radix.Root open={props.open} onOpenChange={props.onOpenChange}>
      <Radix.Portal>
        <Radix.Overlay className={OVERLAY} />
        <Radix.Content
          data-modal=""
          {...focusReturn}
          className={cn(
            "fixed top-0 right-0 bottom-0 z-(--h-z-drawer) flex w-[min(560px,100vw)] flex-col bg-surface shadow-3",
            props.className,
          )}
        >
          <Head title={props.title} closeLabel={props.closeLabel} />
          <Radix.Description className="sr-only">{props.description}</Radix.Description>
          <div className="min-h-0 flex-1 overflow-y-auto">{props.children}</div>
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}

type BareDialogProps = Omit<DialogProps, "closeLabel">;

/** A dialog whose title and description are only spoken: for the palette, which begins with its input. */
export function BareDialog(props: BareDialogProps) {
  const focusReturn = useFocusReturn();
  return (
    <Radix.Root open={props.open} onOpenChange={props.onOpenChange}>
      <Radix.Portal>
        <Radix.Overlay className={OVERLAY} />
        <Radix.Content
          data-modal=""
          {...focusReturn}
          className={cn(
            "-translate-x-1/2 fixed top-[12vh] left-1/2 z-(--h-z-palette) w-[min(560px,calc(100vw-32px))] overflow-hidden rounded-panel bg-raised shadow-3",
            props.className,
          )}
        >
          <Radix.Title className="sr-only">{props.title}</Radix.Title>
          <Radix.Description className="sr-only">{props.description}</Radix.Description>
          {props.children}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}
