import "server-only";
import type { Inventory } from "@/lib/mesh/model/inventory";
import type { KubeconfigError } from "@/lib/mesh/offline/cluster-read";
import { err, ok, type Result } from "@/lib/result";
import type { Clock } from "@/server/ports/clock";
import type { AccessQuestion, ClusterError, ClusterPort } from "@/server/ports/cluster";
import { askAccess, askRules, askUser } from "./access";
import type { KubeconfigSource } from "./connect/kubeconfig";
import { openConnection } from "./connect/open";
import type { ProxyError } from "./connect/transport";
import { DELIVERY_KINDS, readDelivery } from "./delivery";
import { createDiscovery } from "./discovery";
import { clusterError, readObject } from "./read";
import { createSchemas } from "./schema";
import { type KubernetesLogEntry, watchCluster } from "./watch/cluster-watch";
import { CRD_KIND, WATCHED_KINDS } from "./watch/watched-kinds";
import { writeObject } from "./write/write-object";

export type KubernetesClusterOptions = {
  readonly kubeconfig: KubeconfigSource;
  /** `null` for the kubeconfig's current one. */
  readonly context: string | null;
  /** Name of the cluster in every identity; the context's name when `null`. */
  readonly cluster: string | null;
  /** Read when the whole cluster may not be; the namespace of the context is added. */
  readonly namespaces: readonly string[];
  readonly clock: Clock;
  /** From 0 to below 1: spreads retries in time. */
  readonly random: () => number;
  readonly log?: (entry: KubernetesLogEntry) => void;
};

export type KubernetesCluster = ClusterPort & {
  /** Ends all connections. Watches end by their own signals before. */
  close(): Promise<void>;
};

async function askAll(
  questions: readonly AccessQuestion[],
  ask: (question: AccessQuestion) => ReturnType<typeof askAccess>,
): Promise<Result<readonly boolean[], ClusterError>> {
  const answers = await Promise.all(questions.map(ask));
  const allowed: boolean[] = [];
  for (const answer of answers) {
    if (!answer.ok) return err(clusterError(answer.error, null, "create"));
    allowed.push(answer.value);
  }
  return ok(allowed);
}

/**
 * A Kubernetes cluster behind the port.
 *
 * Nothing is asked of the cluster yet: one that is away is reported by `watch` and retried. An error means that the kubeconfig
 * describes no connection.
 */
export async function createKubernetesCluster(
  options: KubernetesClusterOptions,
): Promise<Result<KubernetesCluster, KubeconfigError | ProxyError>> {
  const { clock, random } = options;
  const opened = await openConnection(options.kubeconfig, options.context, clock);
  if (!opened.ok) return opened;
  const { connection, exchange, rest } = opened.value;
  const { context, namespace } = connection;
  const groups = new Set([...WATCHED_KINDS, CRD_KIND, ...DELIVERY_KINDS].map((k) => k.group));
  const discovery = createDiscovery(rest, groups);
  const schemas = createSchemas(rest);
  const cluster = options.cluster ?? context;
  const inventories = new Set<Inventory>();

  return ok({
    cluster,
    watch(signal) {
      let mine: Inventory | null = null;
      const onInventory = (inventory: Inventory | null) => {
        if (mine) inventories.delete(mine);
        if (inventory) inventories.add(inventory);
        mine = inventory;
      };
      const log = options.log ?? (() => {});
      const namespaces = [...new Set([...options.namespaces, ...(namespace ? [namespace] : [])])];
      const parts = { cluster, rest, clock, random, discovery, namespaces, log, onInventory };
      return watchCluster(parts, signal);
    },
    read(ref, signal) {
      const controllerOf = (ns: string, name: string) => {
        for (const inventory of inventories) {
          const owner = inventory.controllerOf(ns, name);
          if (owner) return owner;
        }
        return null;
      };
      return readObject(ref, { rest, discovery, controllerOf }, signal);
    },
    write: (request, signal) => writeObject(request, { exchange, rest, discovery, clock }, signal),
    delivery: (ns, signal) => readDelivery(rest, discovery, ns, signal),
    schema: (kind, version, signal) => schemas.read(kind, version, signal),
    async user(signal) {
      const answer = await askUser(rest, signal);
      return answer.ok ? answer : err(clusterError(answer.error, null, "create"));
    },
    can: (questions, signal) => askAll(questions, (q) => askAccess(rest, q, signal)),
    async rules(ns, signal) {
      const answer = await askRules(rest, ns, signal);
      return answer.ok ? answer : err(clusterError(answer.error, null, "create"));
    },
    close: () => rest.close(),
  });
}
