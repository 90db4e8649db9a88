import type { StaleDraft } from "@/lib/delivery/draft";
import { counted } from "./objects";

/** The list of drafts. */
export const draftsText = {
  title: "Drafts",
  note: "Work that is in no cluster yet.",
  columns: { name: "Draft", objects: "Objects", edits: "Edits", who: "Author", saved: "Saved" },
  reading: "Reading drafts",
  none: "There are no drafts",
  noneText: "In the topology, choose an edge or a service and split its traffic.",
  toTopology: "Go to topology",
  failed: "Drafts cannot be read",
  again: "Try again",
  open: (name: string) => `Open ${name}`,
  review: "Review",
  reviewNamed: (name: string) => `Review ${name}`,
  rename: "Rename",
  renameNamed: (name: string) => `Rename ${name}`,
  remove: "Remove",
  removeNamed: (name: string) => `Remove ${name}`,
  export: "Export",
  exportNamed: (name: string) => `Export ${name}`,
  nothing: "changes nothing",
  moreObjects: (count: number) => `and ${count} more`,
  moved: (count: number) => `${counted(count, "object")} moved on`,
  movedText: "The cluster has another version by now: open the draft to rebase it.",
  conflicts: (count: number) => `${counted(count, "edit")} ${count === 1 ? "does" : "do"} not fit`,
  nobody: "unknown",
  actions: "Actions",
  confirm: {
    title: (name: string) => `Remove ${name}?`,
    description: "The draft and its edits are removed. Nothing in the cluster changes.",
    text: (count: number) =>
      `${counted(count, "edit")} ${count === 1 ? "is" : "are"} lost. Nothing in the cluster changes, since none of it was written.`,
    yes: "Remove the draft",
    no: "Keep it",
    close: "Close",
  },
  renaming: {
    title: (name: string) => `Rename ${name}`,
    description: "Another name for this draft.",
    label: "Name",
    save: "Rename",
    empty: "Give it a name.",
    close: "Close",
  },
  stale: ({ current }: StaleDraft) =>
    current === null
      ? "Somebody removed this draft meanwhile."
      : "Somebody saved this draft meanwhile. Look at it, then try again.",
} as const;
