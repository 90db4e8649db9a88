import type { ClusterUnread, ReadGap } from "../../mesh/offline/cluster-read";

const UNREADABLE: Readonly<Record<string, string | undefined>> = {
  ENOENT: "there is no such file",
  EACCES: "it may not be read",
  EISDIR: "it is a folder",
};

const named = (names: readonly string[]): string =>
  names.length === 0 ? "It has none." : `It has ${names.join(", ")}.`;

/** Why nothing is known of the cluster. */
function unread(why: ClusterUnread): string {
  switch (why.code) {
    case "kubeconfig-unreadable":
      return `The kubeconfig ${why.path} cannot be read: ${UNREADABLE[why.detail] ?? why.detail}. Name one with --kubeconfig or KUBECONFIG.`;
    case "kubeconfig-invalid":
      return `The kubeconfig ${why.path} is no kubeconfig: ${why.detail}.`;
    case "context-not-found":
      return why.context === ""
        ? `The kubeconfig names no current context. Name one with --context. ${named(why.available)}`
        : `The kubeconfig has no context ${why.context}. ${named(why.available)}`;
    case "cluster-not-found":
      return `The context ${why.context} names the cluster ${why.cluster}, which the kubeconfig does not have.`;
    case "user-not-found":
      return `The context ${why.context} names the user ${why.user}, which the kubeconfig does not have.`;
    case "server-invalid":
      return `The cluster ${why.cluster} of the kubeconfig has no usable server: ${why.server}`;
    case "proxy-unsupported":
      return `The kubeconfig names a proxy of the kind ${why.scheme}; http, https and socks5 are used.`;
    case "no-answer":
      return `The cluster at ${why.url} does not answer: ${why.detail}.`;
    case "nothing-allowed":
      return `The cluster at ${why.url} lets this user read nothing: ${why.detail}.`;
  }
}

/** One sentence for all resources that are missing for the same reason. */
function gap({ reason, readIn, detail }: ReadGap, resources: readonly string[]): string {
  const list = resources.join(", ");
  if (reason === "failed") return `Not read, for the cluster failed: ${list} (${detail}).`;
  return readIn.length === 0
    ? `Not read, for the right to list them is missing: ${list}. Nothing is concluded from their absence.`
    : `Read in ${readIn.join(", ")} alone, for the right to list them in the whole cluster is missing: ${list}.`;
}

export const clusterText = {
  options: {
    useCluster:
      "Reads the cluster too, as the server does: the files stand beside its objects, and in place of those of their kind and name. Without files the cluster alone is analysed.",
    kubeconfig:
      "The kubeconfig of that cluster, which is used then. Default: KUBECONFIG, else ~/.kube/config, else the service account of the pod.",
    context: "The context of the kubeconfig; the cluster is used then. Default: the current one.",
  },
  unread,
  gap,
};
