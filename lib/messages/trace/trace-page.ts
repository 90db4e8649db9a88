import { formatDuration, NARROW_SPACE } from "@/lib/format/figures";
import { bareKind, type Kind } from "@/lib/mesh/model/kinds";
import type { LookedAt } from "@/lib/mesh/routing/select-route";
import type { UncertainCode } from "@/lib/mesh/routing/spec/uncertainty";
import type {
  TraceAnswer,
  TraceDestination,
  TraceFault,
  TraceMirror,
} from "@/lib/mesh/trace/answer";
import type { HopTone } from "./hops";

const plural = (count: number, one: string, many = `${one}s`): string =>
  `${count} ${count === 1 ? one : many}`;

/** A share as it is set, 0..1, to a hundredth of a percent: `90 %`. */
const percent = (share: number): string => `${Math.round(share * 10_000) / 100}${NARROW_SPACE}%`;

/** `reviews.bookinfo.svc.cluster.local` as `reviews.bookinfo`; other hosts stay as they are. */
const shortHost = (host: string): string => host.replace(/\.svc\.[a-z0-9.-]+$/, "");

const placeText = ({ host, subset, port }: Omit<TraceMirror, "percent">): string =>
  [`${shortHost(host)}${port === null ? "" : `:${port}`}`, subset ?? ""].join(" ").trim();

/** Nothing where they are not counted: the called address is used, or the pods are not read. */
const endpointsText = (count: number | null): readonly string[] => {
  if (count === null) return [];
  return [count === 0 ? "no usable endpoint (UH)" : plural(count, "endpoint")];
};

const limitText = (ms: number): string => (ms === 0 ? "no timeout" : formatDuration(ms));

function retriesText({ attempts, on }: TraceAnswer["retries"]): string {
  if (attempts === 0) return "no retries";
  const count = plural(attempts, "retry", "retries");
  return `${count}${on === "" ? "" : ` on ${on.replaceAll(",", ", ")}`}`;
}

/** What the rows of an answer say beside what the hops do. */
export const answerText = {
  labels: {
    answer: "Answer",
    rewrite: "Rewrite",
    timeout: "Timeout",
    retries: "Retries",
    mirror: "Mirror",
    fault: "Fault",
  },
  destination: (d: TraceDestination): string =>
    [placeText(d), percent(d.share), ...endpointsText(d.endpoints)].join(", "),
  timeout: ({ timeoutMs, retries }: Pick<TraceAnswer, "timeoutMs" | "retries">): string => {
    return `${limitText(timeoutMs)}, ${retriesText(retries)}`;
  },
  limit: limitText,
  retries: retriesText,
  redirect: ({ code, location }: NonNullable<TraceAnswer["redirect"]>): string =>
    `${code} to ${location}`,
  direct: (status: number): string => `${status} from the proxy itself`,
  rewrite: ({ path, authority }: NonNullable<TraceAnswer["rewrite"]>): string =>
    [path === null ? "" : `path ${path}`, authority === null ? "" : `authority ${authority}`]
      .filter((part) => part !== "")
      .join(", "),
  mirror: (m: TraceMirror): string => `${percent(m.percent / 100)} also to ${placeText(m)}`,
  fault: ({ delay, abort }: TraceFault): string =>
    [
      delay ? `${percent(delay.percent / 100)} wait ${formatDuration(delay.ms)}` : "",
      abort ? `${percent(abort.percent / 100)} end with ${statusOf(abort)}` : "",
    ]
      .filter((part) => part !== "")
      .join(", "),
} as const;

export type Headline = { readonly tone: HopTone; readonly title: string; readonly note: string };

/** The answer in a sentence. What cannot be told is not told as a fact. */
export function headline(answer: TraceAnswer): Headline {
  const { outcome, status, uncertain, hops } = answer;
  const undecided =
    uncertain.length > 0 && outcome === "no-route" && hops.every(({ at }) => at !== "route");
  if (undecided && status === null) {
    return { tone: "unknown", title: "Cannot be told", note: "it depends on what is not known" };
  }
  const abort = answer.fault?.abort ?? null;
  if (abort?.percent === 100) {
    const title = `Is answered ${statusOf(abort)}`;
    return { tone: "bad", title, note: "an injected fault ends every request before it is sent" };
  }
  if (outcome === "forward") return forwarding(answer);
  const [tone, title] = OUTCOMES[outcome];
  return { tone, title: title(answer), note: NOTES[outcome](answer) };
}

type Abort = NonNullable<TraceFault["abort"]>;

const statusOf = ({ status, grpcStatus }: Abort): string => String(status ?? `gRPC ${grpcStatus}`);

function forwarding(answer: TraceAnswer): Headline {
  const { destinations, authorization, fault, mtls, uncertain } = answer;
  const failing = destinations.filter(({ endpoints }) => endpoints === 0);
  const lost = failing.reduce((sum, { share }) => sum + share, 0);
  const notes = [
    lost > 0 ? `${percent(lost)} fail: no usable endpoint` : "",
    fault?.abort ? `${percent(fault.abort.percent / 100)} end in an injected fault` : "",
    authorization.verdict === "depends" ? "whether policies allow it depends" : "",
    mtls === null ? "" : MTLS[mtls.mode],
    uncertain.length > 0 ? "as far as is known" : "",
  ].filter((part) => part !== "");
  const isShaken = lost > 0 || (fault?.abort ?? null) !== null;
  const tone = isShaken ? "warn" : authorization.verdict === "depends" ? "unknown" : "ok";
  return { tone, title: goesTo(destinations), note: notes.join(", ") };
}

function goesTo(destinations: readonly TraceDestination[]): string {
  const named = destinations.map((d) => [shortHost(d.host), d.subset ?? ""].join(" ").trim());
  const [first = "nowhere"] = named;
  if (named.length <= 1) return `Goes to ${first}`;
  const shares = destinations.map((d, i) => `${named[i]} ${percent(d.share)}`);
  return `Goes to ${shares.slice(0, -1).join(", ")} and ${shares.at(-1)}`;
}

const MTLS = {
  mtls: "by mutual TLS",
  plaintext: "in plain text",
  tls: "by TLS of its own",
  broken: "the connection breaks",
} as const;

type Ending = Exclude<TraceAnswer["outcome"], "forward">;

const OUTCOMES: Readonly<Record<Ending, readonly [HopTone, (answer: TraceAnswer) => string]>> = {
  redirect: ["ok", (a) => `Is redirected with ${a.redirect?.code ?? "3xx"}`],
  "direct-response": ["ok", (a) => `Is answered ${a.status ?? ""} by the proxy itself`],
  "no-route": ["bad", (a) => (a.status === null ? "Is not taken" : `Is answered ${a.status}`)],
  "no-endpoints": ["bad", (a) => `Is answered ${a.status ?? 503}`],
  denied: ["bad", (a) => (a.status === null ? "Is refused" : `Is refused with ${a.status}`)],
  passthrough: ["warn", () => "Passes through"],
  blackhole: ["bad", (a) => (a.status === null ? "Is blocked" : `Is blocked with ${a.status}`)],
  "tls-error": ["bad", () => "Fails before it is sent"],
};

const NOTES: Readonly<Record<Ending, (answer: TraceAnswer) => string>> = {
  redirect: (a) => `to ${a.redirect?.location ?? ""}`,
  "direct-response": () => "no service sees it",
  "no-route": (a) => {
    if (a.hops.at(-1)?.code === "no-action") return "the rule that takes it says nothing to do";
    return a.status === null ? "nothing listens for it" : "no rule takes it, flag NR";
  },
  "no-endpoints": () => "nothing can take it where the rule sends it",
  denied: (a) => (a.status === 401 ? "the token is not accepted" : "by an authorization policy"),
  passthrough: () => "the registry has no such host on this port, so no rule of the mesh applies",
  blackhole: () => "the registry has no such host on this port, and the mesh refuses such hosts",
  "tls-error": () => "the two sides do not agree on TLS",
};

const DOUBTS: Readonly<Record<UncertainCode, string>> = {
  "age-unknown": "two objects claim the same thing and it is not known which is older",
  delegate: "the rule stands in another VirtualService that cannot be read",
  ambient: "what the waypoint or ztunnel adds of its own is not evaluated",
  "mixed-proxy": "its pods differ in how they take part in the mesh",
  regex: "the pattern is not evaluated",
  "unknown-attribute": "it depends on something that the request does not say",
  "envoy-filter": "an EnvoyFilter changes what the proxy does",
  unsupported: "the field is not evaluated",
  malformed: "the object is not readable as its kind",
  unread: "what could decide it is not read",
  "refused-listener":
    "two rules of the port ask for the same, so that the proxy refuses its listener",
};

/** The place where a request is traced. */
export const traceText = {
  title: "Trace a request",
  action: "Trace a request",
  request: "Request",
  from: "From",
  fromNone: "choose who calls",
  fromSearch: "Search workloads and gateways",
  fromEmpty: "No workload or gateway has such a name.",
  gateways: "Gateways, for what comes from outside",
  workloads: "Workloads",
  more: (count: number) => `${count} more: type a longer part of the name`,
  method: "Method",
  host: "Host",
  port: "Port",
  portAny: "any",
  portRefused: "1 to 65535. The answer is for any.",
  path: "Path",
  headers: "Headers",
  headerName: (n: number) => `Name of header ${n}`,
  headerValue: (n: number) => `Value of header ${n}`,
  headerAdd: "Header",
  headerRemove: (name: string) => `Remove the header ${name}`.trim(),
  sni: "TLS server name",
  sniNone: "none, plain text",
  claims: "Token",
  claimsNone: "none, anonymous",
  claimsHint: "Claims as JSON. The token counts as valid where a provider has its issuer.",
  plaintext: "Without the caller's proxy",
  draft: "Draft",
  draftNone: "none",
  compare: "Compare",
  sides: { live: "Live", draft: "Draft", both: "Both" },
  trace: "Trace",
  recent: "Recent",
  forget: "Forget",
  noRequestSent: "From the configuration, none is sent",
  copyLink: "Copy link",
  copied: "Link copied",
  notCopied: "The browser does not allow copying",
  showOnTopology: "Show on the topology",
  live: "Live",
  liveNote: "the cluster now",
  answer: "Answer",
  outside: "outside",
  said: (title: string, note: string) => [title, note].filter((part) => part !== "").join(", "),
  byDefault: "Istio's default",
  line: (line: number) => `line ${line}`,
  object: ({ kind, name }: { readonly kind: Kind; readonly name: string }) =>
    `${bareKind(kind)} ${name}`,
  onlyLive: "not in the draft",
  onlyDraft: "not in the live mesh",
  aside: "What decides",
  decides: "Decides this",
  decidesDraft: "Decides this in the draft",
  close: "Close the object",
  chooseTitle: "Nothing is open",
  choose: "Choose an object of the answer to see the line that decides.",
  yaml: (object: string) => `YAML of ${object}`,
  highlighted: "decides",
  reading: "Reading",
  again: "Try again",
  goneInDraft: "The draft removes this object.",
  rules: "Rules looked at",
  rulesOf: "in order",
  verdicts: {
    taken: "taken",
    no: "does not match",
    unsure: "cannot be told",
    "not-reached": "not reached",
  } satisfies Readonly<Record<LookedAt["verdict"], string>>,
  rulesMore: (count: number) => `${plural(count, "more rule")}`,
  doubts: "Not certain",
  doubt: (code: UncertainCode) => DOUBTS[code],
  unreadTitle: "Not everything is read.",
  unread: (resources: readonly string[]) =>
    `${resources.join(", ")} cannot be read completely: what they could decide is missing from the answer.`,
  curl: {
    open: "Paste curl",
    title: "Paste a curl line",
    description: "Fills in the request from a curl command. Who calls stays as it is.",
    field: "Curl command",
    take: "Take it",
    close: "Close",
    errors: {
      "no-curl": "This is no curl command.",
      "no-url": "The command has no address.",
      "open-quote": "A quote is not closed.",
    },
    noValue: (option: string) => `${option} has no value.`,
    badUrl: (url: string) =>
      `${url} is no address that can be traced: http:// or https:// and a host.`,
    badHeader: (header: string) => `${header} is no header: it is NAME: VALUE.`,
  },
  json: {
    value: "a value is expected",
    key: "a name in double quotes is expected",
    colon: "a colon is expected",
    comma: "a comma or the closing bracket is expected",
    string: "the text is not closed, or holds a sign that has to be escaped",
    end: "the text ends too early",
    rest: "nothing may follow here",
  },
  at: (line: number, column: number) => `Line ${line}, column ${column}`,
  unready: {
    "no-caller":
      "Choose who sends the request: a workload, or a gateway for what comes from outside.",
    "no-host": "Say which host is called, as the caller writes it.",
    host: "The host is a name or an address, without a scheme, a path or blanks.",
    path: "The path has to begin with /.",
    "claims-no-object": "The claims are no JSON object.",
    "header-name": (name: string) =>
      `${name} is no name of a header: letters, digits and hyphens, without blanks.`,
    "header-value": (name: string) =>
      `The value of ${name} holds a control character, which no client may send.`,
    title: "A request to ask about",
    gone: (name: string) => `${name} is not in the mesh (any more).`,
  },
  /** While its name is not known. */
  draftOfAddress: "that of the address",
  draftReading: "The draft is being read: its answer comes beside this one.",
  draftGone: "There is no such draft (any more).",
  draftOther: (cluster: string) =>
    `This draft is of the cluster ${cluster}, the caller of another.`,
  draftFailed: "The draft could not be read.",
} as const;
