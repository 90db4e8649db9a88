"use client";

import { X } from "lucide-react";
import Link from "next/link";
import { useId } from "react";
import { Button, IconButton } from "@/components/ui/button";
import { Icon } from "@/components/ui/icon";
import type { MeshIndex } from "@/lib/mesh/model/mesh-index";
import type { TraceRequest } from "@/lib/mesh/trace/request";
import { pathText } from "@/lib/messages/trace/path";
import { headline, traceText } from "@/lib/messages/trace/trace-page";
import type { Result } from "@/lib/result";
import { type TraceView, tracePath } from "@/lib/view/trace/trace-params";
import type { TraceEnd } from "@/lib/view/view-params";
import type { Opening } from "../answer/opening";
import { Verdict } from "../answer/verdicts";
import type { Unready } from "../asked/request-of";
import { unreadyText } from "../asked/unready-text";
import type { Answers } from "../state/use-answers";
import { HopList } from "./hop-list";

type PathPanelProps = {
  readonly index: MeshIndex;
  readonly view: TraceView;
  readonly ready: Result<TraceRequest, Unready> | null;
  readonly answers: Answers | null;
  readonly opening: Opening;
  readonly onPick: (end: TraceEnd) => void;
  readonly onClose: () => void;
};

/** A traced request beside the picture that lights its way: its ends, its answer, and what decides each hop. */
export function PathPanel(props: PathPanelProps) {
  const { index, view, ready, answers, opening, onPick, onClose } = props;
  const { from, host, port, method, path } = view;
  const title = useId();
  return (
    <section
      aria-labelledby={title}
      className="flex min-h-0 w-inspector flex-none flex-col overflow-hidden border-line border-l bg-surface"
    >
      <header className="flex-none border-line border-b px-3 pt-2 pb-2.5">
        <div className="flex items-center">
          <h2 id={title} className="m-0 flex-1 font-semibold text-title leading-6 stretch-96">
            {pathText.title}
          </h2>
          <IconButton size="s" label={pathText.close} onClick={onClose}>
            <Icon of={X} size={14} />
          </IconButton>
        </div>
        <dl className="m-0 mt-1 grid grid-cols-[36px_minmax(0,1fr)_auto] items-center gap-x-2 gap-y-1">
          <End
            label={pathText.from}
            what={from === null ? pathText.nobody : from.name}
            note={from?.namespace ?? ""}
            action={pathText.chooseFrom}
            onPick={() => onPick("from")}
          />
          <End
            label={pathText.to}
            what={host === "" ? pathText.nothing : `${host}${port === null ? "" : `:${port}`}`}
            note={`${method} ${path}`}
            action={pathText.chooseTo}
            onPick={() => onPick("to")}
          />
        </dl>
      </header>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reachable by keyboard (WCAG 2.1.1) */}
      <div tabIndex={0} className="min-h-0 flex-1 overflow-y-auto">
        {answers === null ? (
          <p className="m-0 px-3 py-3 text-ink-2">
            {ready === null || ready.ok ? null : unreadyText(ready.error)}
          </p>
        ) : (
          <>
            <div
              aria-live="polite"
              className="border-line border-b [&>div]:border-l-0 [&>div]:px-3 [&_h2]:text-lead [&_h2]:leading-5"
            >
              <Verdict
                side={traceText.live}
                of={headline(answers.live.answer)}
                named={answers.draft !== null}
              />
              {answers.draft === null ? null : (
                <Verdict side={traceText.draft} of={headline(answers.draft.answer)} named />
              )}
            </div>
            <HopList index={index} answers={answers} opening={opening} />
          </>
        )}
      </div>
      <footer className="flex h-10 flex-none items-center border-line border-t px-3">
        <Link
          href={tracePath({ ...view, draft: opening.drafted?.draft.id ?? null })}
          className="inline-flex h-6 items-center rounded-control border border-line-2 bg-surface px-2 font-medium text-ink text-note hover:bg-hover"
        >
          {pathText.open}
        </Link>
      </footer>
    </section>
  );
}

type EndProps = {
  readonly label: string;
  readonly what: string;
  readonly note: string;
  readonly action: string;
  readonly onPick: () => void;
};

function End({ label, what, note, action, onPick }: EndProps) {
  return (
    <>
      <dt className="text-ink-3">{label}</dt>
      <dd className="m-0 min-w-0 truncate" title={`${what} ${note}`}>
        <b className="font-semibold">{what}</b> <span className="text-ink-3">{note}</span>
      </dd>
      <dd className="m-0">
        <Button size="s" onClick={onPick} aria-label={action}>
          {pathText.choose}
        </Button>
      </dd>
    </>
  );
}
