import { ELSEWHERE, NO_WORKLOAD } from "@/lib/delivery/change";
import { formatRatio } from "@/lib/format/figures";
import { counted } from "./objects";

const STRAYED: Readonly<Record<string, string>> = {
  [ELSEWHERE]: "workloads that were not predicted",
  [NO_WORKLOAD]: "reached no workload",
};

/** The history of changes, and the page of one. */
export const changesText = {
  title: "Changes",
  note: "What was written from here, newest first.",
  columns: { when: "When", what: "What", who: "Who", phase: "Stands", outcome: "Traffic" },
  filter: "Filter changes",
  filterHint: "name, object, namespace or author",
  namespace: "Namespace",
  allNamespaces: "All namespaces",
  reading: "Reading changes",
  none: "Nothing has been written from here yet",
  noneText: "A draft that is applied shows here, with what came of it.",
  noMatch: "No change matches",
  noMatchText: "Only changes that are loaded are searched.",
  clear: "Clear the filter",
  more: "Load older changes",
  loading: "Loading",
  failed: "Changes cannot be read",
  again: "Try again",
  nobody: "unknown",
  rollbackOf: "takes a change back",
  objects: (count: number) => counted(count, "object"),
  cluster: "Cluster",
  objectsColumn: "Objects",
  serverGone: {
    title: (moment: string) => `Heddle's server has not answered since ${moment}.`,
    text: "What you see is from before. A change that was under way is taken up from its journal when a server runs again.",
  },
  page: {
    notFound: "There is no such change",
    notFoundText: "The link may be old, or the store of this server is another one.",
    all: "All changes",
    begun: (moment: string, author: string | null) =>
      `Begun at ${moment} by ${author ?? "an unknown author"}.`,
    why: "Why",
    noWhy: "No reason was given.",
    fromDraft: "Its draft",
    takesBack: "Takes back",
    rollBack: "Roll back",
    export: "Export",
    stop: "Stop and take back",
    cannotRollBack: "Nothing of this change stands: there is nothing to take back.",
    stillWriting: "It is not ended yet.",
    turning: "It is being taken back.",
    steps: "Steps",
    stepsNote: (done: number, all: number) => `${done} of ${all} stand`,
    wait: "waits for proxies first",
    journal: "Journal",
    journalNote: (count: number) => counted(count, "line"),
    showJournal: "Show the journal",
    hideJournal: "Hide the journal",
    differences: "Differences",
    prediction: "Predicted",
  },
  confirm: {
    title: (name: string) => `${name} is taken back by itself`,
    left: (ms: number) => {
      const seconds = Math.ceil(ms / 1000);
      return `in ${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}\u202fmin`;
    },
    now: "at any moment",
    label: "Time left to keep it",
    text: "Keep it once its traffic is what you want.",
    keep: "Keep",
    keepNamed: (name: string) => `Keep ${name}`,
    revert: "Revert now",
    revertNamed: (name: string) => `Revert ${name} now`,
    open: "Open",
    kept: "Kept.",
    reverting: "It is being taken back.",
    failed: (message: string) => `That did not work: ${message}`,
    /** Of changes that share a name. @param id where they share the moment too */
    oneOf: (name: string, moment: string, id: string | null) =>
      `${name} (begun at ${moment}${id === null ? "" : `, ${id}`})`,
    others: (count: number) => `and ${count} more to be kept`,
  },
  watch: {
    title: "Watch",
    columns: {
      to: "To",
      set: "Set",
      seen: "Seen",
      rate: "rps, predicted",
      verdict: "By chance",
    },
    since: (span: string) => `counted for ${span}`,
    asOf: (ago: string) => `as of ${ago}`,
    none: "What comes of it is watched once it is written.",
    /** Where requests ended that no rule sends there. */
    strayed: STRAYED,
    notCounted: "not counted yet",
    tooFew: (count: number) => `${counted(count, "request")}, too few`,
    tolerance: (tolerance: number) => `±\u202f${formatRatio(tolerance)}`,
    beyond: (error: number) => `${formatRatio(error)} off`,
    why: "Why",
    notPredicted: "—",
    unpredicted:
      "No shares were predicted when it was written: those seen are held against those that the rules have set.",
    blind: (isOver: boolean) =>
      isOver
        ? "Metrics stopped before it had been watched to the end: the figures are the last that came."
        : "Metrics are waited for: their source does not answer, or is too old to judge by. The figures are the last that came; counting goes on when it is back.",
    error: (ratio: number | null) =>
      ratio === null
        ? "Nothing can be compared with the prediction yet."
        : `${formatRatio(ratio)} of the predicted requests went elsewhere.`,
    revertedBy: (
      name: string,
      { by, back }: { readonly by: string | null; readonly back: boolean },
      at: string,
    ) => `${name} was ${back ? "changed back" : "written over"} by ${by ?? "somebody"}, ${at}.`,
  },
} as const;
