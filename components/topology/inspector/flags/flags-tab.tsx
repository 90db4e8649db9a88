import { Cell, HeaderCell, Row, Table } from "@/components/ui/table";
import { formatRate, formatRatio } from "@/lib/format/figures";
import type { ResponseRate, TcpRates } from "@/lib/mesh/telemetry/traffic";
import { flagText } from "@/lib/messages/flags";
import { inspectorText } from "@/lib/messages/topology/inspector";
import { SectionHead } from "../section-head";
import {
  type AnswerRow,
  answerRows,
  type ConnectionRow,
  connectionRows,
  type Explanations,
} from "./answer-rows";

const text = inspectorText.flags;

type FlagsTabProps = {
  readonly responses: readonly ResponseRate[];
  readonly tcp: TcpRates | null;
  readonly explained: Explanations;
  /** The policies refuse this caller for certain: its 403 needs no guess. */
  readonly deniedForCertain: boolean;
};

/** Every answer by code and flag, connections by flag, and what it means. */
export function FlagsTab({ responses, tcp, explained, deniedForCertain }: FlagsTabProps) {
  const rows = answerRows(responses);
  const connections = connectionRows(tcp);
  if (rows.length + connections.length === 0) {
    return <p className="px-3 py-2.5 text-ink-2">{text.empty}</p>;
  }
  const { diagnoses, flags } = explained;
  return (
    <>
      <Table className="border-line border-b">
        <caption className="sr-only">{text.caption}</caption>
        <thead>
          <tr>
            <HeaderCell>{text.code}</HeaderCell>
            <HeaderCell>{text.flags}</HeaderCell>
            <HeaderCell numeric>{text.rate}</HeaderCell>
            <HeaderCell numeric>{text.share}</HeaderCell>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <AnswerLine key={row.key} row={row} />
          ))}
          {connections.map((row) => (
            <ConnectionLine key={row.flags} row={row} />
          ))}
        </tbody>
      </Table>
      {diagnoses.length + flags.length === 0 ? (
        <p className="px-3 py-2.5 text-ink-2">
          {rows.every((row) => row.side === "success")
            ? text.fine[rows.length > 0 ? "answers" : "connections"]
            : flagText.noFlag}
        </p>
      ) : (
        <section>
          <SectionHead title={text.meaning} />
          <dl className="m-0 grid grid-cols-[74px_minmax(0,1fr)] gap-x-2 gap-y-2 px-3 pb-3 leading-[17px]">
            {diagnoses.map(({ code, seen }) => (
              <Meaning key={code} term={seen}>
                {code === "probably-denied" && deniedForCertain
                  ? text.denied
                  : flagText.diagnosis[code]}
              </Meaning>
            ))}
            {flags.map((flag) => (
              <Meaning key={flag.text} term={flag.text}>
                {flag.code === null ? flagText.unknownFlag(flag.text) : flagText.flag[flag.code]}
              </Meaning>
            ))}
          </dl>
        </section>
      )}
    </>
  );
}

function Meaning({ term, children }: { readonly term: string; readonly children: string }) {
  return (
    <>
      <dt className="font-medium [overflow-wrap:anywhere]">{term}</dt>
      <dd className="m-0 text-ink-2 [overflow-wrap:anywhere]">{children}</dd>
    </>
  );
}

function ConnectionLine({ row: { flags, rate, share } }: { readonly row: ConnectionRow }) {
  return (
    <Row>
      <Cell tone={flags === "" ? "plain" : "failing"} className="max-w-28 truncate">
        {text.connection}
      </Cell>
      <Cell tone={flags === "" ? "muted" : "plain"} className="max-w-24 truncate">
        {flags === "" ? text.none : flags}
      </Cell>
      <Cell numeric>{formatRate(rate, "key", "").trim()}</Cell>
      <Cell numeric>{formatRatio(share)}</Cell>
    </Row>
  );
}

const TONES = { "server-error": "failing", "client-error": "degraded", success: "plain" } as const;

function AnswerLine({ row }: { readonly row: AnswerRow }) {
  const { code, flags, grpcStatus, noResponse, rate, share, side } = row;
  const status = grpcStatus === "" ? "" : `, ${text.grpc(grpcStatus)}`;
  return (
    <Row>
      <Cell tone={TONES[side]} className="max-w-28 truncate">
        {noResponse ? text.noResponse : code}
        {status}
      </Cell>
      <Cell tone={flags === "" ? "muted" : "plain"} className="max-w-24 truncate">
        {flags === "" ? text.none : flags}
      </Cell>
      <Cell numeric>{formatRate(rate, "key", "").trim()}</Cell>
      <Cell numeric>{formatRatio(share)}</Cell>
    </Row>
  );
}
