import { formatRate } from "@/lib/format/figures";
import type { EditConflict } from "@/lib/mesh/changes/draft";
import type { EditIntent } from "@/lib/mesh/changes/edit";
import { bareKind } from "@/lib/mesh/model/kinds";
import { counted, listed } from "../changes/objects";
import { trafficText } from "../changes/traffic";

const CONFLICT: Readonly<Record<EditConflict["reason"], string>> = {
  "exists-already": "does not fit: the object exists by now",
  "does-not-exist": "does not fit: the object is gone",
  "changed-elsewhere": "does not fit: it says something else now",
  "path-gone": "does not fit: the place is gone",
};

/** `90/10` of the rows that have something before or after. */
function sharesText(
  shares: Extract<EditIntent, { type: "split" }>["shares"],
  side: "before" | "after",
) {
  const shown = shares.filter((s) => s.after > 0 || (s.before ?? 0) > 0);
  return shown.map((s) => s[side] ?? 0).join("/");
}

/** What the author meant, in a line. */
function intentText(intent: EditIntent): string {
  switch (intent.type) {
    case "split": {
      const after = sharesText(intent.shares, "after");
      const isNew = intent.shares.every((s) => s.before === null);
      if (isNew) return `Split ${intent.service.name} ${after}`;
      return `Split ${sharesText(intent.shares, "before")} to ${after}`;
    }
    case "typed":
      return `Typed in ${bareKind(intent.ref.kind)} ${intent.ref.name}`;
    case "fix":
      return `Fix of ${intent.code}`;
    case "remove":
      return `Remove ${bareKind(intent.ref.kind)} ${intent.ref.name}`;
  }
}

const MARKS = { create: "new", update: "changed", remove: "removed", same: "as it was" } as const;

/** The open draft at the foot of the page. */
export const trayText = {
  label: "Change tray",
  draft: "Draft",
  open: "Open the tray",
  shut: "Close the tray",
  noDraft: "No draft is open",
  noDraftHint: "Choose a service or an edge and split its traffic.",
  beginByText: "Type in the text or take a fix: the first edit opens one.",
  drafts: "Drafts",
  otherDrafts: "Open another draft",
  newDraft: "New draft",
  none: "There are no other drafts.",
  name: "Name of the draft",
  rename: "Rename the draft",
  newName: (service: string) => `${service} split`,
  copyName: (name: string) => `${name}, mine`,
  edits: (edits: number, objects: number) =>
    `${counted(edits, "edit")} in ${counted(objects, "object")}`,
  noEdits: "nothing in it yet",
  onCluster: "nothing changed since",
  moved: (count: number) => `${counted(count, "object")} changed since`,
  discard: "Discard",
  discarded: (name: string) => `${name} is discarded.`,
  bringBack: "Bring it back",
  export: "Export",
  review: (objects: number) => `Review ${counted(objects, "object")}`,
  nothingToReview: "The draft changes nothing yet.",
  columns: {
    object: "Object",
    edit: "Edit",
    checks: "Checks",
    owner: "Owner",
    reach: "Reach",
    revert: "Take back",
  },
  show: (name: string) => `Show the edits of ${name}`,
  hide: (name: string) => `Hide the edits of ${name}`,
  mark: (mark: keyof typeof MARKS) => MARKS[mark],
  editCount: (count: number) => counted(count, "edit"),
  intent: intentText,
  place: (places: readonly string[]) => listed(places),
  /** Where an edit acts: the rule of a split, else the one field, else how many. */
  placeOf: (intent: EditIntent, places: readonly string[]) => {
    if (intent.type === "split" && places.some((p) => p.startsWith(intent.rule))) {
      return intent.rule;
    }
    return places.length === 1
      ? places.join("")
      : places.length === 0
        ? ""
        : counted(places.length, "field");
  },
  movedOn: "changed in the cluster",
  valid: "valid",
  checking: "checking",
  findings: (count: number, line: number | null) =>
    `${counted(count, "finding")}${line === null ? "" : ` at line ${line}`}`,
  conflict: (reason: EditConflict["reason"]) => CONFLICT[reason],
  reach: (rate: number | null) =>
    rate === null ? "not known" : rate === 0 ? trafficText.figure(0) : formatRate(rate, "key"),
  revertObject: (name: string) => `Take back all that is drafted of ${name}`,
  revertEdit: (what: string) => `Take back: ${what}`,
  undo: "Undo the last edit",
  redo: "Redo",
  last: (what: string) => `Last: ${what}`,
  saved: "saved",
  saving: "saving",
  unsaved: (since: string) => `not saved since ${since}`,
  unsavedWhy: {
    title: "The draft is not saved.",
    kept: "It is kept in this browser and tried again.",
    notKept: "This browser does not keep it either: do not close the page.",
  },
  rival: {
    title: "This draft was changed elsewhere.",
    text: (edits: number) =>
      `Your ${counted(edits, "edit")} ${edits === 1 ? "does" : "do"} not go together with that.`,
    goneTitle: "This draft was discarded elsewhere.",
    goneText: "It is still here, with all edits.",
    endedTitle: "This draft has been written.",
    endedText: "The cluster has all of it, so it is no draft any more.",
    keepEnded: "Keep it as a draft",
    theirs: "Take theirs",
    letGo: "Let it go",
    mine: "Keep mine",
    both: "Keep both",
  },
  clusterMoved: {
    title: (count: number) => `${counted(count, "object")} changed since you started.`,
    writtenTitle: (count: number) =>
      `${counted(count, "object")} changed since you started, to what this draft makes of ${count === 1 ? "it" : "them"}.`,
    text: (names: readonly string[]) => `${listed(names)}.`,
    rebase: "Rebase",
    compare: "Compare",
  },
  conflicts: {
    title: (count: number) =>
      `${counted(count, "edit")} ${count === 1 ? "does" : "do"} not fit the cluster any more.`,
    text: "They are kept in the tray: take them back, or draw them anew.",
  },
  unreadable: { title: "The draft could not be read.", text: "It is tried again." },
  copy: {
    title: "This is the copy that this browser has kept of the draft.",
    text: "The server's could not be read yet. It is tried again, and both are put together then.",
  },
  missing: {
    title: "This draft is not there any more.",
    text: "It was discarded, or it ended when all of it had been written and kept.",
    close: "Close",
  },
  said: {
    undone: (what: string) => `Undone: ${what}.`,
    redone: (what: string) => `Redone: ${what}.`,
    nothingToUndo: "Nothing to undo.",
    nothingToRedo: "Nothing to redo.",
    rebased: (conflicts: number) =>
      conflicts === 0
        ? "Rebased. Every edit fits."
        : `Rebased. ${counted(conflicts, "edit")} not fitting.`,
    mode: { observe: "Observe mode", design: "Design mode" },
  },
} as const;
