const plural = (count: number, one: string, many = `${one}s`): string =>
  `${count} ${count === 1 ? one : many}`;

/** The table twin of the canvas. */
export const tableText = {
  label: "Topology as tables",
  nodes: "Nodes",
  edges: "Edges",
  /** Captions tell those who do not see the tables how to move in them. */
  caption: (what: string, shown: number) =>
    `${what}, ${shown}. Arrow keys move between rows, letters find one by name, Enter opens the inspector.`,
  count: (shown: number, all: number) => (shown === all ? `${all}` : `${shown} of ${all} found`),
  hidden: (nodes: number, edges: number) =>
    `${plural(nodes, "node")} and ${plural(edges, "edge")} hidden`,
  aggregated: (count: number) => `${plural(count, "node")} folded into namespaces`,
  idle: (count: number) => `${plural(count, "idle object")} left out`,
  noName: (typed: string) => `No row has ${typed} in its name.`,
  noneFound: {
    nodes: (query: string) => `No node matches ${query}.`,
    edges: (query: string) => `No edge matches ${query}.`,
  },
  none: {
    nodes: "No node in this view.",
    edges: "No requests in this window, so no edges.",
    unread: "There are no figures, so who calls whom is not known.",
  },
  columns: {
    name: "Name",
    kind: "Kind",
    namespace: "Namespace",
    health: "Health",
    rps: "Rate",
    errors: "Errors",
    p95: "p95",
    mtls: "mTLS",
    ready: "Ready",
    callers: "Callers",
    callees: "Callees",
    source: "From",
    target: "To",
    protocol: "Protocol",
    share: "Share",
    bytes: "Bytes",
  },
  /** Of a caller that nobody calls: its own calls are what is counted. */
  sent: (rate: string) => `${rate} sent`,
  ofSent: (ratio: string) => `${ratio} of sent`,
  ready: (ready: number, desired: number | null) =>
    desired === null ? `${ready}` : `${ready}/${desired}`,
} as const;
