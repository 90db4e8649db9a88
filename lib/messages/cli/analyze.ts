/** What `heddle analyze` says. */
export const analyzeText = {
  description: [
    "Says what is wrong with a configuration: the messages of istioctl analyze (IST), the checks of Kiali (KIA), and what only an engine that knows what requests do can find (HED). Files are several documents, lists, and folders with all that is below them.",
    "Without a cluster, what the files hold is all that is known. Kinds of which they hold no object, Services in a folder of routes say, were not looked at, and nothing is concluded from their absence.",
    "With --use-cluster the files are judged among the objects of the cluster, and those too: they are named, and have neither file nor line. Of what may not be read there a note is made, and nothing is concluded from its absence.",
  ],
  options: {
    namespace:
      "Findings about objects of this namespace alone; also the namespace of objects that name none. Default: findings of all namespaces; objects that name none are in default.",
    allNamespaces: "Findings of all namespaces.",
    meshNetworks:
      "A file with MeshNetworks, in place of the one in the ConfigMap istio of the files.",
    suppress:
      "Findings to leave out, such as IST0102=Namespace/test-*; of what is in a namespace KIND/NAME.NS, or KIND NS/NAME as istioctl names it. * stands for any text. May be given more than once.",
    failOn: "The least severity that makes the command end with 1. Default: error.",
  },
  exit: {
    clean: "Nothing at or above --fail-on was found.",
    found: "Something was.",
    unusable:
      "The arguments cannot be used, the cluster does not answer, or a file or a document cannot be read; the rest is analysed.",
  },
  examples: {
    folder: "Every manifest in and below a folder.",
    cluster: "What stands in the current cluster.",
    beside: "A folder as it would be in the cluster of that context.",
    github: "In a workflow: findings stand beside the lines of the pull request.",
    suppress: "Without one finding.",
  },
  errors: {
    suppression: (text: string) =>
      `--suppress ${text} is not of the form CODE=KIND/NAME.NAMESPACE, such as IST0102=Namespace/test-*.`,
    unknownCode: (code: string) =>
      `--suppress ${code}: there is no such code; nothing is left out.`,
  },
  skipped: (kinds: readonly (readonly [kind: string, count: number])[]) =>
    `Skipped, for they decide about nothing here: ${kinds
      .map(([kind, count]) => (count === 1 ? kind : `${kind} (${count})`))
      .join(", ")}.`,
  sum: (count: number) => (count === 1 ? "1 finding" : `${count} findings`),
};
