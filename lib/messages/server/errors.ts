/**
 * Sentences of requests that failed. One for each code; each says what happened and, where there is a way out, which.
 */
type Named = { readonly kind: string; readonly namespace: string; readonly name: string };

const named = ({ kind, namespace, name }: Named): string =>
  `${kind.split(".", 1)[0]} ${namespace === "" ? name : `${namespace}/${name}`}`;

const seconds = (ms: number): string => `${Math.max(1, Math.ceil(ms / 1000))} s`;

const isoSecond = (at: number): string => `${new Date(at).toISOString().slice(0, 19)}Z`;

export const errorText = {
  notFound: (ref: Named) => `${named(ref)} does not exist (any more).`,
  forbidden: (ref: Named | null, verb: string, detail: string) =>
    `The connected user may not ${verb} ${ref === null ? "this" : named(ref)}: ${detail}`,
  clusterUnavailable: (cause: string, retryAfterMs: number) =>
    `The cluster does not answer (${cause}). Try again in ${seconds(retryAfterMs)}.`,
  meshNotRead: (cluster: string) =>
    `The objects of ${cluster} have not all been read yet: what the change would break is not known.`,
  meshStale: (cluster: string) =>
    `What is known of ${cluster} is old, and newer could not be had: what the change would break is not known. Review it again when the cluster is followed.`,
  secretRefused: (ref: Named) =>
    `${named(ref)} is not shown: contents of Secrets do not leave the cluster.`,
  unknownCluster: (cluster: string) => `No cluster named "${cluster}" is watched.`,
  metricsUnreachable: (url: string, detail: string) =>
    `Prometheus at ${url} cannot be reached: ${detail}`,
  metricsTimeout: (url: string, afterMs: number) =>
    `Prometheus at ${url} gave no answer within ${seconds(afterMs)}. A shorter range or a larger step asks less of it.`,
  metricsUnauthorized: (url: string, detail: string) =>
    `Prometheus at ${url} refuses these credentials: ${detail}. Set PROMETHEUS_TOKEN, or PROMETHEUS_USERNAME and PROMETHEUS_PASSWORD.`,
  metricsRefused: (url: string, status: number, detail: string) =>
    `Prometheus at ${url} answered with status ${status}: ${detail}`,
  metricsBadAnswer: (url: string, detail: string) =>
    `What answers at ${url} is not the API of Prometheus: ${detail}. Check PROMETHEUS_URL and its path.`,
  noSamples: (at: number) =>
    `There is no sample of the mesh at ${isoSecond(at)}: it lies in the future, before the first scrape, or where the metrics source has a hole. What was there is not known.`,
  noSuchChange: (id: string) => `There is no change ${id}.`,
  metricsNotConfigured: "No metrics source is configured. Set PROMETHEUS_URL.",
  badInput: (problems: readonly { readonly field: string; readonly detail: string }[]) =>
    problems.map(({ field, detail }) => (field === "" ? detail : `${field}: ${detail}`)).join("; "),
  internal: (requestId: string) =>
    `Heddle failed on this request. Its log names the cause under the request id ${requestId}.`,
} as const;
