import type { ChangeSummary } from "@/lib/delivery/change";
import { NOT_KNOWN } from "@/lib/format/figures";
import { clockText, momentText } from "../age";
import { phasesText } from "../changes/phases";

const plural = (count: number, one: string, many = `${one}s`): string =>
  `${count} ${count === 1 ? one : many}`;

const listed = (names: readonly string[], most = 2): string => {
  const rest = names.length - most;
  const shown = names.slice(0, rest > 0 ? most : names.length);
  if (rest > 0) return `${shown.join(", ")} and ${rest} more`;
  return shown.length < 2 ? shown.join("") : `${shown.slice(0, -1).join(", ")} and ${shown.at(-1)}`;
};

/** `reviews half and half by ops1` */
const changeText = ({ name, author }: ChangeSummary): string =>
  author === null ? name : `${name} by ${author}`;

/** How a change stands, where that is not as one thinks of a change that was made. */
const standing = (phase: ChangeSummary["phase"]): readonly string[] =>
  phase === "applied" ? [] : [phasesText.phase(phase).word];

/** The panel at the left of the canvas, and the bar of time under it. */
export const sideText = {
  label: "Overview",
  wrong: {
    title: "Wrong now",
    none: "Nothing is wrong in this view.",
    empty: "There is nothing in this view.",
    unjudged: "Nothing can be judged: there are no figures.",
    more: (count: number) => `${count} more`,
    fewer: "Show fewer",
    noReadyPod: (name: string) => `${name} has no ready pod`,
    partlyReady: (name: string, ready: number, desired: number) =>
      `${name} ${ready} of ${desired} ready`,
    scaledToZero: (name: string) => `${name} is scaled to zero`,
    missingSubset: (name: string) => `${name}: a route leads nowhere`,
    fails: (name: string, share: string) => `${name} fails ${share}`,
    refuses: (name: string, share: string) => `${name} refuses ${share}`,
    edgeFails: (source: string, target: string, share: string) =>
      `${source} to ${target} fails ${share}`,
    denied: (source: string) => `${source} denied`,
    probablyDenied: (source: string) => `${source} probably denied`,
    unknownCaller: "An unknown caller",
    grpc: (status: string) => `gRPC ${status}`,
    plaintext: (source: string) => `${source} sends plaintext`,
    leaves: (hosts: readonly string[]) =>
      hosts.length === 0 ? "Unknown hosts are called" : `${listed(hosts, 1)} unknown`,
    blocked: (hosts: readonly string[]) =>
      hosts.length === 0 ? "Blocked hosts are called" : `${listed(hosts, 1)} blocked`,
    detail: {
      callersFail: (rate: string, callers: readonly string[], seen: string) =>
        `${rate} from ${listed(callers)} fail${seen === "" ? "" : `, ${seen}`}`,
      deniedBy: (rate: string, policies: readonly string[]) =>
        policies.length === 0
          ? `${rate} get 403`
          : `${rate} get 403, by AuthorizationPolicy ${listed(policies)}`,
      plaintext: (rate: string, target: string) => `${rate} to ${target} without mutual TLS`,
      leaves: (rate: string, caller: string) => `${rate} leave from ${caller} by Passthrough`,
      blocked: (rate: string, caller: string) => `${rate} from ${caller} are refused`,
      notCalled: "nobody calls it",
      subsets: (rate: string, subsets: readonly string[]) =>
        subsets.length === 0 ? `${rate} fail, NC` : `${rate} fail, no subset ${listed(subsets)}`,
      ofRequests: (rate: string, seen: string) => `${rate}${seen === "" ? "" : `, ${seen}`}`,
    },
  },
  findings: {
    title: "Wrong in configuration",
    none: "Analysis finds nothing wrong in this view.",
    working: "The findings are being worked out.",
    of: (count: number) => (count === 0 ? "none" : plural(count, "finding")),
  },
  namespaces: {
    title: "Namespaces",
    /** Fewer known than shown: the namespaces may not be listed, and those shown are named by what stands in them. */
    count: (shown: number, known: number) => {
      if (shown === known) return `${known}`;
      return `${shown} of ${known < shown ? NOT_KNOWN : known}`;
    },
    /** The line counts more than the figure beside it, which is what enters. */
    over: (name: string) => `Requests per second that entered ${name}, over the time of the bar`,
    noProxy: "no proxy",
    none: "No namespace in this view.",
  },
  views: {
    title: "Views",
    errors: "Errors now",
    plaintext: "Plaintext",
    external: "Leaving the mesh",
    atLeast: (count: number) => `≥\u202F${count}`,
    unread: "There are no figures to count by",
    matches: (count: number) => `${plural(count, "edge")} ${count === 1 ? "matches" : "match"}`,
  },
  changes: {
    title: "Changes",
    /** `null` is now; else the time of day that the two hours end at. */
    reach: (until: string | null) => (until === null ? "last 2 h" : `2 h to ${until}`),
    all: "All changes",
    more: (count: number) => `${count} more in Changes`,
    row: (change: ChangeSummary, now: number) =>
      `${changeText(change)}, ${momentText(change.createdAt, now)}, ${phasesText.phase(change.phase).word}`,
    /** A change as a mark of a drawing says it. What is applied needs no word. */
    mark: (change: ChangeSummary) => [changeText(change), ...standing(change.phase)].join(", "),
    moment: (at: number, change: ChangeSummary) =>
      `${clockText(at).slice(0, 5)}: ${[changeText(change), ...standing(change.phase)].join(", ")}`,
    /** Who made it, and how it stands. */
    who: ({ author, phase }: ChangeSummary) =>
      [...(author === null ? [] : [author]), ...standing(phase)].join(", "),
    list: "Changes in this time",
  },
  sources: {
    inTime: (count: number) => `${plural(count, "source")} in time`,
    someInPart: (part: number, count: number) => `${part} of ${plural(count, "source")} in part`,
    someLate: (late: number, count: number) => `${late} of ${plural(count, "source")} out of date`,
    connecting: "Connecting",
  },
  timeBar: {
    label: "Time",
    slider: (span: string) => `Moment, last ${span}`,
    reach: (span: string) => `whole mesh, last ${span}, UTC`,
    now: (clock: string) => `${clock}, live`,
    value: (moment: string, { total, failed }: { total: string; failed: string }) =>
      `${moment}: ${total}, ${failed} failed`,
    failedScale: (top: string) => `failed, scale to ${top}`,
    back: "Back to live",
    rate: "rate",
    failed: "failed",
    failedToRead: (span: string) => `The last ${span} could not be read.`,
    readUntil: (clock: string) => `Read until ${clock}.`,
    reading: (span: string) => `Reading the last ${span}`,
  },
  past: {
    title: (moment: string) => `You are looking at ${moment} UTC.`,
    text: "Nothing here is live: figures are of then, objects and pods as they are now.",
    reading: "Reading the figures of that moment.",
    failed: (why: string) => `The figures could not be read: ${why}`,
    gaps: (gaps: readonly string[]) => `Incomplete: ${gaps.join("; ")}.`,
    back: "Back to live",
    window: (why: string) => `The figures of this window could not be read: ${why}`,
  },
} as const;
