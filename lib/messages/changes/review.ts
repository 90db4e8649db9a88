import type { DryRun, NotBegun } from "@/lib/delivery/review";
import { formatRate } from "@/lib/format/figures";
import type { EditConflict } from "@/lib/mesh/changes/draft";
import { counted, listed } from "./objects";
import { hiddenOwnersText, missingRoutesText, ownerText } from "./owners";

export const REVIEW_TABS = [
  "all",
  "summary",
  "objects",
  "yaml",
  "traffic",
  "checks",
  "plan",
] as const;
export type ReviewTab = (typeof REVIEW_TABS)[number];

const TABS: Readonly<Record<ReviewTab, string>> = {
  all: "All",
  summary: "Summary",
  objects: "Objects",
  yaml: "YAML",
  traffic: "Traffic",
  checks: "Checks",
  plan: "Plan",
};

const CONFLICTS: Readonly<Record<EditConflict["reason"], string>> = {
  "exists-already": "it would make something that exists by now",
  "does-not-exist": "its object does not exist any more",
  "changed-elsewhere": "what it replaces says something else now",
  "path-gone": "the place it changes is gone",
};

const NB = "\u202f";

type Reach = {
  /** Distinct objects, and how many of them are removed. */
  readonly objects: number;
  readonly removed: number;
  readonly leftOut: number;
  readonly namespaces: readonly string[];
  /** Requests per second; `null` where nothing can be predicted. */
  readonly rate: number | null;
  /** Requests per second that these objects act on, and that go where they went. */
  readonly staying: number;
  readonly rollback: boolean;
};

/** `Apply 2 of 3 objects to bookinfo, ≈ 42 rps affected` */
function applyText({ objects, removed, leftOut, namespaces, rollback, ...seen }: Reach): string {
  if (objects === 0) return rollback ? "Nothing to roll back" : "Nothing to apply";
  const what =
    leftOut === 0
      ? counted(objects, "object")
      : `${objects} of ${counted(objects + leftOut, "object")}`;
  const where = placesText(namespaces);
  const reach = reachText(seen);
  if (rollback) return `Roll back ${what} in ${where}${reach}`;
  if (removed === objects) return `Remove ${what} from ${where}${reach}`;
  return `Apply ${what} to ${where}${reach}`;
}

function reachText({ rate, staying }: Pick<Reach, "rate" | "staying">): string {
  if (rate === null) return ", traffic unknown";
  if (rate > 0) return `, ≈${NB}${formatRate(rate)} affected`;
  return staying > 0 ? ", no request takes another way" : ", no traffic seen";
}

function placesText(namespaces: readonly string[]): string {
  const [first, ...others] = namespaces;
  if (first === undefined || namespaces.length === 0) return "the cluster";
  if (others.length > 1) return counted(namespaces.length, "namespace");
  return listed(namespaces.map((name) => (name === "" ? "the cluster" : name)));
}

function dryRunText(dryRun: DryRun): string {
  switch (dryRun.type) {
    case "accepted":
      return `accepted, ${Math.round(dryRun.tookMs)}${NB}ms`;
    case "refused":
      return "refused";
    case "not-asked":
      return "not asked: it would not be sent either";
  }
}

const NOT_BEGUN: { readonly [C in NotBegun["code"]]: string } = {
  blocked:
    "Nothing was written: something stands in the way that was not there when you reviewed it. It is reviewed anew.",
  "not-as-reviewed":
    "Nothing was written: what would be written by now is not what you reviewed. It is reviewed anew.",
  "no-such-draft":
    "This draft is not there any more: it was discarded, or it ended when all of it had been written and kept.",
  "no-such-change": "There is no such change.",
  "nothing-stands": "Nothing of this change stands: there is nothing to take back.",
  "not-over": "This change is on its way, or waits to be kept: revert it instead.",
};

/** The review before anything is written. */
export const reviewText = {
  title: (name: string) => `Review of ${name}`,
  rollback: (name: string) => `Roll back ${name}`,
  description: "What will be written, what it does, and what the cluster says of it.",
  close: "Close the review",
  tabs: "Parts of the review",
  tab: (tab: ReviewTab) => TABS[tab],
  head: {
    draftOf: (author: string | null) => (author === null ? "draft" : `draft of ${author}`),
    edits: (count: number) => counted(count, "edit"),
    dryRun: (at: string) => `dry run ${at}`,
    again: "asking again",
    moved: "moved on",
    nothingMoved: "nothing changed since",
  },
  running: "Asking the cluster",
  runningText: "Each object is sent as a dry run: checked by the API server, kept by nobody.",
  begun: "The change has begun",
  begunText: "Its page is opened: it shows each write, and what comes of it.",
  toChange: "Open it",
  failed: "The review could not be made",
  again: "Run again",
  stale: "The draft was saved again since.",
  staleText: "What you see is an older version of it.",
  notBegun: (code: NotBegun["code"]) => NOT_BEGUN[code],
  objects: {
    title: "Objects",
    note: (count: number) => `${count}, by meaning`,
    version: (version: string) => `version ${version}`,
    new: "new",
    removed: "removed",
    unchanged: "unchanged",
    leftOut: "left out, stays in the draft",
    leftAsItIs: "left as it is, written over since",
    putBack: "Put back",
    noChanges: "no field changes",
  },
  yaml: {
    title: "YAML",
    asReturned: "as the dry run returned it",
    asDrafted: "as the draft has it",
    unified: "Unified",
    sideBySide: "Side by side",
    layout: "Layout of the differences",
    folded: (count: number) => `${counted(count, "line")} unchanged`,
    unfold: (count: number) => `Show ${counted(count, "unchanged line")}`,
    counts: (added: number, removed: number) => `+${added} −${removed}`,
    of: (name: string) => `Differences of ${name}`,
    added: "added",
    deleted: "removed",
    same: "The texts are the same.",
  },
  checks: {
    title: "Checks",
    note: (refused: number, findings: number, passed: number) =>
      [
        ...(refused === 0 ? [] : [`${refused} in the way`]),
        ...(findings === 0 ? [] : [counted(findings, "finding")]),
        `${passed} passed`,
      ].join(", "),
    dryRun: (name: string) => `Dry run, ${name}`,
    dryRunRefused: (name: string) => `Dry run refused, ${name}`,
    dryRunUnanswered: (name: string) => `Dry run without an answer, ${name}`,
    dryRunSays: dryRunText,
    warning: (name: string) => `The API server warns of ${name}`,
    unseen: "Findings and predictions are of a part of the mesh",
    leftAsItIs: (name: string) => `${name} is left as it is`,
    writtenOver: "what the change wrote there has been written over since",
    conflict: (name: string) => `An edit of ${name} does not fit`,
    conflictReason: (reason: EditConflict["reason"]) => CONFLICTS[reason],
    moved: (name: string) => `${name} has moved on`,
    movedHelp: "It is not what the draft was made on. Go back to the draft and rebase it.",
    owned: (name: string, owner: string) => `${name} belongs to ${owner}`,
    notChecked: (name: string) => `${name} could not be checked`,
    schema: "Schema",
    schemaOf: (good: number, bad: number, all: number) =>
      bad > 0
        ? `${bad} of ${all} ${bad === 1 ? "does" : "do"} not match the cluster's`
        : good === all
          ? `${good} of ${all} match the cluster's`
          : `${good} of ${all} known to match the cluster's`,
    references: "References",
    referencesHold: "hold after every write",
    gap: (after: number, name: string, need: string) =>
      `after write ${after} ${name} refers to ${need}, which is not there then`,
    owner: "Owner",
    noController: (objects: number) =>
      objects === 1 ? "No controller owns it" : "No controller owns them",
    managedBy: (owner: string) => `managed by ${owner}`,
    ownerOf: ownerText,
    missingRoutes: missingRoutesText,
    unproven: "not proven",
    hidden: hiddenOwnersText,
    cannotWrite: (name: string, rights: number) =>
      `${name} cannot be written without ${rights === 1 ? "it" : "them"}.`,
    rights: "Your rights",
    rightsHeld: (kinds: number) => `held for ${counted(kinds, "kind of write", "kinds of write")}`,
    rightsUnknown: (count: number) => `${count} cannot be told by the cluster`,
    line: (line: number) => `line ${line}`,
    standing: (count: number) =>
      `${counted(count, "finding")} ${count === 1 ? "is" : "are"} there without this change too`,
    showStanding: "Show",
    hideStanding: "Hide",
    leaveOut: "Leave out",
    leaveOutNamed: (name: string) => `Leave out ${name}`,
    takeOwnership: (managers: readonly string[]) => `Take ownership from ${listed(managers)}`,
    taken: (managers: readonly string[]) => `Ownership is taken from ${listed(managers)}`,
    giveBack: "Do not take it",
    acceptFindings: (codes: readonly string[]) => `Accept ${listed(codes)}`,
    accepted: (codes: readonly string[]) => `Accepted: ${listed(codes)}`,
    withdraw: "Do not accept",
    export: "Export",
  },
  reach: {
    title: "Reach",
    callers: "Callers",
    callees: "Callees",
    none: (staying: number) => (staying > 0 ? "none whose requests take another way" : "none seen"),
    unknown: "not known without metrics",
    more: (count: number) => `and ${count} more`,
  },
  plan: {
    title: "Order of writes",
    wait: "wait for proxies",
    waitNote: "until they have what was written",
    guarded: (version: string) => `guarded by version ${version}`,
    guardedBefore: "guarded by the version of its first write",
    guardedNew: "refused if it exists by then",
    watch: "watch",
    watchNote: "shares seen against shares set",
    leftOut: "left out, stays in the draft",
    leftAsItIs: "left as it is, written over since",
    firstPart: "first what others refer to",
    lastPart: "then the rest",
  },
  foot: {
    maybeBegun:
      "Whether the change has begun is not known: look for it in Changes before you try again.",
    after: "After the write",
    keep: "Keep at once",
    revert: "Revert by itself unless kept within",
    minutes: "Minutes until it reverts by itself",
    minutesUnit: "min",
    why: "Why",
    whyHint: "for the history",
    back: "Back to draft",
    backToChange: "Back to the change",
    apply: applyText,
    applying: "Beginning",
    blocked: (first: string, more: number) => (more === 0 ? first : `${first}, and ${more} more`),
    blockers: "In the way",
    badMinutes: "Name a time between 1 and 1440 minutes.",
  },
  drift: {
    title: "What somebody else did meanwhile",
    none: "Nobody has written these objects since.",
    by: (manager: string | null, when: string | null) =>
      `${manager === null ? "written since" : `written by ${manager}`}${when === null ? "" : `, ${when}`}`,
    gone: "is gone: somebody removed it",
    anew: "was made anew by somebody else",
    made: "is there by now: somebody else made it",
  },
} as const;
