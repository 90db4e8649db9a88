import Link from "next/link";
import { Cell, HeaderCell, Row, Table } from "@/components/ui/table";
import { linkLook } from "@/components/ui/text-link";
import type { ChangeSummary } from "@/lib/delivery/change";
import { momentText } from "@/lib/messages/age";
import { changesText } from "@/lib/messages/changes/changes";
import { shortName } from "@/lib/messages/changes/objects";
import { phasesText } from "@/lib/messages/changes/phases";
import { VerbBadge } from "../parts/object-name";
import { ToneGlyph } from "../parts/tone-glyph";

const text = changesText;

type HistoryTableProps = {
  readonly changes: readonly ChangeSummary[];
  readonly now: number;
  /** More than one cluster is watched. */
  readonly withCluster: boolean;
};

/** Changes, newest first. The name of each leads to its page; the links are the rows for the keyboard. */
export function HistoryTable({ changes, now, withCluster }: HistoryTableProps) {
  const { columns } = text;
  return (
    <Table>
      <thead>
        <tr>
          <HeaderCell className="first:pl-4">{columns.when}</HeaderCell>
          <HeaderCell>{columns.what}</HeaderCell>
          {withCluster ? <HeaderCell>{text.cluster}</HeaderCell> : null}
          <HeaderCell>{text.objectsColumn}</HeaderCell>
          <HeaderCell>{columns.who}</HeaderCell>
          <HeaderCell>{columns.phase}</HeaderCell>
          <HeaderCell className="last:pr-4">{columns.outcome}</HeaderCell>
        </tr>
      </thead>
      <tbody>
        {changes.map((change) => (
          <ChangeRow key={change.id} change={change} now={now} withCluster={withCluster} />
        ))}
      </tbody>
    </Table>
  );
}

type ChangeRowProps = {
  readonly change: ChangeSummary;
  readonly now: number;
  readonly withCluster: boolean;
};

const SHOWN = 3;

function ChangeRow({ change, now, withCluster }: ChangeRowProps) {
  const { objects, watch } = change;
  const phase = phasesText.phase(change.phase);
  const verdict = phasesText.outcome(change.phase, watch);
  return (
    <Row className="last:border-b">
      <Cell className="text-ink-2 tabular-nums first:pl-4">
        {momentText(change.createdAt, now || change.createdAt)}
      </Cell>
      <Cell className="w-full max-w-0">
        <span className="flex min-w-0 items-center gap-2">
          <Link
            href={`/changes/${change.id}`}
            className={`${linkLook} inline-flex min-h-6 min-w-0 items-center truncate font-medium`}
            title={change.name}
          >
            {change.name}
          </Link>
          {change.rollbackOf === null ? null : (
            <span className="flex-none text-ink-3 text-note">{text.rollbackOf}</span>
          )}
          <span className="min-w-0 truncate text-ink-3" title={change.why}>
            {change.why}
          </span>
        </span>
      </Cell>
      {withCluster ? <Cell>{change.cluster}</Cell> : null}
      <Cell>
        <span className="flex items-center gap-1.5">
          {objects.slice(0, SHOWN).map(({ ref, verb }) => (
            <span
              key={`${ref.kind} ${ref.namespace} ${ref.name}`}
              className="flex items-center gap-1"
            >
              <VerbBadge verb={verb} size={12} />
              {shortName(ref)}
            </span>
          ))}
          {objects.length > SHOWN ? (
            <span className="text-ink-3">{text.objects(objects.length)}</span>
          ) : null}
        </span>
      </Cell>
      <Cell tone={change.author === null ? "muted" : "plain"}>{change.author ?? text.nobody}</Cell>
      <Cell>
        <Said tone={phase.tone} word={phase.word} title={phase.sentence} />
      </Cell>
      <Cell className="last:pr-4">
        {verdict === null ? null : (
          <Said tone={verdict.tone} word={verdict.word} title={verdict.sentence} />
        )}
      </Cell>
    </Row>
  );
}

type SaidProps = Parameters<typeof ToneGlyph>[0] & {
  readonly word: string;
  readonly title: string;
};

function Said({ tone, word, title }: SaidProps) {
  return (
    <span className="flex items-center gap-1.5" title={title}>
      <ToneGlyph tone={tone} size={13} />
      {word}
    </span>
  );
}
