"use client";

import type { Route } from "next";
import Link from "next/link";
import { useState } from "react";
import { Chip } from "@/components/ui/chip";
import { HealthGlyph } from "@/components/ui/glyphs/health-glyph";
import { LinkButton, linkLook } from "@/components/ui/text-link";
import { bareKind, configKindInfo } from "@/lib/mesh/model/kinds";
import { type ClusterReading, whyUnread } from "@/lib/mesh/model/reading";
import { type ResourceRef, refKey } from "@/lib/mesh/model/resource";
import type { Reference } from "@/lib/mesh/references/reference";
import { configObjectText } from "@/lib/messages/config-place/object";
import { objectName, objectPath } from "@/lib/view/config/config-params";
import { SectionHead } from "../parts/section-head";

const text = configObjectText.references;

type ReferencesPanelProps = {
  readonly out: readonly Reference[];
  /** `null` while they are looked for. */
  readonly in: readonly Reference[] | null;
  /** They are those that the open draft would leave. */
  readonly isDrafted: boolean;
  readonly reading: readonly ClusterReading[];
  /** Written into links where more than one is watched. */
  readonly cluster: string | null;
};

/** What an object points to, and who points to it. */
export function ReferencesPanel(props: ReferencesPanelProps) {
  const { out, in: into, isDrafted, reading, cluster } = props;
  return (
    <>
      <section aria-label={text.out} className="border-line border-t">
        <SectionHead title={text.out} note={String(out.length)} />
        <Many items={out} none={text.none.out}>
          {(reference) => <OutItem reference={reference} reading={reading} cluster={cluster} />}
        </Many>
      </section>
      <section aria-label={text.in} className="border-line border-t">
        <SectionHead title={text.in} note={into === null ? "" : String(into.length)} />
        <Many items={into ?? NONE} none={into === null ? text.looking : text.none.in}>
          {(reference) => <InItem reference={reference} cluster={cluster} />}
        </Many>
        {isDrafted ? (
          <p className="px-3 pb-2.5 text-ink-3 text-note">{configObjectText.findings.drafted}</p>
        ) : null}
      </section>
    </>
  );
}

const NONE: readonly Reference[] = [];

/** More are folded. */
const FIRST = 12;

type ManyProps = {
  readonly items: readonly Reference[];
  readonly none: string;
  readonly children: (reference: Reference) => React.ReactNode;
};

function Many({ items, none, children }: ManyProps) {
  const [all, setAll] = useState(false);
  if (items.length === 0) return <p className="px-3 pb-2.5 text-ink-2">{none}</p>;
  const shown = all ? items : items.slice(0, FIRST);
  return (
    <>
      <ul className="m-0 list-none px-3 pb-2">
        {shown.map((reference) => (
          <li
            key={`${refKey(reference.from)} ${reference.role} ${reference.path.join(".")}`}
            className="flex min-w-0 items-start gap-2 py-[3px] leading-4"
          >
            {children(reference)}
          </li>
        ))}
      </ul>
      {items.length > FIRST ? (
        <p className="m-0 px-3 pb-2">
          <LinkButton onClick={() => setAll(!all)}>
            {all ? text.less : text.more(items.length - FIRST)}
          </LinkButton>
        </p>
      ) : null}
    </>
  );
}

/** `spec.http[0].route[1]`. */
const placeText = (path: Reference["path"]): string =>
  path
    .map((step, i) => (typeof step === "number" ? `[${step}]` : `${i === 0 ? "" : "."}${step}`))
    .join("");

function OutItem({
  reference,
  reading,
  cluster,
}: {
  readonly reference: Reference;
  readonly reading: readonly ClusterReading[];
  readonly cluster: string | null;
}) {
  const { to, role, named, path } = reference;
  return (
    <>
      <Chip className="mt-px">{text.role(role)}</Chip>
      <span className="min-w-0 flex-1 [overflow-wrap:anywhere]" title={placeText(path)}>
        {to.length === 0 ? (
          <Absent reference={reference} reading={reading} />
        ) : (
          <Targets refs={to} cluster={cluster} />
        )}
        {to.length > 0 && role === "subset" ? <span className="text-ink-3"> {named}</span> : null}
      </span>
    </>
  );
}

/** More of one selector are a number. */
const TARGETS = 4;

function Targets({
  refs,
  cluster,
}: {
  readonly refs: readonly ResourceRef[];
  readonly cluster: string | null;
}) {
  const more = refs.length - TARGETS;
  return (
    <>
      {refs.slice(0, TARGETS).map((ref) => (
        <span key={refKey(ref)} className="block">
          <ObjectName of={ref} cluster={cluster} />
        </span>
      ))}
      {more > 0 ? <span className="text-ink-3">{text.more(more)}</span> : null}
    </>
  );
}

function ObjectName({
  of,
  cluster,
}: {
  readonly of: ResourceRef;
  readonly cluster: string | null;
}) {
  if (configKindInfo(of.kind) === null) return <>{objectName(of)}</>;
  return (
    // An address that this console makes and has a page for.
    <Link href={objectPath(of, cluster === null ? {} : { cluster }) as Route} className={linkLook}>
      {objectName(of)}
    </Link>
  );
}

/** A name that nothing has: wrong where it is needed, unless what it names may be there unseen. */
function Absent({
  reference,
  reading,
}: {
  readonly reference: Reference;
  readonly reading: readonly ClusterReading[];
}) {
  const { named, needed, kinds, namespace, from, role } = reference;
  const isUnread = kinds.some(
    (kind) => whyUnread(reading, { cluster: from.cluster, kind, namespace }) !== null,
  );
  if (isUnread) {
    return (
      <>
        {named} <span className="text-ink-3 text-note">{text.unread}</span>
      </>
    );
  }
  if (!needed) {
    const why = role === "selected" ? text.noPods : text.nothing;
    return (
      <>
        {named} <span className="text-ink-3 text-note">{why}</span>
      </>
    );
  }
  return (
    <span className="text-degraded-fg">
      <HealthGlyph health="degraded" size={11} className="mr-1 inline-block align-[-1px]" />
      {role === "subset" || kinds[0] === undefined ? "" : `${bareKind(kinds[0])} `}
      {named} {text.missing}
    </span>
  );
}

function InItem({
  reference,
  cluster,
}: {
  readonly reference: Reference;
  readonly cluster: string | null;
}) {
  const { from, role, path } = reference;
  return (
    <>
      <Chip className="mt-px">{text.role(role)}</Chip>
      <span className="min-w-0 flex-1 [overflow-wrap:anywhere]">
        <ObjectName of={from} cluster={cluster} />
        <span className="block text-ink-3 text-note">{placeText(path)}</span>
      </span>
    </>
  );
}
