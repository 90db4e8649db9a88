import type { AddProblem } from "@/lib/mesh/changes/typed/add-typed";

type Problem = Pick<AddProblem, "code" | "detail">;

const PROBLEMS: Readonly<Record<AddProblem["code"], (detail: string) => string>> = {
  syntax: (detail) => `This is no YAML yet: ${detail}`,
  "tab-indent": () => "YAML is not indented by tabs: use spaces.",
  "duplicate-key": (key) => `${key} stands here a second time. Keep one of the two.`,
  "too-many-aliases": () =>
    "Aliases of aliases make this text too large to be read. Write the values out.",
  "too-deep": () => "This is nested too deep to be an object of Kubernetes.",
  "too-large": () => "This is larger than any object that Kubernetes stores.",
  "unsafe-value": (detail) => `${detail} is no value of JSON, which Kubernetes stores.`,
  "not-an-object": () => "An object begins with apiVersion, kind and metadata.",
  "no-api-version": () => "apiVersion is missing.",
  "no-kind": () => "kind is missing.",
  "no-name": () => "metadata.name is missing.",
  "wrong-type": (field) => `${field} must be text.`,
  "unknown-kind": (kind) =>
    `${kind} is not mesh configuration that Heddle knows. Apply it with kubectl.`,
  "no-object": () => "There is no object here. To remove the object, use the draft's menu.",
  "several-objects": () =>
    "A second object begins here, and this text is of one. Cut it, and paste it under Add objects.",
  "other-kind": (kind) =>
    `This text is of a ${kind}. To make an object of another kind, paste it under Add objects.`,
  "other-name": (name) =>
    `Kubernetes cannot rename an object. Write ${name} here, or paste the text under Add objects to make a second one.`,
  "other-namespace": (namespace) =>
    namespace === ""
      ? "This kind belongs to no namespace. Take the line out."
      : `Kubernetes cannot move an object. Write ${namespace} here, or paste the text under Add objects to make a second one.`,
  "other-version": (versions) => `This kind has no such apiVersion. It has ${versions}.`,
  "not-the-authors": (field) => `${field} is written by the cluster. Take it out.`,
  gone: () => "There is no such object any more: the draft removes it, or the cluster has none.",
  "no-namespace": (name) => `${name} needs a metadata.namespace.`,
  "has-namespace": (kind) => `A ${kind} belongs to no namespace. Take the line out.`,
  "nothing-new": () => "The draft has all of this already.",
  twice: (name) => `${name} stands in this text twice. Keep one of the two.`,
};

const MARKS = { add: "added", change: "changed", remove: "removed" } as const;

/** The panel with the manifests of a draft. */
export const yamlEditorText = {
  panel: "Manifests",
  objects: "Objects of the draft",
  tab: (kind: string, name: string) => `${kind} ${name}`,
  mark: (mark: keyof typeof MARKS) => `${MARKS[mark]} by the draft`,
  editor: (kind: string, name: string) => `YAML of ${kind} ${name}`,
  newObjects: "YAML of new objects",
  hint: "Escape, then Tab leaves the editor. Control and space completes, F8 goes to the next finding.",
  /** Name of a draft that begins with a text. */
  newDraft: (name: string) => `${name} by YAML`,
  loading: "Loading the editor",
  view: { label: "Shown text", draft: "Draft", diff: "Diff", live: "Live" },
  add: "Add objects",
  addHint: "Paste one or more manifests. Objects that exist get the text's fields.",
  open: {
    label: "Open an object",
    find: "Kind, namespace, name",
    none: "No object of the cluster has all of these words.",
    more: (count: number) => (count === 1 ? "1 more" : `${count} more`),
  },
  reading: "The text is long and is still being read.",
  addToDraft: "Add to draft",
  cancel: "Cancel",
  empty: {
    title: "No object yet",
    body: "Split traffic on the canvas, open an object of the cluster, or add objects from YAML.",
  },
  was: (value: string) => `was ${value}`,
  added: "added by the draft",
  changed: "changed by the draft",
  linesRemoved: (count: number) =>
    count === 1 ? "1 line removed above" : `${count} lines removed above`,
  removedByDraft: "The draft removes this object.",
  notInCluster: "The cluster does not have this object.",
  noDifference: "The draft leaves this object as it is in the cluster.",
  unfinished: {
    title: "Text unfinished.",
    at: (line: number, column: number) => `Line ${line}, column ${column}.`,
    kept: "The draft stays as it was, your text is kept.",
    discard: "Discard text",
  },
  moved: {
    title: "The draft has changed under your text.",
    clean: "The two touch different lines.",
    clash: "Both change the same lines; merged, yours stand there.",
    merge: "Merge",
    mine: "Keep mine",
    draft: "Take the draft's",
  },
  foot: {
    one: "Canvas and text are one draft",
    apart: "Text is not in the draft",
    findings: (count: number) => (count === 1 ? "1 finding" : `${count} findings`),
    bundled: "bundled schema",
    cluster: "the cluster's schema",
    unchecked: "no schema",
  },
  names: {
    service: (namespace: string) => `service in ${namespace}`,
    serviceEntry: "ServiceEntry",
    gateway: (namespace: string) => `gateway in ${namespace}`,
    mesh: "all sidecars",
    port: "port of the service",
  },
  schema: (field: string, message: string) =>
    field === "" || field === "<nil>" ? message : `${field}: ${message}`,
  problem: ({ code, detail }: Problem): string => PROBLEMS[code](detail),
} as const;
