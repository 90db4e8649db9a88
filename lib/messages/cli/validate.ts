/** What `heddle validate` says. */
export const validateText = {
  description: [
    "Says of each object whether an API server with istiod would take it: by the schema of its CRD, strictly, with the CEL rules in it, and by the rules of istiod's admission webhook. The schemas are those of Istio and Gateway API that come with Heddle, or with --use-cluster those that the cluster serves. The webhook is that of the control plane's version, where something says it.",
    "Objects of other kinds are read and not judged, unless the cluster has a schema of theirs. Gateway API objects pass istiod's webhook by: what is wrong with them beyond their schema shows in their status alone, and in `heddle analyze`.",
  ],
  useCluster:
    "Takes the schemas of custom resources from the cluster: those of other versions than Heddle's, and those of kinds that Heddle does not know; and the version from its istiod.",
  exit: {
    valid: "Every object would be taken.",
    invalid: "At least one would be refused.",
    unusable:
      "The arguments cannot be used, or a file or a document cannot be read; the rest is judged.",
  },
  examples: {
    folder: "Every manifest in and below a folder.",
    piped: "What a tool renders.",
  },
  sum: (valid: number, invalid: number, notJudged: number) =>
    `${valid} valid, ${invalid} refused${notJudged > 0 ? `, ${notJudged} not judged` : ""}`,
  error: "error",
  warning: "warning",
};
