"use client";

import type { Route } from "next";
import Link from "next/link";
import { memo, useState } from "react";
import { Button } from "@/components/ui/button";
import { HealthGlyph, type HealthMark } from "@/components/ui/glyphs/health-glyph";
import type { Finding, Severity } from "@/lib/mesh/analysis/finding";
import { bareKind } from "@/lib/mesh/model/kinds";
import { refKey } from "@/lib/mesh/model/resource";
import { configListText } from "@/lib/messages/config-place/list";
import { findingsText } from "@/lib/messages/findings";
import { sideText } from "@/lib/messages/topology/side";
import { objectPath } from "@/lib/view/config/config-params";
import { SideHead } from "./side-head";

const text = sideText.findings;

/** More are folded: the rest of the panel must stay in reach. */
const FIRST = 6;

export const SEVERITY_MARKS: Readonly<Record<Severity, HealthMark>> = {
  error: "failing",
  warning: "degraded",
  info: "unknown",
};

type ConfigListProps = {
  /** Worst first; `null` before the mesh was analysed. */
  readonly findings: readonly Finding[] | null;
  /** Namespaces of which it is not known whether the control plane sees them. */
  readonly undecided: readonly string[];
  /** Clusters are written into links where there is more than one. */
  readonly manyClusters: boolean;
};

/** What is wrong with the configuration of the view, worst first; each leads to the page of its object. */
export const ConfigList = memo(function ConfigList(props: ConfigListProps) {
  const { findings, undecided, manyClusters } = props;
  const [all, setAll] = useState(false);
  const items = findings ?? [];
  const shown = all ? items : items.slice(0, FIRST);
  return (
    <section>
      <SideHead title={text.title} note={findings === null ? null : String(items.length)} />
      {items.length === 0 ? (
        <p role="status" className="px-3 pb-2.5 text-ink-3">
          {findings === null ? text.working : text.none}
        </p>
      ) : (
        <ul className="m-0 list-none p-0">
          {shown.map((finding) => (
            <FindingRow
              key={`${finding.code} ${refKey(finding.ref)} ${JSON.stringify(finding.path)} ${JSON.stringify(finding.facts)}`}
              finding={finding}
              manyClusters={manyClusters}
            />
          ))}
        </ul>
      )}
      {items.length > FIRST ? (
        <Button variant="quiet" size="s" className="mx-1 my-0.5" onClick={() => setAll(!all)}>
          {all ? sideText.wrong.fewer : sideText.wrong.more(items.length - FIRST)}
        </Button>
      ) : null}
      {undecided.length > 0 ? (
        <p className="px-3 pt-1 pb-2.5 text-ink-2 [overflow-wrap:anywhere]">
          {findingsText.undecided(undecided)}
        </p>
      ) : null}
    </section>
  );
});

function FindingRow({
  finding,
  manyClusters,
}: Pick<ConfigListProps, "manyClusters"> & { readonly finding: Finding }) {
  const { code, ref, severity } = finding;
  return (
    <li className="[&+&]:border-line [&+&]:border-t">
      <Link
        // An address that this console makes and has a page for.
        href={objectPath(ref, manyClusters ? { cluster: ref.cluster } : {}) as Route}
        className="grid w-full grid-cols-[16px_minmax(0,1fr)] gap-x-1.5 py-1.5 pr-2.5 pl-3 hover:bg-hover"
      >
        <HealthGlyph
          health={SEVERITY_MARKS[severity]}
          size={13}
          label={configListText.severity(severity)}
          className="mt-0.5"
        />
        <span className="min-w-0">
          <span className="block font-medium leading-4 stretch-96 [overflow-wrap:anywhere]">
            {bareKind(ref.kind)} {ref.name}
          </span>
          <span className="line-clamp-2 text-ink-2 text-note leading-[15px] [overflow-wrap:anywhere]">
            {findingsText.sentence(finding)}
          </span>
          <span className="text-ink-3 text-note">{code}</span>
        </span>
      </Link>
    </li>
  );
}
