import "server-only";
import { startupText } from "@/lib/messages/server/startup";
import { err, ok, type Result } from "@/lib/result";
import {
  createKubernetesCluster,
  type KubernetesCluster,
} from "@/server/adapters/kubernetes/kubernetes-cluster";
import { createPrometheusMetrics } from "@/server/adapters/prometheus/prometheus-metrics";
import { openDemo } from "@/server/adapters/sim/open-demo";
import { IN_CLUSTER_NAME, severalClusters } from "@/server/cluster-names";
import type { Config } from "@/server/config";
import type { Log } from "@/server/ops/log";
import type { ClusterPort } from "@/server/ports/cluster";
import type { MetricsPort } from "@/server/ports/metrics";
import { systemClock } from "@/server/system-clock";
import { noCertificate, notAFolder, unreadableFile } from "@/server/unreadable-file";

export type Sources = {
  readonly clusters: readonly ClusterPort[];
  readonly metrics: MetricsPort | null;
  /** Frees what the adapters hold; does not wait, since the process is about to end. */
  readonly close: () => void;
};

async function demoSources(config: Config, log: Log): Promise<Result<Sources, string>> {
  const outside = prometheus(config);
  if (!outside.ok) return outside;
  const demo = await openDemo({
    cluster: config.clusterName,
    seed: config.demoSeed,
    clock: systemClock,
    host: config.host,
    metricsPort: config.demoMetricsPort,
    folder: config.store.kind === "folder" ? config.store.folder : null,
    exposed: (url) => log.info({ url }, "Istio metrics exposed"),
    failed: (what, error) => log.error({ err: error }, what),
  });
  if (!demo.ok) return demo;
  return ok({
    clusters: [demo.value.cluster],
    metrics: outside.value ?? demo.value.metrics,
    close() {
      void outside.value?.close();
      void demo.value.close();
    },
  });
}

const detailOf = (error: unknown): string =>
  error instanceof Error ? error.message : String(error);

const given = <K extends string, V>(key: K, value: V | undefined): { readonly [P in K]?: V } =>
  // The key is K by the signature; a computed key alone is widened to string.
  value === undefined ? {} : ({ [key]: value } as { readonly [P in K]: V });

function prometheus(
  config: Config,
): Result<(MetricsPort & { close(): Promise<void> }) | null, string> {
  if (config.prometheusUrl === undefined) return ok(null);
  const unreadable = unreadableFile([
    ["PROMETHEUS_CA_FILE", config.prometheusCaFile],
    ["PROMETHEUS_TOKEN_FILE", config.prometheusTokenFile],
  ]);
  if (unreadable !== null) return err(unreadable);
  const wrongCa = noCertificate("PROMETHEUS_CA_FILE", config.prometheusCaFile);
  if (wrongCa !== null) return err(wrongCa);
  const { prometheusPassword: password, prometheusUsername: username } = config;
  const basic =
    username === undefined || password === undefined ? undefined : { username, password };
  try {
    return ok(
      createPrometheusMetrics({
        url: config.prometheusUrl,
        clock: systemClock,
        timeoutMs: config.prometheusTimeoutMs,
        insecureSkipVerify: config.prometheusInsecure,
        ...given("severalClusters", severalClusters(config)),
        ...given("bearerToken", config.prometheusToken),
        ...given("bearerTokenFile", config.prometheusTokenFile),
        ...given("headers", config.prometheusHeaders),
        ...given("caFile", config.prometheusCaFile),
        ...given("basic", basic),
      }),
    );
  } catch (error) {
    return err(startupText.refused(startupText.prometheus, detailOf(error)));
  }
}

async function kubernetes(
  config: Config,
  context: string | null,
  log: Log,
): Promise<Result<KubernetesCluster, string>> {
  const { kubernetes: kubeconfig, namespaces = [] } = config;
  const inCluster = kubeconfig.kind === "in-cluster" ? IN_CLUSTER_NAME : null;
  const cluster = await createKubernetesCluster({
    kubeconfig,
    context,
    cluster: config.clusterName ?? inCluster,
    namespaces,
    clock: systemClock,
    random: Math.random,
    log: (entry) => log.info({ context, ...entry }, "cluster"),
  });
  if (cluster.ok) return cluster;
  return err(startupText.noCluster(cluster.error));
}

async function clusterSources(config: Config, log: Log): Promise<Result<Sources, string>> {
  const metrics = prometheus(config);
  if (!metrics.ok) return metrics;
  const clusters: KubernetesCluster[] = [];
  for (const context of new Set(config.contexts ?? [null])) {
    const cluster = await kubernetes(config, context, log);
    if (!cluster.ok) return cluster;
    clusters.push(cluster.value);
  }
  return ok({
    clusters,
    metrics: metrics.value,
    close() {
      for (const cluster of clusters) void cluster.close();
      void metrics.value?.close();
    },
  });
}

/**
 * The adapters that the configuration asks for. The demo reads its metrics from a Prometheus where one is named, and from itself
 * where none is. Nothing is asked of any source yet.
 */
export async function openSources(config: Config, log: Log): Promise<Result<Sources, string>> {
  const { store } = config;
  const wrong = store.kind === "folder" ? notAFolder("HEDDLE_DATA_DIR", store.folder) : null;
  if (wrong !== null) return err(wrong);
  return config.source === "demo" ? demoSources(config, log) : clusterSources(config, log);
}
