import { Cell, HeaderCell, Row, Table } from "@/components/ui/table";
import { formatSpan } from "@/lib/format/figures";
import type { Prediction } from "@/lib/mesh/prediction/prediction";
import { momentText } from "@/lib/messages/age";
import { trafficText } from "@/lib/messages/changes/traffic";
import { TrafficBar, UncertainHatch } from "./traffic-bar";
import { predictionNotes, type TrafficGroup, trafficGroups } from "./traffic-rows";

const text = trafficText;

type TrafficTableProps = {
  /** `null` where there are no metrics. */
  readonly prediction: Prediction | null;
  /** Epoch ms by the server's clock. */
  readonly now: number;
};

/** What a change does to requests: only what changes, and what cannot be said, with the reasons. */
export function TrafficTable({ prediction, now }: TrafficTableProps) {
  if (prediction === null) return <p className="px-4 pb-3 text-ink-2">{text.noPrediction}</p>;
  const groups = trafficGroups(prediction);
  return (
    <>
      <UncertainHatch />
      {groups.length === 0 ? (
        <p className="px-4 pb-2 text-ink-2">{text.none(prediction.staying ?? 0)}</p>
      ) : null}
      {groups.length === 0 ? null : <GroupsTable groups={groups} />}
      <div className="px-4 pt-1.5 pb-2.5 text-ink-3 text-note leading-[15px]">
        {groups.flatMap(({ key, notes }) =>
          notes.map((note) => <p key={`${key} ${note}`}>{note}</p>),
        )}
        {predictionNotes(prediction).map((note) => (
          <p key={note}>{note}</p>
        ))}
        <p>
          {text.window(
            formatSpan(prediction.windowSeconds * 1000),
            momentText(prediction.at, now || prediction.at),
          )}
        </p>
      </div>
    </>
  );
}

function GroupsTable({ groups }: { readonly groups: readonly TrafficGroup[] }) {
  return (
    <Table className="table-fixed">
      <thead>
        <tr className="border-line border-t">
          <HeaderCell className="first:pl-4">{text.columns.to}</HeaderCell>
          <HeaderCell numeric className="w-[50px]">
            {text.columns.now}
          </HeaderCell>
          <HeaderCell className="w-[104px]">
            <span className="sr-only">{text.unit}</span>
          </HeaderCell>
          <HeaderCell numeric className="w-[86px]">
            {text.columns.after}
          </HeaderCell>
          <HeaderCell numeric className="w-[104px] last:pr-4">
            {text.columns.change}
          </HeaderCell>
        </tr>
      </thead>
      {groups.map((group) => (
        <GroupRows key={group.key} group={group} />
      ))}
    </Table>
  );
}

function GroupRows({ group }: { readonly group: TrafficGroup }) {
  return (
    <tbody>
      <tr className="border-line border-b">
        <th
          scope="rowgroup"
          colSpan={5}
          className="h-6 truncate pl-4 text-left font-medium text-ink-2"
        >
          {text.from(group.caller.name)}
        </th>
      </tr>
      {group.rows.map((row) => (
        <Row key={row.key} className="last:border-b">
          <Cell className="truncate pl-6 first:pl-6" title={row.to}>
            {row.to}
          </Cell>
          <Cell numeric>{text.figure(row.now)}</Cell>
          <Cell>
            <TrafficBar now={row.now} after={row.after} most={group.most} />
          </Cell>
          <Cell numeric tone={row.after === null ? "muted" : "plain"}>
            <b>{row.afterText}</b>
          </Cell>
          <Cell numeric className="text-ink-2 last:pr-4">
            {row.change}
          </Cell>
        </Row>
      ))}
    </tbody>
  );
}
