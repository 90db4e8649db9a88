"use client";

import Link from "next/link";
import { Button } from "@/components/ui/button";
import { HealthGlyph } from "@/components/ui/glyphs/health-glyph";
import { EmptyFigure, StatePanel } from "@/components/ui/state-panel";
import { linkLook } from "@/components/ui/text-link";
import { statesText } from "@/lib/messages/states";

type ErrorPageProps = {
  /** By which the server's log names the failure; `null` for a failure in the browser. */
  readonly requestId: string | null;
  readonly onRetry: () => void;
};

/** Stands for a page that stopped working. */
export function ErrorPage({ requestId, onRetry }: ErrorPageProps) {
  const text = statesText.error;
  return (
    <div className="grid flex-1 place-items-center bg-canvas p-6">
      <StatePanel
        urgent
        rank="h1"
        figure={<HealthGlyph health="failing" size={24} />}
        title={text.title}
        actions={
          <>
            <Button size="s" onClick={onRetry}>
              {text.again}
            </Button>
            <Link href="/topology" className={`${linkLook} flex min-h-6 items-center`}>
              {text.home}
            </Link>
          </>
        }
      >
        <p>{text.text}</p>
        {requestId === null ? null : (
          <p className="mt-1">
            {text.requestId} <code className="select-all">{requestId}</code>
          </p>
        )}
      </StatePanel>
    </div>
  );
}

/** Stands for an address that leads nowhere. */
export function NotFoundPage() {
  const text = statesText.notFound;
  return (
    <main className="grid h-dvh place-items-center bg-canvas p-6">
      <StatePanel
        rank="h1"
        figure={<EmptyFigure />}
        title={text.title}
        actions={
          <Link href="/topology" className={`${linkLook} flex min-h-6 items-center`}>
            {text.home}
          </Link>
        }
      >
        {text.text}
      </StatePanel>
    </main>
  );
}
