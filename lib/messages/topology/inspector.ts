import { bareKind, type Kind } from "@/lib/mesh/model/kinds";
import type { AppliedRole } from "@/lib/mesh/routing/applied/applied-object";
import type { HealthLevel } from "@/lib/mesh/telemetry/health";
import type { GraphTypeParam } from "@/lib/view/view-params";
import { healthText } from "../health";

const plural = (count: number, one: string, many = `${one}s`): string =>
  `${count} ${count === 1 ? one : many}`;

type Named = { readonly kind: Kind; readonly name: string };

const ROLES: Readonly<Record<AppliedRole, string>> = {
  route: "Route",
  split: "Split",
  fault: "Fault",
  mirror: "Mirror",
  "traffic-policy": "Traffic policy",
  subsets: "Subsets",
  mtls: "mTLS",
  "client-tls": "Client TLS",
  authorization: "Authorization",
  "request-authentication": "Tokens",
  gateway: "Gateway",
  "service-entry": "Service entry",
  sidecar: "Sidecar",
  telemetry: "Telemetry",
  "envoy-filter": "Envoy filter",
  wasm: "Plug-in",
  "proxy-config": "Proxy config",
};

const GRAPH_TYPES: Readonly<Record<GraphTypeParam, string>> = {
  service: "services",
  app: "apps",
  workload: "workloads",
  "versioned-app": "versioned apps",
};

const TABS = {
  traffic: "Traffic",
  flags: "Flags",
  security: "Security",
  config: "Config",
} as const;

/** The panel beside the canvas. */
export const inspectorText = {
  label: "Selection",
  tabs: TABS,
  tabsLabel: "About the selection",
  close: "Close the inspector",
  copyLink: "Copy link",
  copyFailed: "The browser does not allow copying",
  pin: "Pin in place",
  unpin: "Unpin",
  versionWrong: (version: string, level: HealthLevel, failed: string | null) =>
    `${version} is ${healthText.level(level).toLowerCase()}${failed === null ? "" : `, ${failed} of its requests fail`}`,
  pinned: (kind: string) => `${kind}, pinned`,
  nothing: {
    title: "Nothing is selected",
    text: "Choose a node or an edge on the canvas, in the table or in the list of what is wrong.",
  },
  kind: {
    edge: "Edge",
    service: "Service",
    workload: "Workload",
    app: "App",
    external: "External service",
    passthrough: "Passthrough",
    blackhole: "Black hole",
    unknown: "Unknown caller",
    "unknown-host": "Unknown host",
    aggregate: "Folded namespace",
    group: "Namespace",
  },
  gateway: {
    ingress: "ingress gateway",
    egress: "egress gateway",
    waypoint: "waypoint",
  },
  port: (port: number) => `port ${port}`,
  outOfMesh: "out of the mesh",
  deadService: "selects no pods",
  nodes: (count: number) => plural(count, "node"),
  headline: (source: string, target: string) => `${source} to ${target}`,
  figures: {
    rate: "Rate",
    errors: { http: "Errors 5xx", grpc: "Errors", tcp: "Errors" },
    p95: "p95",
    mtls: "mTLS",
    sent: "Sent",
    received: "Received",
    opened: "Opened",
    perSecond: "/s",
    direction: {
      outbound: "Requests that go out",
    },
    none: "No requests in this window.",
    unread: "There are no figures: the metrics source gives none.",
    pending: "The figures are on their way.",
  },
  versions: {
    label: "Versions",
    version: "Version",
    set: "Set",
    seen: "Seen",
    rps: "rps",
    errors: "Errors",
    p95: "p95",
    notReached: "reached none",
    rest: "Rules with a match come first: the weights divide only what they leave.",
  },
  history: {
    title: "Last 30 min",
    rate: "Rate",
    errors: "Errors",
    latency: "Latency",
    bytes: "Bytes",
    unitRate: "rps",
    unitErrors: "% of requests",
    unitLatency: "ms",
    unitBytes: "per second",
    reportedBy: { source: "reported by source", destination: "reported by destination" },
    time: "Time, UTC",
    total: "all",
    toServer: "to the server",
    toClient: "to the client",
    notReached: "reached none",
    degradedFrom: (share: string) => `degraded from ${share}`,
    failingFrom: (share: string) => `failing from ${share}`,
    loading: "Reading the last 30 min",
    failed: "The history could not be read.",
    empty: "No samples in the last 30 min.",
    tooMany: "Too many workloads for one chart: choose an edge or a version.",
    again: "Try again",
    warning: "The source warns",
  },
  neighbours: {
    callers: "Callers",
    callees: "Callees",
    none: {
      callers: "Nobody calls it in this window.",
      callees: "It calls nobody in this window.",
    },
    unread: "Not known without figures.",
    inspectEdge: (source: string, target: string) => `Inspect the edge ${source} to ${target}`,
    more: (count: number) => `${count} more`,
    fewer: "Show fewer",
    figures: "rps, errors",
  },
  messages: {
    title: "gRPC messages",
    toServer: "To the server",
    toClient: "To the client",
    unit: "msg/s",
  },
  pods: {
    title: "Pods",
    caption: "Pods of the workload",
    name: "Pod",
    ready: "Ready",
    restarts: "Restarts",
    proxy: "Proxy",
    yes: "yes",
    no: "no",
    ending: "ending",
    omitted: (count: number) => `${plural(count, "more pod", "more pods")} not listed.`,
    none: "No pods.",
    proxies: {
      sidecar: "sidecar",
      ambient: "ambient",
      gateway: "gateway",
      waypoint: "waypoint",
      none: "none",
    },
  },
  unknown: {
    "no-proxy-caller":
      "The caller sent no certificate, so metrics do not name it. It is a client without a proxy.",
    "outside-caller": "These requests enter from outside the mesh; nothing names who sent them.",
    passthrough: "The host is in no registry, and the mesh lets it pass.",
    blackhole: "The host is in no registry, and the mesh refuses it.",
    "not-in-cluster": "Metrics name it, and it is not in the cluster (any more).",
    "not-readable": (kind: Kind, resources: readonly string[]) =>
      resources.length === 0
        ? "Metrics name it. Whether the cluster has it is not known: the cluster is not being read at the moment."
        : `Metrics name it. Whether the cluster has it is not known: ${resources.join(", ")} (${bareKind(kind)}) cannot be read completely. The state of the sources says which right is missing.`,
    "not-watched": (cluster: string) =>
      `It is in a cluster that the mesh calls ${cluster}, and no watched cluster is known by that ID. HEDDLE_ISTIO_CLUSTER_ID says which one it is.`,
    "host-unresolved": (host: string) => `The host ${host} belongs to no Service or ServiceEntry.`,
    candidates: (count: number) =>
      count === 0
        ? "No workload without a proxy is known in this cluster."
        : `${plural(count, "workload")} without a proxy can be it:`,
    hosts: "Hosts",
  },
  flags: {
    caption: "Answers by code and flag, connections by flag",
    code: "Code",
    flags: "Flags",
    rate: "per s",
    share: "Share",
    connection: "connection",
    grpc: (status: string) => `gRPC ${status}`,
    noResponse: "no response",
    none: "none",
    empty: "No answers and no new connections in this window.",
    meaning: "What they mean",
    denied:
      "An AuthorizationPolicy refused it: the policies refuse this caller too. Security names the policy.",
    fine: {
      answers: "Every answer is a success, and the proxies flagged nothing.",
      connections: "The proxies flagged no connection.",
    },
  },
  config: {
    absence: {
      none: "No Istio or Gateway API object applies: Istio's defaults hold.",
      "no-target": "It is not in the cluster, so no object can apply to it.",
      "target-unread": "Which objects apply is not known: what they would apply to cannot be read.",
      unread: "None is known to apply, but objects of some kinds cannot be read.",
    },
    more: "Objects of some kinds cannot be read, so more may apply.",
    applies: "Objects that apply",
    role: (role: AppliedRole) => ROLES[role],
    object: ({ kind, name }: Named) => `${bareKind(kind)} ${name}`,
    line: (line: number) => `line ${line}`,
    maybe: "may apply",
    yaml: (object: string) => `YAML of ${object}`,
    reading: "Reading",
    copy: "Copy YAML",
    copied: "Copied",
    omitted: "managedFields are left out.",
    page: "Open its page",
    again: "Try again",
    highlighted: "decides",
  },
  decided: {
    title: "Decided by",
    access: "Access",
    caller: "Caller",
    callee: "Callee",
    mtls: "mTLS",
  },
  foot: {
    window: (source: string | null, window: string) =>
      source === null ? `${window} window` : `${source}, ${window} window`,
    asOf: (ago: string) => `as of ${ago}`,
    old: (span: string) => `${span} old`,
    at: (moment: string) => `at ${moment}`,
    waiting: "reading",
    none: "no figures",
  },
  absent: {
    title: "It is not in this view",
    scope: "It is outside the chosen clusters or namespaces.",
    hidden: "What is hidden covers it.",
    idle: "It has no requests, and idle objects are left out.",
    services: "Services are not drawn in this view.",
    folded: "It is inside a namespace that is folded because the graph is large.",
    graphType: (type: GraphTypeParam) =>
      `This view shows other nodes; it is one of ${GRAPH_TYPES[type]}.`,
    nowhere:
      "No view of this moment has it: it was removed, renamed, or has no requests in this window.",
    show: "Show it",
    clear: "Clear the selection",
    id: "The link names",
  },
  group: {
    services: (count: number) => plural(count, "service"),
    mesh: {
      sidecar: "sidecar injection is on",
      ambient: "ambient is on",
      none: "neither injection nor ambient is on",
    },
    unread: "The namespace itself could not be read.",
    busiest: "Nodes",
    enters: "Enters",
    only: "Show only this namespace",
    open: "Unfold",
    folded: (count: number) =>
      `Stands for ${plural(count, "node")}, folded because the graph is large.`,
  },
} as const;
