"use client";

import type { Route } from "next";
import Link from "next/link";
import { WorkArea } from "@/components/shell/console-frame";
import { Cell, HeaderCell, Row, Table } from "@/components/ui/table";
import { linkLook } from "@/components/ui/text-link";
import { codesText } from "@/lib/messages/config-place/codes/codes";
import { configListText } from "@/lib/messages/config-place/list";
import { codePath } from "@/lib/view/config/config-params";
import { ObjectBar } from "../object/object-bar";
import { SeverityMark } from "../parts/severity-mark";
import type { CodeFacts } from "./code-facts";

const text = codesText;

/** Every code that analysis may find. */
export function CodesPage({ codes }: { readonly codes: readonly CodeFacts[] }) {
  return (
    <>
      <ObjectBar name={text.title} />
      <WorkArea title={text.title}>
        <section
          aria-label={text.title}
          // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reachable by keyboard (WCAG 2.1.1)
          tabIndex={0}
          className="min-h-0 flex-1 overflow-auto bg-surface"
        >
          <p className="m-0 px-3 py-2 text-ink-2">{text.lead}</p>
          <Table>
            <thead className="sticky top-0 bg-surface">
              <tr>
                <HeaderCell>{text.title}</HeaderCell>
                <HeaderCell>{text.severity}</HeaderCell>
                <HeaderCell>{text.sections.means}</HeaderCell>
              </tr>
            </thead>
            <tbody>
              {codes.map(({ code, severity }) => (
                <Row key={code}>
                  <Cell>
                    <Link
                      // An address that this console makes and has a page for.
                      href={codePath(code) as Route}
                      className={linkLook}
                    >
                      {code}
                    </Link>
                  </Cell>
                  <Cell>
                    <span className="flex items-center gap-1.5">
                      <SeverityMark severity={severity} size={12} />
                      <span aria-hidden="true">{configListText.severity(severity)}</span>
                    </span>
                  </Cell>
                  <Cell className="w-full max-w-0 truncate">
                    <b className="font-medium">{text.of(code)?.title}</b>{" "}
                    <span className="text-ink-2">{text.of(code)?.means}</span>
                  </Cell>
                </Row>
              ))}
            </tbody>
          </Table>
        </section>
      </WorkArea>
    </>
  );
}
