import { HealthGlyph } from "@/components/ui/glyphs/health-glyph";
import { Cell, HeaderCell, Row, Table } from "@/components/ui/table";
import { LinkButton } from "@/components/ui/text-link";
import {
  formatQuantile,
  formatRate,
  formatRatio,
  formatShare,
  NONE,
  NOT_KNOWN,
} from "@/lib/format/figures";
import { quantile } from "@/lib/mesh/telemetry/quantiles";
import { healthText } from "@/lib/messages/health";
import { inspectorText } from "@/lib/messages/topology/inspector";
import { errorLevel } from "../subject";
import { type VersionRow, versionColors } from "./version-rows";

const text = inspectorText.versions;

type VersionTableProps = {
  readonly rows: readonly VersionRow[];
  /** The set share is known for a caller, not for all of them together. */
  readonly withSet: boolean;
  /** No figures were read: that nothing was seen is not known. */
  readonly unread: boolean;
  readonly onSelect: (node: string) => void;
};

/** What is set and what is seen, side by side. */
export function VersionTable({ rows, withSet, unread, onSelect }: VersionTableProps) {
  if (rows.length === 0) return null;
  const colors = versionColors(rows);
  const partial = rows.some((row) => row.configured?.applies === "rest");
  return (
    <div className="border-line border-b">
      <Table>
        <caption className="sr-only">{text.label}</caption>
        <thead>
          <tr>
            <HeaderCell>{text.version}</HeaderCell>
            {withSet ? <HeaderCell numeric>{text.set}</HeaderCell> : null}
            <HeaderCell numeric>{text.seen}</HeaderCell>
            <HeaderCell numeric>{text.rps}</HeaderCell>
            <HeaderCell numeric>{text.errors}</HeaderCell>
            <HeaderCell numeric>{text.p95}</HeaderCell>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <VersionLine
              key={row.target ?? ""}
              row={row}
              color={
                row.label === null
                  ? "var(--h-failing)"
                  : (colors.get(row.label) ?? "var(--h-edge-idle)")
              }
              withSet={withSet}
              unread={unread}
              onSelect={onSelect}
            />
          ))}
        </tbody>
      </Table>
      {partial ? <p className="px-3 pb-2 text-ink-3 text-note">{text.rest}</p> : null}
    </div>
  );
}

/** The weight as it is set, in whole percent where it is whole; a split that leaves a version out sets 0. */
function setText({ configured, isSplit }: VersionRow): string {
  if (configured === null) return isSplit ? "0" : NOT_KNOWN;
  return String(Number((configured.share * 100).toFixed(1)));
}

type VersionLineProps = {
  readonly row: VersionRow;
  readonly color: string;
  readonly withSet: boolean;
  readonly unread: boolean;
  readonly onSelect: (node: string) => void;
};

function VersionLine({ row, color, withSet, unread, onSelect }: VersionLineProps) {
  const { figures, share } = row;
  const seen = figures !== null && figures.requestsPerSecond > 0;
  const none = unread ? NOT_KNOWN : NONE;
  const rate = figures === null ? none : formatRate(figures.requestsPerSecond, "key", "").trim();
  return (
    <Row className={seen ? "" : "text-ink-3"}>
      <Cell className="px-1">
        <span className="flex items-center gap-1.5">
          <i
            aria-hidden="true"
            className="size-2 flex-none rounded-mark"
            style={{ background: color }}
          />
          <VersionName row={row} onSelect={onSelect} />
        </span>
      </Cell>
      {withSet ? (
        <Cell numeric className="px-1">
          {setText(row)}
        </Cell>
      ) : null}
      <Cell numeric className="px-1">
        {seen ? formatShare(share) : none}
      </Cell>
      <Cell numeric className="px-1">
        {rate}
      </Cell>
      <Cell numeric className="px-1" tone={errorLevel(row.health) ?? "plain"}>
        {seen ? formatRatio(figures.errorRatio) : NOT_KNOWN}
      </Cell>
      <Cell numeric className="px-1">
        {seen ? formatQuantile(quantile(figures.latency, 0.95)) : NOT_KNOWN}
      </Cell>
    </Row>
  );
}

function VersionName({ row, onSelect }: Pick<VersionLineProps, "row" | "onSelect">) {
  const { label, target } = row;
  const { level } = row.health;
  if (target === null || label === null) return <span>{text.notReached}</span>;
  return (
    <>
      <LinkButton
        className="max-w-20 truncate text-ink no-underline hover:underline"
        onClick={() => onSelect(target)}
      >
        {label}
      </LinkButton>
      {level === "healthy" || level === "unknown" ? null : (
        <HealthGlyph health={level} size={12} label={healthText.level(level)} />
      )}
    </>
  );
}
