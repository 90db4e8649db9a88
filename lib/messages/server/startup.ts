/** Sentences of the server's start and of its health endpoints; read in a terminal or by a probe. */
export const startupText = {
  refused: (what: string, detail: string) => `Heddle cannot start: ${what}: ${detail}`,
  demoMesh: "the mesh of the demo cannot be read",
  demoMetrics: (port: number) => `HEDDLE_DEMO_METRICS_PORT=${port} cannot be listened on`,
  unreadableFile: (variable: string, path: string, code: string) =>
    `Heddle cannot start: ${variable}=${path} cannot be read (${code}): use the path of a file that this user may read.`,
  prometheus: "the settings of Prometheus cannot be used",
  noCluster: (code: string, facts: string) =>
    `Heddle cannot start: no connection to a cluster (${code} ${facts}). Set KUBECONFIG and HEDDLE_CONTEXTS, or try \`npm run demo\`.`,
  foreignHost: (host: string) =>
    `Heddle does not answer under the name ${host.slice(0, 253)}. To allow it, list it in HEDDLE_ALLOWED_HOSTS.`,
  /** Stands for a context of which the kubeconfig has not been read yet. */
  currentContext: "the current context",
  starting: "starting",
  stopping: "stopping",
  ready: "ready",
  waiting: "the first list of these clusters has not arrived",
} as const;
