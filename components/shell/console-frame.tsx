import type { ReactNode } from "react";
import { shellText } from "@/lib/messages/shell";
import { Rail } from "./rail";

const WORK_ID = "work";

type ConsoleFrameProps = {
  readonly children: ReactNode;
  /** Below every page, in the second column; nothing where it draws nothing. */
  readonly foot?: ReactNode;
};

/** Rail at the left, and beside it what the page gives: a `TopBar`, then a `WorkArea`. */
export function ConsoleFrame({ children, foot }: ConsoleFrameProps) {
  return (
    <div className="grid h-dvh w-screen grid-cols-[var(--h-rail)_minmax(0,1fr)] grid-rows-[var(--h-topbar)_minmax(0,1fr)_auto] overflow-hidden">
      <a
        href={`#${WORK_ID}`}
        className="fixed top-1 left-16 z-(--h-z-palette) -translate-y-16 rounded-control bg-raised px-3 py-1.5 text-accent shadow-2 focus:translate-y-0"
      >
        {shellText.skip}
      </a>
      <Rail />
      {children}
      {foot}
    </div>
  );
}

type WorkAreaProps = {
  /** Names the page; spoken, not shown: the rail shows where one is. */
  readonly title: string;
  readonly children: ReactNode;
};

/** The part of the page below the top bar. */
export function WorkArea({ title, children }: WorkAreaProps) {
  return (
    <main id={WORK_ID} tabIndex={-1} className="relative flex min-h-0 min-w-0 flex-col">
      <h1 className="sr-only">{title}</h1>
      {children}
    </main>
  );
}
