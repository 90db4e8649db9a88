import { visible } from "../../lib/format/visible";
import { bareKind } from "../../lib/mesh/model/kinds";
import { type ResourceRef, refKey } from "../../lib/mesh/model/resource";
import { type OfflineMesh, offlineLineOf } from "../../lib/mesh/offline/offline-mesh";
import { manifestPath } from "../../lib/mesh/routing/spec/spec-path";
import type { Decided, TraceAnswer, TraceDestination } from "../../lib/mesh/trace/answer";
import { istioVersionText } from "../../lib/messages/cli/istio-version";
import { traceText } from "../../lib/messages/cli/trace";
import { hopSentence } from "../../lib/messages/trace/hops";
import { isSetting } from "../../lib/messages/trace/settings";

/** Where an object's field is written: `shop.yaml:12`; `null` for what is not in the files. */
export type Place = (decided: Decided) => string | null;

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

const objectText = ({ kind, namespace, name }: ResourceRef): string =>
  `${bareKind(kind)} ${namespace === "" ? "" : `${namespace}/`}${name}`;

const decidedText = (by: Decided, place: Place): string =>
  [objectText(by.object), by.path, place(by)].filter(Boolean).join("  ");

type Row = readonly [label: string, value: string];

/** The answer as people read it: what becomes of the request, where it goes, what is in force, then who decides at each place. */
export function answerText(answer: TraceAnswer, place: Place): string {
  const hops = answer.hops.flatMap((hop): readonly Row[] => {
    if (isSetting(hop) && hop.by.length === 0) return [];
    const [first = "", ...more] = hop.by.map((by) => decidedText(by, place));
    // The codes of other hops are words.
    const what = isSetting(hop) ? hopSentence(hop).text : hop.code.replaceAll("-", " ");
    const said = [what, first].filter(Boolean).join("  ");
    return [[traceText.hops[hop.at], said], ...more.map((text): Row => ["", text])];
  });
  return [
    headline(answer),
    ...answer.destinations.map(destinationText),
    "",
    ...table([...inForce(answer), ...doubts(answer)]),
    "",
    ...table(hops),
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
    [code, objectText(ref), path].filter(Boolean).join("  "),
  ]);

function table(rows: readonly Row[]): readonly string[] {
  const wide = Math.max(0, ...rows.map(([label]) => label.length)) + 2;
  return rows.map(([label, value]) => `  ${label.padEnd(wide)}${value}`);
}
