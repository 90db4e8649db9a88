import { formatRate, formatRatio, NONE, NOT_KNOWN } from "@/lib/format/figures";
import { bareKind } from "@/lib/mesh/model/kinds";
import type { Doubt, MirroringRule } from "@/lib/mesh/prediction/forecast";
import type { Interval } from "@/lib/mesh/prediction/interval";
import type { EndReason } from "@/lib/mesh/prediction/rule-shares";
import type { UncertainCode } from "@/lib/mesh/routing/spec/uncertainty";
import { listed } from "./objects";

const ENGINE: Readonly<Record<UncertainCode, string>> = {
  "age-unknown": "two objects claim the same, and nothing says which is older",
  delegate: "a VirtualService hands the rule to another one",
  ambient: "a waypoint routes these requests, and what it does is not evaluated",
  "mixed-proxy": "the caller's pods differ in how they take part in the mesh",
  regex: "a regular expression decides that is not evaluated",
  "unknown-attribute": "a condition asks for something that the request does not tell",
  "envoy-filter": "an EnvoyFilter changes what the proxy does",
  unsupported: "a field is set that is not evaluated",
  malformed: "the object cannot be read as its kind",
  unread: "objects that could decide it are not read",
  "refused-listener":
    "two rules of the port ask for the same, so that the proxy refuses its listener",
};

const ENDS: Readonly<Record<EndReason, string>> = {
  "no-subset": "503, no such subset",
  "no-endpoint": "503, nothing ready",
  "no-host": "no such host",
  "no-route": "404, no rule takes it",
  aborted: "failed by a fault that is injected",
  answered: "answered by the proxy",
};

const isEndReason = (end: string): end is EndReason => Object.hasOwn(ENDS, end);

type By = { readonly kind: string; readonly name: string };
const nameOf = ({ kind, name }: By): string => `${kind.split(".", 1)[0]} ${name}`;

/** Reasons, one for each thing that is said. Ends without a full stop: it stands behind "because". */
function doubtText(doubt: Doubt): string {
  switch (doubt.code) {
    case "match":
      return `metrics do not say which requests ${doubt.path} of ${nameOf(doubt.by)} takes`;
    case "load-balancing":
      return `several workloads stand behind ${doubt.path} of ${nameOf(doubt.by)}`;
    case "port":
      return "the service's ports have different rules, and metrics do not say which was called";
    case "unknown-host":
      return "the caller's proxy does not know the service and lets the requests out as they are";
    case "engine":
      return `${ENGINE[doubt.uncertainty.code]} (${bareKind(doubt.uncertainty.ref.kind)} ${doubt.uncertainty.ref.name})`;
  }
}

/** A rate without its unit, which the head of the table says; failures are small, so that below 1 two decimals count. */
const figure = (value: number): string => {
  if (value >= 0.005 && value < 0.995) return value.toFixed(2);
  const text = formatRate(value, "key");
  return text === NONE ? "0" : text.replace(/\u202frps$/, "");
};

const isExact = ({ min, max }: Interval): boolean => max - min < 1e-9;

/** `≈ 21.0`, `≤ 21.0`, `10.5 to 42.0`. @param most what there is to get at all, per second */
function afterText(after: Interval, most: number): string {
  if (isExact(after)) return after.max === 0 ? "0" : `≈\u202f${figure(after.max)}`;
  if (after.min === 0 && after.max < most) return `≤\u202f${figure(after.max)}`;
  return `${figure(after.min)} to ${figure(after.max)}`;
}

const signed = (value: number): string => `${value < 0 ? "−" : "+"}${figure(Math.abs(value))}`;

/**
 * How far it is from what is seen now; `uncertain` where it may be anything.
 *
 * @param noise how far chance alone takes what is seen from what is set, per second: a bound that is no farther off promises nothing
 */
function differenceText(now: number, after: Interval, most: number, noise = 0): string {
  const { min, max } = after;
  if (isExact(after)) return Math.abs(max - now) < 0.05 ? "as now" : signed(max - now);
  if (now - max > noise) return `at least ${signed(max - now)}`;
  if (min - now > noise) return `at least ${signed(min - now)}`;
  return max < most && max - now >= 0.05 ? `at most ${signed(max - now)}` : "uncertain";
}

function ratioText(after: Interval | null, requests: number): string {
  if (after === null || requests === 0) return NOT_KNOWN;
  const [min, max] = [after.min / requests, after.max / requests];
  return isExact(after) ? formatRatio(max) : `${formatRatio(min)} to ${formatRatio(max)}`;
}

/** Predicted traffic: before and after, and what is not predicted and why. */
export const trafficText = {
  title: "Traffic",
  unit: "rps, before and after",
  now: "now",
  uncertain: "uncertain",
  predicted: "predicted",
  from: (caller: string) => `From ${caller}`,
  columns: { to: "To", now: "Now", after: "After", change: "Change" },
  end: (reason: EndReason, hostname: string, subset: string | null) => {
    const where = subset === null ? hostname : `${hostname}, ${subset}`;
    return where === "" ? ENDS[reason] : `${ENDS[reason]} (${where})`;
  },
  /** Where requests end that no workload gets, by codes alone, `no-subset, no-route`; what is no code is shown as it is. */
  endNamed: (ends: string): string =>
    ends
      .split(", ")
      .map((end) => (isEndReason(end) ? ENDS[end] : end))
      .join(", "),
  failed: "failed",
  figure,
  after: afterText,
  difference: differenceText,
  ratio: ratioText,
  notPredicted: "not predicted",
  unmeasured: (names: readonly string[]) =>
    `How many will fail is not predicted: ${listed(names)} had no requests to judge by.`,
  because: (doubts: readonly Doubt[]) => [...new Set(doubts.map(doubtText))].join("; "),
  uncertainBecause: (why: string) => `Uncertain because ${why}.`,
  throughHost: (service: string, hosts: readonly string[]) =>
    `Requests to ${listed(hosts)} count as sent through ${service}: metrics do not tell them apart.`,
  mirrored: ({ by, path, hostname, subset, ratio }: MirroringRule) =>
    `${nameOf(by)} mirrors ${ratio === 1 ? "all" : formatRatio(ratio)} of what ${path} takes to ${[hostname, subset].filter(Boolean).join(", ")}: the copies are not in these figures, and what becomes of them is not predicted.`,
  unattributed: (rate: string) =>
    `${rate} come from callers without an identity. Nothing is predicted of them.`,
  unsupported: (hosts: readonly string[]) =>
    `Nothing is predicted of requests to ${listed(hosts)}, outside the services of the mesh.`,
  window: (span: string, until: string) =>
    `From the ${span} before ${until}. What versions call in turn is not predicted. Flows that stay as they are are not listed.`,
  none: (staying: number) =>
    staying > 0
      ? `No request takes another way: the ${formatRate(staying)} to these hosts go where they went.`
      : "No requests change: none were seen that these objects route.",
  noPrediction: "There are no metrics to predict from.",
} as const;
