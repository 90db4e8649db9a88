import Link from "next/link";
import { Button } from "@/components/ui/button";
import { Chip } from "@/components/ui/chip";
import { HealthGlyph } from "@/components/ui/glyphs/health-glyph";
import { Cell, HeaderCell, Row, Table } from "@/components/ui/table";
import { linkLook } from "@/components/ui/text-link";
import { visible } from "@/lib/format/visible";
import { agoText } from "@/lib/messages/age";
import { draftsText } from "@/lib/messages/changes/drafts";
import { shortName } from "@/lib/messages/changes/objects";
import { VerbBadge } from "../parts/object-name";
import { objectsWritten } from "../review/model/reviewed-values";
import { type DraftRow, draftAddress } from "./draft-rows";

const text = draftsText;

export type DraftActionName = "rename" | "remove" | "export";

type DraftTableProps = {
  readonly rows: readonly DraftRow[];
  readonly now: number;
  readonly onAction: (row: DraftRow, action: DraftActionName) => void;
};

/** Drafts, the last saved first. */
export function DraftTable({ rows, now, onAction }: DraftTableProps) {
  const { columns } = text;
  return (
    <Table>
      <thead>
        <tr>
          <HeaderCell className="first:pl-4">{columns.name}</HeaderCell>
          <HeaderCell>{columns.objects}</HeaderCell>
          <HeaderCell numeric>{columns.edits}</HeaderCell>
          <HeaderCell>{columns.who}</HeaderCell>
          <HeaderCell>{columns.saved}</HeaderCell>
          <HeaderCell className="last:pr-4">
            <span className="sr-only">{text.actions}</span>
          </HeaderCell>
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <DraftLine key={row.stored.draft.id} row={row} now={now} onAction={onAction} />
        ))}
      </tbody>
    </Table>
  );
}

type DraftLineProps = {
  readonly row: DraftRow;
  readonly now: number;
  readonly onAction: DraftTableProps["onAction"];
};

function DraftLine({ row, now, onAction }: DraftLineProps) {
  const { draft, author, updatedAt } = row.stored;
  const name = visible(draft.name);
  return (
    <Row className="last:border-b">
      <Cell className="w-full max-w-0 first:pl-4">
        <span className="flex min-w-0 items-center gap-2">
          <Link
            href={draftAddress(row)}
            className={`${linkLook} inline-flex min-h-6 min-w-0 items-center truncate font-medium`}
            title={text.open(name)}
          >
            {name}
          </Link>
          <Hints row={row} />
        </span>
      </Cell>
      <Cell>
        <Objects row={row} />
      </Cell>
      <Cell numeric>{draft.edits.length}</Cell>
      <Cell tone={author === null ? "muted" : "plain"}>{author ?? text.nobody}</Cell>
      <Cell className="text-ink-2 tabular-nums">{now === 0 ? "" : agoText(updatedAt, now)}</Cell>
      <Cell className="last:pr-4">
        <span className="flex items-center justify-end gap-1.5">
          <Link
            href={draftAddress(row, true)}
            className={`${linkLook} inline-flex min-h-6 items-center px-1`}
            aria-label={text.reviewNamed(name)}
          >
            {text.review}
          </Link>
          <Button
            size="s"
            aria-label={text.exportNamed(name)}
            onClick={() => onAction(row, "export")}
          >
            {text.export}
          </Button>
          <Button
            size="s"
            aria-label={text.renameNamed(name)}
            onClick={() => onAction(row, "rename")}
          >
            {text.rename}
          </Button>
          <Button
            size="s"
            aria-label={text.removeNamed(name)}
            onClick={() => onAction(row, "remove")}
          >
            {text.remove}
          </Button>
        </span>
      </Cell>
    </Row>
  );
}

function Hints({ row }: { readonly row: DraftRow }) {
  return (
    <>
      {row.moved === null || row.moved === 0 ? null : (
        <Chip tone="degraded">
          <HealthGlyph health="degraded" size={11} label={text.movedText} />
          {text.moved(row.moved)}
        </Chip>
      )}
      {row.conflicts === 0 ? null : (
        <Chip tone="failing">
          <HealthGlyph health="failing" size={11} />
          {text.conflicts(row.conflicts)}
        </Chip>
      )}
    </>
  );
}

const SHOWN = 3;

function Objects({ row }: { readonly row: DraftRow }) {
  const written = objectsWritten(row.changeSet);
  if (written.length === 0) return <span className="text-ink-3">{text.nothing}</span>;
  return (
    <span className="flex items-center gap-2">
      {written.slice(0, SHOWN).map(({ ref, type }) => (
        <span key={`${ref.kind} ${ref.namespace} ${ref.name}`} className="flex items-center gap-1">
          <VerbBadge verb={type} size={12} />
          {shortName(ref)}
        </span>
      ))}
      {written.length > SHOWN ? (
        <span className="text-ink-3">{text.moreObjects(written.length - SHOWN)}</span>
      ) : null}
    </span>
  );
}
