// What is measured, in which unit, and within which budget.

/**
 * @typedef {object} Row
 * @property {string} id
 * @property {string} what what the value is, in a few words
 * @property {string} unit
 * @property {number} budget
 * @property {"at most" | "at least" | "exactly"} rule how a value has to stand to the budget
 * @property {string} task the file of `measure/` that reports it
 */

/** @type {readonly Row[]} */
export const ROWS = [
  {
    id: "prometheus.queries_per_tick.5ns",
    what: "HTTP queries that reach Prometheus in the worst tick, 5 namespaces",
    unit: "queries",
    budget: 10,
    rule: "at most",
    task: "prometheus-queries.ts",
  },
  {
    id: "prometheus.queries_per_tick.50ns",
    what: "the same, 50 namespaces",
    unit: "queries",
    budget: 10,
    rule: "at most",
    task: "prometheus-queries.ts",
  },
  {
    id: "viewers.query_ratio",
    what: "HTTP queries with 100 viewers ÷ with 1",
    unit: "ratio",
    budget: 1,
    rule: "exactly",
    task: "prometheus-queries.ts",
  },
  {
    id: "frame.bytes.unchanged",
    what: "bytes on the stream per tick without a change, 300 nodes",
    unit: "bytes",
    budget: 1_000,
    rule: "at most",
    task: "frame-bytes.ts",
  },
  {
    id: "frame.bytes.5pct",
    what: "bytes on the stream per tick with 5 % of the edges changed, 300 nodes",
    unit: "bytes",
    // About 38 of 750 edges with all they have: 500 bytes for each. Every 5 s that is 32 kbit/s for a viewer, 3 Mbit/s for a hundred.
    budget: 20_000,
    rule: "at most",
    task: "frame-bytes.ts",
  },
  {
    id: "event_to_frame.p95",
    what: "change in the cluster until a viewer has its frame, 95th percentile",
    unit: "ms",
    budget: 300,
    rule: "at most",
    task: "event-to-frame.ts",
  },
  {
    id: "graph.build.1000",
    what: "buildGraph at 1,000 nodes, warm",
    unit: "ms",
    budget: 30,
    rule: "at most",
    task: "graph-and-layout.ts",
  },
  {
    id: "layout.1000",
    what: "layoutGraph at 1,000 nodes, warm, the slower of anew and after an addition",
    unit: "ms",
    budget: 30,
    rule: "at most",
    task: "graph-and-layout.ts",
  },
  {
    id: "drag.step.1000",
    what: "a step of dragging a weight until its prediction and findings are known, 1,000 services, 95th percentile",
    unit: "ms",
    budget: 8,
    rule: "at most",
    task: "split-drag.ts",
  },
  {
    id: "analysis.full.1000",
    what: "all analyzers on 1,000 services, 2,000 Istio objects and 2,000 pods, median of runs on a fresh index",
    unit: "ms",
    budget: 100,
    rule: "at most",
    task: "analysis.ts",
  },
  {
    id: "analysis.edit.1000",
    what: "an object of the same mesh edited until its findings and those of all around it are known, 95th percentile of the slowest kind",
    unit: "ms",
    budget: 10,
    rule: "at most",
    task: "analysis.ts",
  },
  {
    id: "yaml.keystroke.1000",
    what: "a keystroke in a manifest until its findings are known, 1,000 objects, 95th percentile",
    unit: "ms",
    budget: 50,
    rule: "at most",
    task: "yaml-keystroke.ts",
  },
  {
    id: "plan.50objects",
    what: "a draft of 50 objects reviewed at 1,000 services, by a cluster that answers at once, median",
    unit: "ms",
    budget: 100,
    rule: "at most",
    task: "plan-objects.ts",
  },
  {
    id: "trace.per_second",
    what: "requests traced in one second on one core, 1,000 services",
    unit: "per s",
    budget: 10_000,
    rule: "at least",
    task: "trace-requests.ts",
  },
  {
    id: "cli.start",
    what: "start of the command until the page of a command is printed",
    unit: "ms",
    budget: 300,
    rule: "at most",
    task: "cli-start.ts",
  },
  {
    id: "cli.analyze.ratio",
    what: "wall time of heddle analyze ÷ that of istioctl analyze, on the same file of 1.1 MB",
    unit: "ratio",
    budget: 1,
    rule: "at most",
    task: "cli-analyze.ts",
  },
  {
    id: "server.rss.1000pods.1viewer",
    what: "peak memory (RSS) of the server at 1,000 pods and 4,000 edges, 1 viewer",
    unit: "MB",
    budget: 300,
    rule: "at most",
    task: "server-memory.ts",
  },
  {
    id: "server.rss.1000pods",
    what: "the same, 10 viewers",
    unit: "MB",
    budget: 300,
    rule: "at most",
    task: "server-memory.ts",
  },
  {
    id: "canvas.frames.300",
    what: "frames within 16.7 ms while panning 300 nodes ÷ the same on an empty page",
    unit: "ratio",
    budget: 0.95,
    rule: "at least",
    task: "canvas.ts",
  },
];
