import type { OfflineProblem } from "@/lib/mesh/offline/offline-mesh";

const oneOf = (all: readonly string[]): string =>
  all.length < 2 ? all.join("") : `${all.slice(0, -1).join(", ")} or ${all.at(-1)}`;

const meant = (like: string | null): string => (like === null ? "" : ` Did you mean ${like}?`);

/** What the command says to its user, its help pages but for those of single commands. */
export const cliText = {
  version: "heddle 0.1.0",
  standardInput: "(standard input)",
  summary: "what an Istio configuration does, from its files",
  description:
    "Reads Kubernetes, Istio and Gateway API objects from files and answers from them as istiod and its proxies would. Needs no cluster and no server. `heddle COMMAND --help` has the page of each command; `heddle completion` prints completions for a shell.",
  summaries: {
    trace: "say what becomes of a request, and which line decides it",
    analyze: "say what is wrong with a configuration, with file and line",
    validate: "say which objects an API server with istiod would refuse, and why",
    render: "print the objects after a draft",
    completion: "print completions for a shell",
  },
  help: {
    name: "NAME",
    synopsis: "SYNOPSIS",
    description: "DESCRIPTION",
    options: "OPTIONS",
    commands: "COMMANDS",
    exitStatus: "EXIT STATUS",
    examples: "EXAMPLES",
  },
  options: {
    namespace: "The namespace of objects that name none. Default: default.",
    meshConfig:
      "A file with a MeshConfig, in place of the one in the ConfigMap istio of the files. Without either, Istio's defaults hold.",
    help: "Prints this page.",
    output: "How the result is written. Default: text.",
  },
  errors: {
    usage: (what: string) => `heddle: ${what}`,
    seeHelp: (command: string) => `Try '${command} --help'.`,
    optionFirst: (option: string) =>
      `${option} stands before the command: options follow it, heddle COMMAND [OPTION]… [FILE]….`,
    unknownCommand: (name: string, like: string | null) =>
      `There is no command ${name}.${meant(like)}`,
    unknownOption: (name: string, like: string | null) =>
      `There is no option ${name}.${meant(like)}`,
    takesNoValue: (name: string) => `${name} takes no value.`,
    wantsValue: (name: string, value: string) => `${name} wants a value: ${name} ${value}.`,
    notAChoice: (name: string, value: string, choices: readonly string[]) =>
      `${name} cannot be ${value}: it is ${oneOf(choices)}.`,
    givenTwice: (name: string) => `${name} is given twice; it may be given once.`,
    missingOption: (name: string, value: string) => `${name} is missing: ${name} ${value}.`,
    notTogether: (a: string, b: string) => `${a} and ${b} cannot be given together.`,
    noFiles: "No files are named. Name files or folders, or - for standard input.",
    unreadable: (file: string, reason: string) => `${file === "" ? '""' : file}: ${reason}.`,
    nothing: "The files hold no objects.",
    repeated: (first: readonly string[], more: number) =>
      `More than once, of which the last counts: ${first.join(", ")}${more > 0 ? ` and ${more} more` : ""}.`,
    undecided: (namespaces: readonly string[]) =>
      `Whether discoverySelectors take ${namespaces.length === 1 ? "the namespace" : "the namespaces"} ${namespaces.join(", ")} is not known, for nothing says ${namespaces.length === 1 ? "its" : "their"} labels: ${namespaces.length === 1 ? "it is" : "they are"} read as if seen. A Namespace object or --use-cluster says them.`,
    inputTwice: "- is named twice: standard input can be read once.",
    badJson: (what: string, detail: string) => `${what} is not JSON: ${detail}`,
  },
  fileErrors: {
    ENOENT: "there is no such file",
    EACCES: "it may not be read",
    EISDIR: "it is a folder",
    ELOOP: "its links lead in a circle",
    ERR_ENCODING_INVALID_ENCODED_DATA: "it is no text in UTF-8 or UTF-16",
    ERR_STRING_TOO_LONG: "it is too large",
    ERR_FS_FILE_TOO_LARGE: "it is too large",
  } as Readonly<Record<string, string | undefined>>,
};

const PROBLEMS: Readonly<Record<OfflineProblem["code"], (detail: string) => string>> = {
  syntax: (detail) => `not YAML: ${detail}`,
  "tab-indent": () => "a tab indents this line; YAML wants blanks",
  "duplicate-key": (key) => `the key ${key} stands here a second time`,
  "too-many-aliases": (name) => `the alias ${name} stands for too much`,
  "too-deep": (limit) => `nested deeper than ${limit} levels`,
  "too-large": (limit) =>
    `longer than ${limit} characters, more than a cluster keeps of one object`,
  "unsafe-value": (value) => `${value} is no value that JSON has`,
  "not-an-object": (type) => `a ${type} where an object is wanted`,
  "no-api-version": () => "the object has no apiVersion",
  "no-kind": () => "the object has no kind",
  "no-name": () => "the object has no metadata.name",
  "wrong-type": (field) => `${field} is of the wrong type`,
  "unknown-kind": (kind) => `the kind ${kind} is not known`,
  "kind-not-used": (object) => `${object} decides about nothing here`,
  repeated: (object) => `${object} comes a second time; this one counts`,
  "mesh-config": () => "the mesh configuration is no YAML object; Istio's defaults hold",
};

/** `shop.yaml:12: not YAML: …` */
export const offlineProblemText = ({ file, line, code, detail }: OfflineProblem): string =>
  `${file}:${line}: ${PROBLEMS[code](detail)}.`;
