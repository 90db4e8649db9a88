import { bareKind } from "@/lib/mesh/model/kinds";
import type { SourceId, SourceProblem, SourceState } from "@/lib/mesh/model/source";

const NB = "\u202f";

const NAMES: Readonly<Record<SourceId, string>> = { cluster: "Cluster", metrics: "Metrics" };

const STATES: Readonly<Record<SourceState, string>> = {
  connecting: "connecting",
  ready: "in time",
  partial: "partly shown",
  stale: "out of date",
  down: "not answering",
};

const where = (namespace: string): string =>
  namespace === "" ? "in the whole cluster" : `in namespace ${namespace}`;

/** One problem of a source as a sentence: what is wrong and, where it is known, the way out. */
function problemText(problem: SourceProblem): string {
  switch (problem.code) {
    case "unreachable":
      return `${problem.url} cannot be reached: ${problem.detail}.`;
    case "unauthorized":
      return `${problem.url} refused the credentials: ${problem.detail}. Check the token or certificate.`;
    case "timeout":
      return `${problem.url} gave no answer within ${problem.afterMs / 1000}${NB}s.`;
    case "bad-answer":
      return `${problem.url} gave an answer that cannot be read: ${problem.detail}.`;
    case "refused":
      return `${problem.url} answered ${problem.status}: ${problem.detail}.`;
    case "kind-missing":
      return `${problem.resource} is not installed in this cluster.`;
    case "kind-forbidden":
      return `Missing right: ${problem.verb} ${problem.resource} ${where(problem.namespace)}.`;
    case "namespaces-left-out":
      return `${problem.namespaces.length} more namespaces are not read: without the right to read the whole cluster, at most ${problem.limit} are. Name those that matter in HEDDLE_NAMESPACES, or grant get, list and watch in the whole cluster.`;
    case "kind-failing":
      return `${problem.resource} cannot be read for the moment: ${problem.detail}. It is tried again.`;
    case "query-failing":
      return `The query ${problem.query} fails: ${problem.detail}.`;
    case "metric-missing":
      return `${problem.metric} has no data: ${problem.effect}.`;
    case "warning":
      return problem.detail;
  }
}

/** Beyond so many, metrics without data share a sentence. */
const METRICS_APART = 3;
/** So many kinds are named in a sentence that tells of more. */
const KINDS_NAMED = 3;

/** Kinds that fail alike share a sentence: when an API server goes, all of them do. */
function failingTexts(problems: readonly SourceProblem[]): readonly string[] {
  const alike = new Map<string, string[]>();
  for (const problem of problems) {
    if (problem.code !== "kind-failing") continue;
    alike.set(problem.detail, [...(alike.get(problem.detail) ?? []), problem.resource]);
  }
  return [...alike].map(([detail, [resource = "", ...others]]) => {
    const named = [resource, ...others.slice(0, KINDS_NAMED - 1)].join(", ");
    const rest = others.length - (KINDS_NAMED - 1);
    const subject = rest > 0 ? `${named} and ${rest} more kinds` : named;
    const again = others.length === 0 ? "It is tried again." : "They are tried again.";
    return `${subject} cannot be read for the moment: ${detail}. ${again}`;
  });
}

/** Rights that are missing for the same verb in the same place share a sentence: who may read nothing lacks some forty. */
function rightTexts(problems: readonly SourceProblem[]): readonly string[] {
  const places = new Map<string, Extract<SourceProblem, { code: "kind-forbidden" }>[]>();
  for (const problem of problems) {
    if (problem.code !== "kind-forbidden") continue;
    const place = `${problem.verb} ${problem.namespace}`;
    places.set(place, [...(places.get(place) ?? []), problem]);
  }
  return [...places.values()].flatMap((alike) => {
    const [first, ...others] = alike;
    if (first === undefined) return [];
    if (others.length === 0) return [problemText(first)];
    const resources = alike.map(({ resource }) => resource).join(", ");
    return [`Missing rights ${where(first.namespace)}: ${first.verb} ${resources}.`];
  });
}

const missingKindTexts = (kinds: readonly string[]): readonly string[] =>
  kinds.length === 0 ? [] : [`Not installed in this cluster: ${[...new Set(kinds)].join(", ")}.`];

/**
 * Sentences for the problems of one source. What is often many shares one: kinds that are not installed, kinds that fail alike, rights
 * that are missing in one place, metrics without data.
 */
function problemTexts(problems: readonly SourceProblem[]): readonly string[] {
  const kinds = problems.flatMap((p) => (p.code === "kind-missing" ? [bareKind(p.kind)] : []));
  const metrics = problems.flatMap((p) => (p.code === "metric-missing" ? [p.metric] : []));
  const shared = new Set<SourceProblem["code"]>(["kind-failing", "kind-forbidden"]);
  if (kinds.length > 1) shared.add("kind-missing");
  if (metrics.length > METRICS_APART) shared.add("metric-missing");
  return [
    ...failingTexts(problems),
    ...rightTexts(problems),
    ...problems.filter(({ code }) => !shared.has(code)).map(problemText),
    ...(shared.has("metric-missing") ? [`No data: ${metrics.join(", ")}.`] : []),
    ...(shared.has("kind-missing") ? missingKindTexts(kinds) : []),
  ];
}

/** Loading, empty, partial, stale and error states, and the state of the sources. */
export const statesText = {
  source: {
    label: "Sources",
    name: (id: SourceId, cluster: string) =>
      cluster === "" ? NAMES[id] : `${NAMES[id]} ${cluster}`,
    state: (state: SourceState) => STATES[state],
    summary: (id: SourceId, state: SourceState) => `${NAMES[id]} ${STATES[state]}`,
    asOf: (ago: string) => `as of ${ago}`,
    problems: problemTexts,
    retry: "Try now",
    retrying: "Trying",
    none: "No source has reported yet.",
  },
  stale: {
    title: {
      cluster: (span: string) => `Configuration is ${span} old.`,
      metrics: (span: string) => `Metrics are ${span} old.`,
    } satisfies Record<SourceId, (span: string) => string>,
    text: { cluster: "Configuration may have moved on.", metrics: "Figures are grey." },
  },
  without: { title: "No rate is known.", text: "" },
  error: {
    title: "This page stopped working",
    text: "The fault is in Heddle, not in the mesh. Nothing was changed.",
    requestId: "Request",
    again: "Try again",
    home: "Go to topology",
  },
  notFound: {
    title: "There is nothing at this address",
    text: "The link may be old, or part of it is missing.",
    home: "Go to topology",
  },
  loading: "Loading",
  noAnswer: "Heddle's server does not answer.",
  drawingNotLoaded: "The drawing could not be loaded. Reload the page to see it.",
} as const;
