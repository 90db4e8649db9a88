import type { RateWindow } from "@/lib/view/view-params";
import type { ViewProblem } from "@/lib/view/view-problems";

const NB = "\u202f";

function viewProblemText(problem: ViewProblem): string {
  switch (problem.code) {
    case "unknown-namespace":
      return `There is no namespace ${problem.namespace}.`;
    case "unknown-parameter":
      return `${problem.parameter} is not known here.`;
    case "wrong-value":
      return `${problem.parameter} cannot be ${problem.value === "" ? "empty" : `“${problem.value}”`}; the default is shown.`;
  }
}

/** The frame around every page: rail, top bar, palette. */
export const shellText = {
  product: "Heddle",
  /** `%s` is the name of the page. */
  pageTitle: "%s, Heddle",
  description: "Console for Istio service meshes: live topology, health and security of traffic.",
  skip: "Skip to the content",
  places: {
    label: "Places",
    topology: "Topology",
    config: "Config",
    drafts: "Drafts",
    trace: "Trace",
    changes: "Changes",
    findingCount: (errors: number, warnings: number) =>
      `, ${errors} ${errors === 1 ? "error" : "errors"}, ${warnings} ${warnings === 1 ? "warning" : "warnings"}`,
    draftCount: (count: number) => `, ${count} ${count === 1 ? "draft" : "drafts"} with edits`,
  },
  modes: { label: "Mode", observe: "Observe", design: "Design" },
  scope: {
    clusters: "Clusters",
    namespaces: "Namespaces",
    all: { clusters: "All clusters", namespaces: "All namespaces" },
    button: (kind: string, value: string) => `${kind}: ${value}`,
    more: (count: number) => `+${count}`,
    filter: "Filter names",
    onlyThis: (name: string) => `Only ${name}`,
    only: "only",
    showAll: "Show all",
    noMatch: (text: string) => `No name contains ${text}`,
    none: "None known yet",
    gone: "not in the mesh",
    count: (chosen: number, known: number) => `${chosen} of ${known}`,
  },
  time: {
    label: "Time",
    live: "Live",
    windows: {
      "1m": `1${NB}m`,
      "5m": `5${NB}m`,
      "15m": `15${NB}m`,
      "1h": `1${NB}h`,
    } satisfies Record<RateWindow, string>,
    window: "Rates over",
    windowSuffix: (window: string) => `${window} window`,
    button: (moment: string, window: string) => `Time: ${moment}, ${window} window`,
    atLabel: "Moment, UTC",
    show: "Show",
    back: "Back to live",
    ago: (span: string) => `${span} ago`,
    outside: (reach: string) => `Choose a moment within the last ${reach}.`,
    noPast: "The metrics source keeps no past.",
    zone: "Times are UTC.",
  },
  find: {
    label: "Find or hide",
    placeholder: "Find or hide:",
    example: "from:frontend err>=1%",
    hide: "hide",
    remove: (term: string) => `Remove ${term}`,
    suggestions: "Suggestions",
    hint: "Enter finds. Write hide before a term to leave out what matches.",
    didYouMean: "did you mean",
    take: (suggestion: string) => `Replace by ${suggestion}`,
    notUnderstood: (message: string) => `Not understood, so it filters nothing: ${message}`,
  },
  theme: {
    label: "Appearance",
    system: "As the system",
    light: "Light",
    dark: "Dark",
  },
  palette: {
    label: "Command palette",
    description: "Type to search actions, services and views. Arrow keys choose, Enter runs.",
    placeholder: "Search actions, services, views",
    groups: {
      recent: "Recent",
      action: "Actions",
      service: "Services",
      object: "Objects",
      view: "Views",
    },
    none: (text: string) => `Nothing matches ${text}`,
    escape: "Esc",
  },
  viewProblem: {
    title: "Part of this link is not shown.",
    dismiss: "Clean the link",
    text: viewProblemText,
  },
} as const;
