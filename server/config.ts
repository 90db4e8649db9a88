import "server-only";
import { homedir } from "node:os";
import path from "node:path";
import { configText } from "@/lib/messages/server/config";
import { err, ok, type Result } from "@/lib/result";
import type { Setting } from "@/server/setting-schemas";
import { SETTINGS, type SettingKey, type Settings } from "@/server/settings";

/** Where the connection to Kubernetes is described: files as `KUBECONFIG` lists them, or the pod's service account. */
export type KubernetesConfig =
  | { readonly kind: "files"; readonly paths: readonly string[] }
  | { readonly kind: "in-cluster"; readonly host: string; readonly port: string };

/** Where drafts and changes are kept: a folder of this process alone, or a PostgreSQL that several share. */
export type StoreConfig =
  | { readonly kind: "folder"; readonly folder: string }
  | { readonly kind: "server"; readonly url: string };

/** What the server was told, complete and checked. */
export type Config = Omit<Settings, "source" | "kubeconfig" | "dataDir" | "databaseUrl"> & {
  readonly store: StoreConfig;
  readonly source: "demo" | "cluster";
  readonly kubernetes: KubernetesConfig;
};

/** One setting that stops the start. `value` is masked where it is secret, and empty where none was given. */
export type ConfigProblem = {
  readonly variable: string;
  readonly value: string;
  readonly allowed: string;
};

export type Environment = {
  readonly [name: string]: string | undefined;
  readonly NODE_ENV?: string | undefined;
  /** Set by Kubernetes in every pod. */
  readonly KUBERNETES_SERVICE_HOST?: string | undefined;
  readonly KUBERNETES_SERVICE_PORT?: string | undefined;
  readonly XDG_DATA_HOME?: string | undefined;
};

const MASK = "••••";

// A password in a URL is as secret as one of its own variable.
const withoutPassword = (value: string): string =>
  value.replace(/(\/\/[^/@:]*:)[^/@]*@/, `$1${MASK}@`);

const shown = (setting: Setting, value: string): string =>
  setting.secret ? MASK : withoutPassword(value);

function read(env: Environment, setting: Setting): { name: string; value: string | undefined } {
  for (const name of setting.names) {
    const value = env[name];
    if (value !== undefined && value !== "") return { name, value };
  }
  return { name: setting.names[0], value: undefined };
}

/** Rules between settings, which no single row can state. */
function conflicts(settings: Settings): readonly ConfigProblem[] {
  const problems: ConfigProblem[] = [];
  const clash = (variable: string, allowed: string) =>
    problems.push({ variable, value: MASK, allowed });
  if (settings.prometheusToken !== undefined && settings.prometheusTokenFile !== undefined) {
    clash("PROMETHEUS_TOKEN", configText.onlyOneOf("PROMETHEUS_TOKEN", "PROMETHEUS_TOKEN_FILE"));
  }
  const bearer = settings.prometheusToken ?? settings.prometheusTokenFile;
  if (bearer !== undefined && settings.prometheusUsername !== undefined) {
    clash("PROMETHEUS_USERNAME", configText.onlyOneOf("a bearer token", "a user and password"));
  }
  if ((settings.prometheusUsername === undefined) !== (settings.prometheusPassword === undefined)) {
    clash("PROMETHEUS_PASSWORD", configText.bothOf("PROMETHEUS_USERNAME", "PROMETHEUS_PASSWORD"));
  }
  if (settings.clusterName !== undefined && (settings.contexts?.length ?? 0) > 1) {
    problems.push({
      variable: "HEDDLE_CLUSTER_NAME",
      value: settings.clusterName,
      allowed: configText.oneContextOnly,
    });
  }
  return [...problems, ...clusterIdProblems(settings)];
}

/** Several clusters need a name beside each ID, and each one cluster; a single one needs none. */
function clusterIdProblems({
  contexts = [],
  istioClusterId = [],
}: Settings): readonly ConfigProblem[] {
  const several = contexts.length > 1;
  const names = istioClusterId.map((entry) => entry.split("=").slice(0, -1).join());
  const fits = several
    ? names.every((name) => contexts.includes(name))
    : istioClusterId.length < 2 && names.every((name) => name === "");
  if (fits) return [];
  const allowed = several ? configText.contextAndId(contexts) : configText.oneClusterId;
  return [{ variable: "HEDDLE_ISTIO_CLUSTER_ID", value: istioClusterId.join(","), allowed }];
}

function kubernetesOf(kubeconfig: string | undefined, env: Environment): KubernetesConfig {
  if (kubeconfig !== undefined) {
    const paths = kubeconfig.split(path.delimiter).filter((part) => part !== "");
    return { kind: "files", paths };
  }
  const { KUBERNETES_SERVICE_HOST: host, KUBERNETES_SERVICE_PORT: port } = env;
  if (host !== undefined && port !== undefined) return { kind: "in-cluster", host, port };
  return { kind: "files", paths: [path.join(homedir(), ".kube", "config")] };
}

/**
 * The URL where there is one, else the folder; without either a folder among the user's own for data of programs. The demo has its own:
 * it can be tried while Heddle runs on a cluster.
 */
function storeOf(
  { databaseUrl: url, dataDir }: Pick<Settings, "databaseUrl" | "dataDir">,
  source: Config["source"],
  env: Environment,
): StoreConfig {
  if (url !== undefined) return { kind: "server", url };
  // source: XDG Base Directory Specification, https://specifications.freedesktop.org/basedir-spec/latest/: relative paths are ignored.
  const { XDG_DATA_HOME: given = "" } = env;
  const shared = path.isAbsolute(given) ? given : path.join(homedir(), ".local", "share");
  const own = source === "demo" ? "heddle-demo" : "heddle";
  return { kind: "folder", folder: dataDir ?? path.join(shared, own) };
}

/**
 * The configuration that `env` asks for, or every setting in it that is wrong.
 *
 * Without `HEDDLE_SOURCE` the cluster is watched; a development server takes the demo instead, so that starting it never
 * connects to whatever cluster the kubeconfig happens to name.
 */
export function parseConfig(env: Environment): Result<Config, readonly ConfigProblem[]> {
  const values: Partial<Record<SettingKey, unknown>> = {};
  const problems: ConfigProblem[] = [];
  for (const [key, setting] of Object.entries(SETTINGS)) {
    const { name, value } = read(env, setting);
    const parsed = setting.schema.safeParse(value);
    // Every key of SETTINGS is visited, so what `values` holds in the end is what the schemas gave.
    if (parsed.success) values[key as SettingKey] = parsed.data;
    else {
      problems.push({
        variable: name,
        value: shown(setting, value ?? ""),
        allowed: setting.allowed,
      });
    }
  }
  if (problems.length > 0) return err(problems);
  const settings = values as Settings;
  const clashes = conflicts(settings);
  if (clashes.length > 0) return err(clashes);
  const fallback = env.NODE_ENV === "development" ? "demo" : "cluster";
  const { kubeconfig, databaseUrl, dataDir, source = fallback, ...rest } = settings;
  const store = storeOf({ databaseUrl, dataDir }, source, env);
  return ok({ ...rest, source, store, kubernetes: kubernetesOf(kubeconfig, env) });
}

/** What is printed when the start is refused: one line for each wrong setting. */
export const describeProblems = (problems: readonly ConfigProblem[]): string =>
  [configText.refused, ...problems.map((p) => `  ${configText.problem(p)}`)].join("\n");

/** The configuration of this process. */
export const loadConfig = (): Result<Config, readonly ConfigProblem[]> => parseConfig(process.env);

/** Whether a settings value must never reach a log: the names of those that must not. */
export const SECRET_SETTINGS: readonly string[] = Object.entries(SETTINGS)
  .filter(([, setting]) => setting.secret)
  .map(([key]) => key);
