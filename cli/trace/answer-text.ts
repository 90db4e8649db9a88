import { visible } from "../../lib/format/visible";
import { refKey } from "../../lib/mesh/model/resource";
import { type OfflineMesh, offlineLineOf } from "../../lib/mesh/offline/offline-mesh";
import { manifestPath } from "../../lib/mesh/routing/spec/spec-path";
import type { TraceAnswer, TraceDestination } from "../../lib/mesh/trace/answer";
import { istioVersionText } from "../../lib/messages/cli/istio-version";
import { traceText } from "../../lib/messages/cli/trace";
import { traceText as pageText } from "../../lib/messages/trace/trace-page";
import { hopLines, objectText, type Place } from "./hops-text";

/** Finds objects of the mesh in its files. */
export function placesIn({ objects }: Pick<OfflineMesh, "objects">): Place {
  const byRef = new Map(objects.flatMap((o) => (o.ref ? [[refKey(o.ref), o] as const] : [])));
  return ({ object, path }) => {
    const found = byRef.get(refKey(object));
    if (!found) return null;
    return `${found.file}:${offlineLineOf(found, manifestPath(path))}`;
  };
}

const percent = (share: number): string => `${Math.round(share * 10_000) / 100} %`;

type Row = readonly [label: string, value: string];

/** The answer as people read it: what becomes of the request, where it goes, what is in force, then who decides at each place. */
export function answerText(answer: TraceAnswer, place: Place): string {
  return [
    headline(answer),
    ...answer.destinations.map(destinationText),
    "",
    ...table([...inForce(answer), ...doubts(answer)]),
    "",
    ...hopLines(answer.hops, place),
    "",
  ]
    .map(visible)
    .join("\n");
}

function headline({ outcome, redirect, status }: TraceAnswer): string {
  const to = redirect ? `: ${redirect.code} ${redirect.location}` : "";
  return `${traceText.outcomes[outcome]}${to || (status === null ? "" : ` (${status})`)}`;
}

function destinationText({ host, subset, port, share, endpoints }: TraceDestination): string {
  const target = `${host}${port === null ? "" : `:${port}`}${subset === null ? "" : `  ${subset}`}`;
  return `  ${percent(share).padStart(8)}  ${target}  (${traceText.endpoints(endpoints)})`;
}

/** What holds for a request that is forwarded. */
function inForce(a: TraceAnswer): readonly Row[] {
  const { facts } = traceText;
  const forwarded: readonly Row[] =
    a.destinations.length === 0
      ? []
      : [
          [facts.timeout, a.timeoutMs === 0 ? traceText.noTimeout : `${a.timeoutMs} ms`],
          [
            facts.retries,
            a.retries.attempts === 0
              ? traceText.noRetries
              : traceText.retries(a.retries.attempts, a.retries.on),
          ],
        ];
  const rewrite = [a.rewrite?.path, a.rewrite?.authority].filter(Boolean).join(" at ");
  return [
    ...(rewrite === "" ? [] : [[facts.rewrite, rewrite] as const]),
    ...forwarded,
    ...a.mirror.map((m): Row => [facts.mirror, `${percent(m.percent / 100)} ${m.host}:${m.port}`]),
    ...faults(a.fault).map((text): Row => [facts.fault, text]),
    ...(a.mtls ? [[facts.mtls, traceText.mtls[a.mtls.mode]] as const] : []),
    [facts.verdict, traceText.verdicts[a.authorization.verdict]],
    [facts.istio, istioVersionText.inForce(a.version)],
  ];
}

function faults(fault: TraceAnswer["fault"]): readonly string[] {
  if (fault === null) return [];
  const { delay, abort } = fault;
  return [
    ...(delay ? [traceText.delay(delay.ms, percent(delay.percent / 100))] : []),
    ...(abort
      ? [traceText.abort(String(abort.status ?? abort.grpcStatus), percent(abort.percent / 100))]
      : []),
  ];
}

const doubts = ({ uncertain }: TraceAnswer): readonly Row[] =>
  uncertain.map(({ code, ref, path }) => [
    traceText.facts.uncertain,
    [pageText.doubt(code), [objectText(ref), path].filter(Boolean).join("  ")].join(": "),
  ]);

function table(rows: readonly Row[]): readonly string[] {
  const wide = Math.max(0, ...rows.map(([label]) => label.length)) + 2;
  return rows.map(([label, value]) => `  ${label.padEnd(wide)}${value}`);
}
