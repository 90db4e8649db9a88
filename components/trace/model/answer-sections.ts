import { type ResourceRef, refKey } from "@/lib/mesh/model/resource";
import type { Decided, TraceAnswer, TraceDestination, TraceHop } from "@/lib/mesh/trace/answer";
import { type IsWritten, RULE_FIELDS, writtenFields } from "@/lib/mesh/trace/rules/written-in";
import { type HopTone, hopLabels, hopSentence } from "@/lib/messages/trace/hops";
import { isSetting } from "@/lib/messages/trace/settings";
import { answerText } from "@/lib/messages/trace/trace-page";

/** What one side says in a row. */
export type Cell = {
  readonly text: string;
  readonly tone: HopTone;
  readonly by: readonly Decided[];
  /** 0..1, of a destination. */
  readonly share: number | null;
  /** Of a connection that comes about. */
  readonly lock: "closed" | "open" | null;
};

export type AnswerRow = { readonly key: string; readonly label: string; readonly cell: Cell };

/** One proxy on the way. */
export type AnswerSection = {
  readonly key: string;
  /** The caller's own, or that of a server. */
  readonly side: "caller" | "server";
  /** The server; empty at the caller. */
  readonly name: string;
  readonly rows: readonly AnswerRow[];
};

/** The answer by the proxies on the way: first what the caller's does, then each server that the request may reach. */
export function answerSections(
  answer: TraceAnswer,
  caller: ResourceRef,
  isWritten: IsWritten,
): readonly AnswerSection[] {
  const isServer = (hop: TraceHop) => SERVER.has(hop.at) && !isOf(hop, caller, answer);
  const own = answer.hops.filter((hop) => !isServer(hop));
  const servers = new Map<string, TraceHop[]>();
  for (const hop of answer.hops.filter(isServer)) {
    const name = serverName(hop);
    servers.set(name, [...(servers.get(name) ?? []), hop]);
  }
  return [
    { key: "caller", side: "caller", name: "", rows: callerRows(answer, own, isWritten) },
    ...[...servers].map(
      ([name, hops]): AnswerSection => ({
        key: `server ${name}`,
        side: "server",
        name,
        rows: keyed(hops.map((hop) => rowOf(hop))),
      }),
    ),
  ];
}

const SERVER = new Set<TraceHop["at"]>(["mtls", "token", "authorization"]);

/** A gateway asks its own policies before it asks a rule. */
function isOf(hop: TraceHop, caller: ResourceRef, { hops }: TraceAnswer): boolean {
  if (hop.at === "mtls") return false;
  const own = hops.find(({ at, proxy }) => !SERVER.has(at) && proxy !== null)?.proxy ?? caller;
  const { proxy } = hop;
  return proxy !== null && proxy.name === own.name && proxy.namespace === own.namespace;
}

function serverName({ facts }: TraceHop): string {
  const { workload, namespace, address } = facts;
  return workload === undefined ? String(address ?? "") : `${workload}.${namespace}`;
}

const LOCKS: Readonly<Record<string, Cell["lock"]>> = {
  mtls: "closed",
  tls: "closed",
  plaintext: "open",
};

const rowOf = (hop: TraceHop): AnswerRow => ({
  key: hop.at,
  label: hopLabels[hop.at],
  cell: {
    ...hopSentence(hop),
    by: oncePerObject(hop.by),
    share: null,
    lock: hop.at === "mtls" ? (LOCKS[hop.code] ?? null) : null,
  },
});

/** The first place of each object says most: the match before its rule, the subset before its DestinationRule. */
const oncePerObject = (by: readonly Decided[]): readonly Decided[] =>
  by.filter((one, i) => by.findIndex((d) => refKey(d.object) === refKey(one.object)) === i);

function callerRows(
  answer: TraceAnswer,
  hops: readonly TraceHop[],
  isWritten: IsWritten,
): readonly AnswerRow[] {
  const rows = hops.filter((hop) => !isAtDestination(hop)).map(rowOf);
  const { route } = answer;
  const said = (
    label: string,
    text: string,
    fields: readonly string[],
    tone: HopTone = "plain",
  ): AnswerRow => {
    const by = route === null ? [] : writtenFields(route, fields, isWritten);
    return { key: label, label, cell: { text, tone, by, share: null, lock: null } };
  };
  const { labels } = answerText;
  const { redirect, status, rewrite, fault } = answer;
  const own: AnswerRow[] = [];
  if (fault !== null)
    own.push(said(labels.fault, answerText.fault(fault), RULE_FIELDS.fault, "warn"));
  if (redirect !== null) {
    own.push(said(labels.answer, answerText.redirect(redirect), RULE_FIELDS.redirect));
  }
  if (answer.outcome === "direct-response" && status !== null) {
    own.push(said(labels.answer, answerText.direct(status), RULE_FIELDS.directResponse));
  }
  if (rewrite !== null) {
    own.push(said(labels.rewrite, answerText.rewrite(rewrite), RULE_FIELDS.rewrite));
  }
  own.push(...answer.destinations.flatMap((d, i) => destinationRows(d, i, hops)));
  if (answer.destinations.length > 0) {
    const fields = [...RULE_FIELDS.timeout, ...RULE_FIELDS.retries];
    own.push(said(labels.timeout, answerText.timeout(answer), fields));
  }
  own.push(
    ...answer.mirror.map((m) => said(labels.mirror, answerText.mirror(m), RULE_FIELDS.mirror)),
  );
  return keyed([...rows, ...own]);
}

const isAtDestination = (hop: TraceHop): boolean =>
  hop.at === "destination" || hop.at === "endpoints" || isSetting(hop);

/** Where a share goes, then what somebody has set for it. */
function destinationRows(
  destination: TraceDestination,
  at: number,
  hops: readonly TraceHop[],
): readonly AnswerRow[] {
  const starts = hops.flatMap((hop, i) => (hop.at === "destination" ? [i] : []));
  const [start = hops.length, end] = starts.slice(at, at + 2);
  const own = hops.slice(start, end).filter(isAtDestination);
  const set = own.filter((hop) => isSetting(hop) && hop.by.length > 0);
  const { host, subset, port } = destination;
  // Of two answers, rows of the same destination stand beside each other.
  return [destinationRow(destination, own[0]), ...set.map(rowOf)].map((row) => ({
    ...row,
    key: JSON.stringify([row.key, host, subset, port]),
  }));
}

/** Where a share goes, with the object that chooses it and the endpoints that are left. */
function destinationRow(destination: TraceDestination, chosen: TraceHop | undefined): AnswerRow {
  const sentence = chosen ? hopSentence(chosen) : null;
  const isMissing = sentence?.tone === "bad";
  const isEmpty = destination.endpoints === 0;
  return {
    key: hopLabels.destination,
    label: hopLabels.destination,
    cell: {
      text: isMissing ? sentence.text : answerText.destination(destination),
      tone: isMissing || isEmpty ? "bad" : "ok",
      by: oncePerObject(chosen?.by ?? []),
      share: destination.share,
      lock: null,
    },
  };
}

/** Rows of the same key are told apart by their order. */
function keyed(rows: readonly AnswerRow[]): readonly AnswerRow[] {
  const seen = new Map<string, number>();
  return rows.map((row) => {
    const n = seen.get(row.key) ?? 0;
    seen.set(row.key, n + 1);
    return { ...row, key: `${row.key} ${n}` };
  });
}
