import type { Severity } from "@/lib/mesh/analysis/finding";
import type { AppliesTo } from "@/lib/mesh/references/applies-to";
import type { ConfigColumnId } from "@/lib/view/config/config-params";
import { listed } from "../changes/objects";

const NB = "\u202f";

const plural = (count: number, one: string, many = `${one}s`): string =>
  `${count}${NB}${count === 1 ? one : many}`;

const SEVERITIES: Readonly<Record<Severity, string>> = {
  error: "error",
  warning: "warning",
  info: "note",
};

const NAMED = 2;

function fewOf(names: readonly string[]): string {
  const more = names.length - NAMED;
  if (more <= 0) return listed(names);
  return `${names.slice(0, NAMED).join(", ")} and ${more} more`;
}

function appliesText(applies: AppliesTo): string {
  switch (applies.type) {
    case "hosts":
      return applies.hosts.length === 0 ? "no host" : fewOf(applies.hosts);
    case "workloads":
      return applies.names.length === 0 ? "no workload" : fewOf(applies.names);
    case "objects":
      return fewOf(applies.names);
    case "namespace":
      return `namespace ${applies.namespace}`;
    case "mesh":
      return "the mesh";
    case "unknown":
      return "";
  }
}

/** The list of all configuration. */
export const configListText = {
  title: "Config",
  label: "Configuration objects",
  caption: (shown: number) => `Configuration, ${plural(shown, "object")}`,
  columns: {
    kind: "Kind",
    namespace: "Namespace",
    name: "Name",
    severity: "Worst finding",
    findings: "Findings",
    applies: "Applies to",
    owner: "Owner",
    age: "Age",
  } satisfies Record<ConfigColumnId, string>,
  severity: (severity: Severity) => SEVERITIES[severity],
  none: "none",
  notAnalysed: "not analysed yet",
  clusterScoped: "cluster",
  applies: appliesText,
  count: (shown: number, all: number) =>
    shown === all ? plural(all, "object") : `${shown} of ${plural(all, "object")}`,
  working: "Findings are being worked out.",
  filter: {
    label: "Worst finding",
    error: (count: number) => plural(count, "object with errors", "objects with errors"),
    warning: (count: number) => plural(count, "with warnings", "with warnings"),
    info: (count: number) => plural(count, "with notes", "with notes"),
    none: (count: number) => plural(count, "without findings", "without findings"),
  },
  example: "severity:error owner:argocd age<1d",
  codes: "All codes",
  empty: {
    title: "No configuration yet",
    text: "The clusters have no object of Istio or the Gateway API.",
    topology: "Go to topology",
    unreadTitle: "No configuration that can be read",
    unreadText:
      "Whether the clusters have more is not known: the sentence above says what is missing.",
  },
  early: {
    title: "Findings are being worked out",
    text: "Which objects match is known in a moment: the filter asks for findings.",
  },
  noMatch: {
    title: "No object matches",
    text: "Another term or another namespace may have what is looked for.",
    clear: "Clear find and hide",
    scope: "All namespaces",
  },
  unread: {
    title: "Not all configuration is shown.",
  },
  undecided: "Findings may be of what the control plane does not see.",
} as const;
