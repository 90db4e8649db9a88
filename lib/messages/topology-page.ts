import type { GraphTypeParam, Lens } from "@/lib/view/view-params";

/** The topology page around its parts. */
export const topologyText = {
  title: "Topology",
  lens: {
    names: {
      traffic: "Traffic",
      health: "Health",
      security: "Security",
      config: "Config",
    } satisfies Record<Lens, string>,
  },
  nodes: {
    label: "Nodes",
    show: "Show",
    services: "Services before workloads",
    idle: "Without traffic",
    types: {
      service: "service",
      app: "app",
      workload: "workload",
      "versioned-app": "versioned app",
    } satisfies Record<GraphTypeParam, string>,
  },
  toolbar: {
    table: "Table",
    canvas: "Canvas",
  },
  clearFind: "Clear find",
  clearHide: "Clear hide",
  showIdle: "Show what is idle",
  wholeScope: "All namespaces",
  loading: {
    title: (cluster: string) => (cluster === "" ? "Reading the mesh" : `Reading ${cluster}`),
    text: "The first list of objects is on its way.",
  },
  unreachable: {
    title: "The cluster did not answer",
    retry: "Try now",
  },
  serverGone: {
    title: "Heddle's server does not answer",
    text: "The page tries again by itself.",
  },
  palette: {
    lens: (lens: string) => `Lens ${lens}`,
    table: "Show the table",
    canvas: "Show the canvas",
    pause: "Pause motion",
    resume: "Resume motion",
    copy: "Copy a link to this view",
    live: "Back to live",
    clear: "Clear find and hide",
    idleOn: "Show idle services",
    idleOff: "Leave out idle services",
  },
  announce: {
    lens: (lens: string) => `${lens} lens`,
    copied: "Link copied",
    notCopied: "The browser did not allow copying",
  },
} as const;
