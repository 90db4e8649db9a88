import type { AnswerJson } from "../../cli/trace/answer-json";
import type { EngineAnswer } from "./engine";
import { localitiesOfHeddle, localitiesOfIstiod } from "./localities";
import {
  isUsable,
  type OracleAnswer,
  type OracleCluster,
  type OracleServer,
} from "./oracle-answer";

/** One field in which the answers differ, each as text. */
export type Difference = {
  readonly field: string;
  readonly heddle: string;
  readonly istiod: string;
};

type Field = {
  readonly name: string;
  readonly heddle: (a: AnswerJson) => string;
  /** `null`: the oracle does not say it for this answer. */
  readonly istiod: (a: OracleAnswer, heddle: AnswerJson) => string | null;
};

const number = (n: number): string => String(Math.round(n * 10_000) / 10_000);

/** Where a request got as far as to a destination. */
const hasDestinations = ({ outcome, clusters = [] }: OracleAnswer): boolean =>
  outcome !== "passthrough" && outcome !== "blackhole" && clusters.length > 0;

const FIELDS: readonly Field[] = [
  { name: "outcome", heddle: (a) => a.outcome, istiod: (a) => a.outcome },
  {
    name: "destinations",
    heddle: (a) =>
      destinationsText(
        a.destinations.map((d) => ({ ...d, name: `${d.host}|${d.subset ?? ""}|${d.port}` })),
      ),
    istiod: (a) =>
      hasDestinations(a)
        ? destinationsText((a.clusters ?? []).map((c) => ({ ...c, name: clusterName(c) })))
        : null,
  },
  {
    name: "endpoints",
    heddle: (a) =>
      endpointsText(
        a.destinations.map((d) => [`${d.host}|${d.subset ?? ""}|${d.port}`, d.endpoints]),
      ),
    istiod: endpointsOfClusters,
  },
  { name: "localities", heddle: localitiesOfHeddle, istiod: localitiesOfIstiod },
  { name: "route", heddle: routeText, istiod: istiodRoute },
  {
    name: "redirect",
    heddle: (a) => (a.redirect ? `${a.redirect.code} ${a.redirect.location}` : "none"),
    istiod: (a) => (a.redirect ? `${a.redirect.code} ${a.redirect.location}` : "none"),
  },
  {
    name: "status",
    heddle: (a) => String(a.status ?? "none"),
    istiod: (a) => statusOf(a),
  },
  {
    name: "rewrite",
    heddle: (a) => rewriteText(a.rewrite),
    istiod: (a) => (hasDestinations(a) && !a.tcp ? rewriteText(a.rewrite) : null),
  },
  {
    name: "timeout",
    heddle: (a) => String(a.timeoutMs),
    istiod: (a) => (hasDestinations(a) && a.timeoutMs !== undefined ? String(a.timeoutMs) : null),
  },
  {
    name: "retries",
    heddle: ({ retries: r }) => (r.attempts === 0 ? "0" : `${r.attempts} ${r.on}`),
    istiod: ({ retry: r, ...a }) =>
      r && hasDestinations(a) ? (r.attempts === 0 ? "0" : `${r.attempts} ${r.on ?? ""}`) : null,
  },
  {
    name: "mirror",
    heddle: (a) => mirrorsText(a.mirror),
    istiod: (a) => (hasDestinations(a) ? mirrorsText(a.mirrors ?? []) : null),
  },
  { name: "fault", heddle: faultOfHeddle, istiod: faultOfIstiod },
  { name: "mtls", heddle: (a) => a.mtls?.mode ?? "none", istiod: mtlsOf },
  { name: "authorization", heddle: (a) => a.authorization.verdict, istiod: verdictOf },
  { name: "deniedBy", heddle: deniedBy, istiod: deniedByIstiod },
];

/** In which fields the answers differ. Where outcomes differ, only that is told: the rest follows. */
export function compareAnswers(heddle: EngineAnswer, istiod: OracleAnswer): readonly Difference[] {
  if ("error" in heddle) return [{ field: "error", heddle: heddle.error, istiod: istiod.outcome }];
  const named = withoutNames(heddle, istiod);
  const found = FIELDS.flatMap(({ name: field, ...of }) => {
    const [ours, theirs] = [of.heddle(named), of.istiod(istiod, named)];
    return theirs === null || ours === theirs ? [] : [{ field, heddle: ours, istiod: theirs }];
  });
  const outcome = found.filter((d) => d.field === "outcome");
  return outcome.length > 0 ? outcome : found;
}

/** istiod sends requests for a backend that may not be used to a cluster without a name. */
function withoutNames(heddle: AnswerJson, { clusters = [] }: OracleAnswer): AnswerJson {
  if (!clusters.some((c) => c.missing && !c.host)) return heddle;
  const known = new Set(clusters.map((c) => c.host));
  return {
    ...heddle,
    destinations: heddle.destinations.map((d) =>
      d.endpoints === 0 && !known.has(d.host) ? { ...d, host: "", subset: null, port: 0 } : d,
    ),
  };
}

const clusterName = ({ host, subset, port }: OracleCluster): string =>
  `${host ?? ""}|${subset ?? ""}|${port ?? 0}`;

/** Destinations by name with their shares; those of one name count together. */
function destinationsText(
  all: readonly { readonly name: string; readonly share: number }[],
): string {
  const shares = new Map<string, number>();
  for (const { name, share } of all) shares.set(name, (shares.get(name) ?? 0) + share);
  return [...shares]
    .filter(([, share]) => share > 0)
    .map(([name, share]) => `${name} ${number(share)}`)
    .toSorted()
    .join(", ");
}

const endpointsText = (all: readonly (readonly [string, number | null])[]): string =>
  [...new Map(all)]
    .map(([name, n]) => `${name} ${n}`)
    .toSorted()
    .join(", ");

/** How many endpoints may be used; the called address itself (`ORIGINAL_DST`) is not counted. */
function endpointsOfClusters(a: OracleAnswer): string | null {
  if (!hasDestinations(a)) return null;
  return endpointsText(
    (a.clusters ?? [])
      .filter((c) => c.share > 0)
      .map((c) => {
        const usable = (c.endpoints ?? []).filter(isUsable).length;
        return [clusterName(c), c.facts?.type === "ORIGINAL_DST" ? null : usable];
      }),
  );
}

function routeText({ route }: AnswerJson): string {
  if (!route) return "default";
  const { kind, namespace, name } = route.object;
  const [, rule = route.path] = /^(\w+\[\d+\])/.exec(route.path) ?? [];
  return `${kind} ${namespace}/${name} ${rule}`;
}

/** The oracle names rules of HTTP; of TCP and TLS only whether a VirtualService decides. */
function istiodRoute(a: OracleAnswer): string | null {
  if (a.tcp || !hasDestinations(a)) return null;
  const [kind = "", namespace = "", name = ""] = (a.routeObject ?? "").split("/");
  if (a.routePath === undefined || a.routePath === "") return name.includes("~") ? null : "default";
  return `${kind === "virtual-service" ? "VirtualService" : kind} ${namespace}/${name} ${a.routePath}`;
}

function statusOf(a: OracleAnswer): string | null {
  if (a.outcome === "direct-response") return String(a.directResponse?.status);
  if (a.outcome !== "denied") return null;
  const all = a.gatewayAuthz ? [a.gatewayAuthz.status] : (a.inbound ?? []).map((i) => i.status);
  return new Set(all).size === 1 && !a.tcp && all[0] ? String(all[0]) : null;
}

const rewriteText = (
  of:
    | { readonly path?: string | null | undefined; readonly authority?: string | null | undefined }
    | undefined,
): string => (of?.path || of?.authority ? `${of.path ?? ""} ${of.authority ?? ""}` : "none");

type Mirrored = {
  readonly host?: string;
  readonly subset?: string | null;
  readonly port?: number | null;
  readonly percent: number;
};

const mirrorsText = (mirrors: readonly Mirrored[]): string =>
  mirrors
    .map((m) => `${m.host}|${m.subset ?? ""}|${m.port} ${number(m.percent)}%`)
    .toSorted()
    .join(", ");

function faultOfHeddle({ fault }: AnswerJson): string {
  const delay =
    fault?.delay && fault.delay.percent > 0
      ? `delay ${fault.delay.ms} ${number(fault.delay.percent)}%`
      : "";
  const abort =
    fault?.abort && (fault.abort.percent ?? 0) > 0
      ? `abort ${fault.abort.status ?? "grpc"} ${number(fault.abort.percent ?? 0)}%`
      : "";
  return `${delay} ${abort}`.trim();
}

function faultOfIstiod({ fault: f, ...a }: OracleAnswer): string | null {
  if (!hasDestinations(a)) return null;
  const delay = f && f.delayPercent > 0 ? `delay ${f.delayMs} ${number(f.delayPercent)}%` : "";
  const abort =
    f && f.abortPercent > 0 ? `abort ${f.abortStatus || "grpc"} ${number(f.abortPercent)}%` : "";
  return `${delay} ${abort}`.trim();
}

/** How the connection to each server travels; `null` where they differ. */
function mtlsOf({ mtls, outcome, inbound = [] }: OracleAnswer): string | null {
  if (mtls === undefined) return null;
  if (outcome === "tls-error") return "broken";
  // What a server outside the cluster makes of mTLS is not known to the oracle: it counts as taken.
  const isMtls = (i: OracleServer) => i.mtls || (!i.workload && i.clientTls === "mtls");
  const modeOf = (i: OracleServer) =>
    i.error ? "broken" : isMtls(i) ? "mtls" : i.clientTls === "tls" ? "tls" : "plaintext";
  const modes = new Set(inbound.map(modeOf));
  const [mode = mtls, ...more] = modes;
  return more.length > 0 ? null : mode;
}

/** The verdict of all servers; `null` where a connection to one fails, whose verdict nobody hears. */
function verdictOf({ outcome, inbound = [] }: OracleAnswer): string | null {
  if (outcome === "denied") return "denied";
  // What an external authorizer will say is not known to the oracle either.
  if (inbound.length === 0 || inbound.some((i) => i.error || i.custom)) return null;
  if (inbound.every((i) => i.allowed)) return "allowed";
  return inbound.some((i) => i.allowed) ? "depends" : "denied";
}

function deniedBy({ authorization: { verdict, by } }: AnswerJson): string {
  const [first] = by;
  if (verdict !== "denied" || !first) return "";
  const { kind, namespace, name } = first.object;
  return kind === "AuthorizationPolicy" && first.path
    ? `${namespace}/${name} ${first.path.replace(/^(rules\[\d+\]).*/, "$1")}`
    : "";
}

/** istiod names RBAC policies `ns[b]-policy[p]-rule[0]`; who denies for want of an ALLOW has no name. */
function deniedByIstiod(a: OracleAnswer): string | null {
  if (a.outcome !== "denied") return null;
  const [, namespace, name, rule] =
    /^ns\[(.+?)\]-policy\[(.+?)\]-rule\[(\d+)\]$/.exec(a.authzBy ?? "") ?? [];
  return rule === undefined ? null : `${namespace}/${name} rules[${rule}]`;
}
