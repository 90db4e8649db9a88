import type { ExportWords } from "@/lib/mesh/changes/export/export-words";
import { fullName, objectsText } from "./objects";

export const EXPORT_FORMS = ["yaml", "kustomize", "kubectl"] as const;
export type ExportForm = (typeof EXPORT_FORMS)[number];

const FORMS: Readonly<Record<ExportForm, { readonly name: string; readonly note: string }>> = {
  yaml: {
    name: "YAML",
    note: "Each object once, as it ends, in the order of writing.",
  },
  kustomize: {
    name: "Kustomize",
    note: "A component of patches. Each tests what the draft found, so that the build fails where Git says something else.",
  },
  kubectl: {
    name: "kubectl",
    note: "A script with the writes and waits of an apply. Each write is refused when its object has moved on.",
  },
};

/** Comments in exported files. */
export const exportWords: ExportWords = {
  title: (cluster) => `Exported by Heddle from the objects of cluster ${cluster}.`,
  removed: (ref) => `${fullName(ref)} is to be removed: delete its manifest.`,
  inParts: (ref) =>
    `${fullName(ref)} ends like this. To break nothing on the way it is written in two parts, as the kubectl form does.`,
  component: "Name this folder under components: in the kustomization that has the objects.",
  context: (cluster) =>
    `Writes to the current context of kubectl: make sure that it is cluster ${cluster}.`,
  step: (n, of, verb, ref) => `${n} of ${of}: ${objectsText.verb(verb)} ${fullName(ref)}`,
  wait: "The proxies must have got what was written so far.",
};

/** The dialog that hands a change out as files. */
export const exportText = {
  title: (name: string) => `Export ${name}`,
  description:
    "The objects of this change as files: YAML, a kustomize component or a kubectl script.",
  close: "Close",
  forms: "Form",
  form: (form: ExportForm) => FORMS[form],
  copy: "Copy",
  copied: "Copied",
  copyFailed: "The browser does not allow copying. Select the text and copy it.",
  save: "Download",
  download: (name: string) => `Download ${name}`,
  file: (name: string) => `File ${name}`,
  none: "This draft changes nothing.",
  conflicts: (count: number) =>
    `${count === 1 ? "1 edit does" : `${count} edits do`} not fit what the draft stands on and ${count === 1 ? "is" : "are"} left out.`,
} as const;
