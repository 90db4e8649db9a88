import type { EditConflict } from "@/lib/mesh/changes/draft";
import { bareKind } from "@/lib/mesh/model/kinds";

const REASONS: Readonly<Record<EditConflict["reason"], string>> = {
  "exists-already": "it would be made, and is there already",
  "does-not-exist": "it is not in the files",
  "changed-elsewhere": "the value that it replaces is another one here",
  "path-gone": "the place that it changes is gone",
};

/** What `heddle render` says. */
export const renderText = {
  description: [
    "Prints the objects of the files as they are after a draft, in one form whatever the files look like, so that two outputs can be compared: `diff <(heddle render mesh/) <(heddle render mesh/ --draft d.yaml)`.",
    "A draft is what Heddle's page exports (edits, each of which applies whole or not at all), or a file of manifests, each of which stands in place of the object of its kind, namespace and name.",
  ],
  options: {
    draft: "The draft. Without it the objects as they are.",
    changed: "Only the objects that the draft changes, adds or removes; of removed ones a comment.",
    output: "How the objects are written. Default: yaml.",
  },
  exit: {
    rendered: "The draft applies.",
    conflicts: "An edit does not fit the files; the others are applied.",
    unusable: "The arguments cannot be used, or a file or a document cannot be read.",
  },
  examples: {
    whole: "All objects with a draft laid over them.",
    changed: "What it changes, as JSON.",
  },
  errors: {
    notADraft: (file: string) =>
      `${file} is neither a draft nor a file of manifests: a draft is JSON with base and edits, as Heddle exports it.`,
  },
  conflict: ({ ref, reason }: EditConflict) =>
    `An edit of ${bareKind(ref.kind)} ${ref.namespace}/${ref.name} does not fit: ${REASONS[reason]}.`,
  removed: (kind: string, name: string) => `# removed: ${kind} ${name}\n`,
};
