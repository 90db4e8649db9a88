"use client";

import type { Route } from "next";
import Link from "next/link";
import type { ReactNode } from "react";
import { WorkArea } from "@/components/shell/console-frame";
import { EmptyFigure, StatePanel } from "@/components/ui/state-panel";
import { linkLook, TextLink } from "@/components/ui/text-link";
import { codesText } from "@/lib/messages/config-place/codes/codes";
import { configListText } from "@/lib/messages/config-place/list";
import { listPath } from "@/lib/view/config/config-params";
import { ObjectBar } from "../object/object-bar";
import { SeverityMark } from "../parts/severity-mark";
import type { CodeFacts } from "./code-facts";

const text = codesText;

type CodePageProps = {
  readonly code: string;
  /** `null` where no analyzer has it. */
  readonly facts: CodeFacts | null;
};

/** What a code means, why it matters, how to fix it, and where it comes from. */
export function CodePage({ code, facts }: CodePageProps) {
  const said = text.of(code);
  return (
    <>
      <ObjectBar name={code} />
      <WorkArea title={text.pageTitle(code)}>
        <div className="min-h-0 flex-1 overflow-auto bg-surface">
          {facts === null || said === null ? (
            <Unknown code={code} />
          ) : (
            <article className="mx-auto max-w-160 px-6 py-6">
              <h2 className="m-0 flex items-center gap-2 font-semibold text-title">
                <SeverityMark severity={facts.severity} size={16} />
                {said.title}
              </h2>
              <p className="mt-1 mb-4 text-ink-3">
                {code}, {text.severity.toLowerCase()} {configListText.severity(facts.severity)}
              </p>
              <Part title={text.sections.means}>{said.means}</Part>
              <Part title={text.sections.matters}>{said.matters}</Part>
              <Part title={text.sections.fix}>{said.fix}</Part>
              <Part title={text.sections.source}>
                {text.sources[facts.source]}{" "}
                {facts.docs === null ? null : (
                  <TextLink href={facts.docs} target="_blank" rel="noreferrer">
                    {text.sources.link}
                  </TextLink>
                )}
                <span className="block text-ink-2">{text.sources.suppress(code)}</span>
              </Part>
              <Places code={code} />
            </article>
          )}
        </div>
      </WorkArea>
    </>
  );
}

function Part({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  return (
    <section className="mb-4">
      <h3 className="m-0 mb-1 font-semibold text-body">{title}</h3>
      <div className="leading-[19px]">{children}</div>
    </section>
  );
}

const ALL_CODES = "/config/codes";

function Places({ code }: { readonly code: string }) {
  return (
    <p className="m-0 flex gap-4">
      {/* Addresses that this console makes and has pages for. */}
      <Link
        href={listPath({ find: `code:${code}` }) as Route}
        className={`${linkLook} inline-flex min-h-6 items-center`}
      >
        {text.objects(code)}
      </Link>
      <Link href={ALL_CODES as Route} className={`${linkLook} inline-flex min-h-6 items-center`}>
        {text.back}
      </Link>
    </p>
  );
}

function Unknown({ code }: { readonly code: string }) {
  return (
    <div className="grid h-full place-items-center p-4">
      <StatePanel
        figure={<EmptyFigure />}
        title={text.unknown.title(code)}
        actions={
          <Link
            // An address that this console makes and has a page for.
            href={ALL_CODES as Route}
            className={`${linkLook} inline-flex min-h-6 items-center`}
          >
            {text.back}
          </Link>
        }
      >
        {text.unknown.text}
      </StatePanel>
    </div>
  );
}
