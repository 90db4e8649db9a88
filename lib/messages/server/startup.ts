import type { KubeconfigError } from "../../mesh/offline/cluster-read";

const UNREADABLE: Readonly<Record<string, string | undefined>> = {
  ENOENT: "there is no such file",
  EACCES: "this user may not read it",
  EISDIR: "it is a folder",
};

/** What is wrong with the connection that the settings describe, and the setting that mends it. */
function connection(
  why: KubeconfigError | { readonly code: "proxy-unsupported"; readonly scheme: string },
): string {
  switch (why.code) {
    case "kubeconfig-unreadable":
      return `the kubeconfig ${why.path} cannot be read (${UNREADABLE[why.detail] ?? why.detail}). Set KUBECONFIG to the path of a kubeconfig`;
    case "kubeconfig-invalid":
      return `${why.path} is no kubeconfig (${why.detail}). Set KUBECONFIG to the path of one`;
    case "context-not-found": {
      const has = why.available.length === 0 ? "it has none" : `it has ${why.available.join(", ")}`;
      return why.context === ""
        ? `the kubeconfig names no current context; ${has}. Set HEDDLE_CONTEXTS`
        : `the kubeconfig has no context ${why.context}; ${has}. Set HEDDLE_CONTEXTS to one of them`;
    }
    case "cluster-not-found":
      return `the context ${why.context} names the cluster ${why.cluster}, which the kubeconfig does not have. Set HEDDLE_CONTEXTS to another context`;
    case "user-not-found":
      return `the context ${why.context} names the user ${why.user}, whom the kubeconfig does not have. Set HEDDLE_CONTEXTS to another context`;
    case "server-invalid":
      return `the cluster ${why.cluster} of the kubeconfig has no usable server (${why.server}). Set KUBECONFIG to another file`;
    case "proxy-unsupported":
      return `the kubeconfig names a proxy of the kind ${why.scheme}; http, https and socks5 are used. Set KUBECONFIG to another file`;
  }
}

/** Sentences of the server's start and of its health endpoints; read in a terminal or by a probe. */
export const startupText = {
  refused: (what: string, detail: string) => `Heddle cannot start: ${what}: ${detail}`,
  demoMesh: "the mesh of the demo cannot be read",
  demoMetrics: (port: number) => `HEDDLE_DEMO_METRICS_PORT=${port} cannot be listened on`,
  unreadableFile: (variable: string, path: string, code: string) =>
    `Heddle cannot start: ${variable}=${path} cannot be read (${code}): use the path of a file that this user may read.`,
  noCertificate: (variable: string, path: string) =>
    `Heddle cannot start: ${variable}=${path} holds no certificate: use the path of a file of certificates as PEM.`,
  prometheus: "the settings of Prometheus cannot be used",
  notAFolder: (variable: string, folder: string, file: string) =>
    `Heddle cannot start: ${variable}=${folder} is not allowed: ${file === folder ? "it" : file} is no folder. Use the absolute path of a folder.`,
  noCluster: (why: Parameters<typeof connection>[0]) =>
    `Heddle cannot start: no connection to a cluster: ${connection(why)}, or try \`npm run demo\`.`,
  foreignHost: (host: string) =>
    `Heddle does not answer under the name ${host.slice(0, 253)}. To allow it, list it in HEDDLE_ALLOWED_HOSTS.`,
  /** Stands for a context of which the kubeconfig has not been read yet. */
  currentContext: "the current context",
  starting: "starting",
  stopping: "stopping",
  ready: "ready",
  waiting: "the first list of these clusters has not arrived",
} as const;
