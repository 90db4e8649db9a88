import type { ClusterRead, ClusterTarget, ReadGap } from "../../lib/mesh/offline/cluster-read";
import { clusterText } from "../../lib/messages/cli/cluster";
import { type Arguments, type Console, type Options, UsageError } from "../command";

/** The options with which commands are told to ask a cluster. */
export const CLUSTER_OPTIONS: Options = {
  "use-cluster": { type: "flag", help: clusterText.options.useCluster },
  kubeconfig: {
    type: "text",
    short: "c",
    value: "FILE",
    completes: "file",
    help: clusterText.options.kubeconfig,
  },
  context: { type: "text", value: "NAME", help: clusterText.options.context },
};

/** What the named cluster holds; `null` where none is asked for. Throws a `UsageError` where nothing is known of it. */
export async function readCluster(
  args: Arguments,
  console: Console,
  wants: ClusterTarget["wants"],
): Promise<ClusterRead | null> {
  const [kubeconfig, context] = [args.text("kubeconfig"), args.text("context")];
  if (!args.flag("use-cluster") && kubeconfig === null && context === null) return null;
  const namespace = args.text("namespace");
  const namespaces = namespace === null ? [] : [namespace];
  const read = await console.readCluster({ kubeconfig, context, namespaces, wants });
  if (!read.ok) throw new UsageError(clusterText.unread(read.error));
  return read.value;
}

/** Resources that are missing for the same reason, in one sentence. */
export function gapSentences(gaps: readonly ReadGap[]): readonly string[] {
  const alike = new Map<string, ReadGap[]>();
  for (const gap of gaps) {
    // A right that is missing is missing alike; of failures each may be another.
    const why = gap.reason === "failed" ? gap.detail : gap.readIn.join();
    const key = `${gap.reason} ${why}`;
    alike.set(key, [...(alike.get(key) ?? []), gap]);
  }
  return [...alike.values()].flatMap((group) => {
    const [first] = group;
    return first ? clusterText.gap(first, group.map(({ resource }) => resource).toSorted()) : [];
  });
}
