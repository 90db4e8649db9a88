import "server-only";
import { existsSync, readFileSync } from "node:fs";
import { dirname, isAbsolute, join, resolve } from "node:path";
import type { KubeConfig } from "@kubernetes/client-node";
import { parseDocument } from "yaml";
import {
  booleanAt,
  recordAt,
  recordOrNull,
  recordsAt,
  textAt,
  textsAt,
} from "@/lib/mesh/model/raw/value";
import type { KubeconfigError } from "@/lib/mesh/offline/cluster-read";
import { err, ok, type Result } from "@/lib/result";
import { isRecord, type JsonObject } from "./json";

/** Where the connection to a cluster is described. */
export type KubeconfigSource =
  /** Kubeconfig files as in `KUBECONFIG`: merged, the first that names a thing wins, missing files are skipped. */
  | { readonly kind: "files"; readonly paths: readonly string[] }
  /** The service account of the pod that this runs in; `root` is the folder of its token. */
  | {
      readonly kind: "in-cluster";
      readonly host: string;
      readonly port: string;
      readonly root?: string;
    };

/** One context, ready for use. */
export type Connection = {
  readonly config: KubeConfig;
  readonly context: string;
  /** URL of the API server, without trailing slash; it may have a path. */
  readonly server: URL;
  readonly proxy: string | null;
  /** The context's namespace; `null` when it names none. */
  readonly namespace: string | null;
  /** Impersonation that client-node does not send (`as-uid`, `as-groups`, `as-user-extra`). */
  readonly impersonation: Readonly<Record<string, string | string[]>>;
};

const SERVICE_ACCOUNT = "/var/run/secrets/kubernetes.io/serviceaccount";
const ANONYMOUS = "anonymous";

type Named = { readonly name: string; readonly value: JsonObject };
type Merged = {
  readonly clusters: readonly Named[];
  readonly users: readonly Named[];
  readonly contexts: readonly Named[];
  readonly current: string | null;
};

/** The entries of `clusters`, `users` or `contexts`; each holds its content under the singular. */
const named = (root: JsonObject, field: string): readonly Named[] =>
  recordsAt(root, `${field}s`).flatMap((entry) => {
    const name = textAt(entry, "name");
    return name === null ? [] : [{ name, value: recordAt(entry, field) }];
  });

const firstWins = (a: readonly Named[], b: readonly Named[]): readonly Named[] => [
  ...a,
  ...b.filter((x) => !a.some((y) => y.name === x.name)),
];

/** Paths in a kubeconfig are relative to its folder (kubernetes/client-go `clientcmd/loader.go`, `ResolveLocalPaths`). */
function absolutePaths(value: JsonObject, folder: string, fields: readonly string[]): JsonObject {
  const next: Record<string, unknown> = { ...value };
  for (const field of fields) {
    const path = textAt(value, field);
    if (path) next[field] = isAbsolute(path) ? path : join(folder, path);
  }
  return next;
}

/** A command with a slash is relative to the kubeconfig's folder; one without is looked up in PATH. */
function withCommand(user: JsonObject, folder: string): JsonObject {
  const exec = recordOrNull(user, "exec");
  const command = exec && textAt(exec, "command");
  if (!command?.includes("/")) return user;
  return {
    ...user,
    exec: { ...exec, command: isAbsolute(command) ? command : join(folder, command) },
  };
}

function readFile(path: string): Result<Merged, KubeconfigError> {
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch (e) {
    const detail = (isRecord(e) && textAt(e, "code")) || "unreadable";
    return err({ code: "kubeconfig-unreadable", path, detail });
  }
  const document = parseDocument(text, { prettyErrors: true });
  const fault = document.errors[0];
  if (fault) {
    const line = fault.linePos?.[0].line;
    const detail = line === undefined ? fault.code : `${fault.code} in line ${line}`;
    return err({ code: "kubeconfig-invalid", path, detail });
  }
  const root: unknown = document.toJS();
  if (!isRecord(root)) return err({ code: "kubeconfig-invalid", path, detail: "no mapping" });
  const folder = dirname(resolve(path));
  const userPaths = ["client-certificate", "client-key", "tokenFile"];
  return ok({
    clusters: named(root, "cluster").map((c) => ({
      ...c,
      value: absolutePaths(c.value, folder, ["certificate-authority"]),
    })),
    users: named(root, "user").map((u) => ({
      ...u,
      value: withCommand(absolutePaths(u.value, folder, userPaths), folder),
    })),
    contexts: named(root, "context"),
    current: textAt(root, "current-context") || null,
  });
}

function readFiles(paths: readonly string[]): Result<Merged, KubeconfigError> {
  let merged: Merged = { clusters: [], users: [], contexts: [], current: null };
  const present = paths.filter((p) => existsSync(p));
  if (present.length === 0) {
    return err({ code: "kubeconfig-unreadable", path: paths.join(":"), detail: "ENOENT" });
  }
  for (const path of present) {
    const file = readFile(path);
    if (!file.ok) return file;
    merged = {
      clusters: firstWins(merged.clusters, file.value.clusters),
      users: firstWins(merged.users, file.value.users),
      contexts: firstWins(merged.contexts, file.value.contexts),
      current: merged.current ?? file.value.current,
    };
  }
  return ok(merged);
}

function inCluster(source: Extract<KubeconfigSource, { kind: "in-cluster" }>): Merged {
  const root = source.root ?? SERVICE_ACCOUNT;
  const host = source.host.includes(":") ? `[${source.host}]` : source.host;
  const file = join(root, "namespace");
  const namespace = existsSync(file) ? readFileSync(file, "utf8").trim() : "";
  const name = "in-cluster";
  const cluster = {
    server: `https://${host}:${source.port}`,
    "certificate-authority": join(root, "ca.crt"),
  };
  return {
    clusters: [{ name, value: cluster }],
    users: [{ name, value: { tokenFile: join(root, "token") } }],
    contexts: [{ name, value: { cluster: name, user: name, namespace } }],
    current: name,
  };
}

const EXEC_CLUSTER: ReadonlySet<string> = new Set([
  "server",
  "tls-server-name",
  "insecure-skip-tls-verify",
  "certificate-authority-data",
  "proxy-url",
]);

/** What an exec plugin is told (client.authentication.k8s.io, `KUBERNETES_EXEC_INFO`); client-node leaves it out. */
function execInfo(exec: JsonObject, cluster: JsonObject): string {
  const about = Object.fromEntries(Object.entries(cluster).filter(([k]) => EXEC_CLUSTER.has(k)));
  const withCluster = booleanAt(exec, "provideClusterInfo") === true;
  const spec = { interactive: false, ...(withCluster ? { cluster: about } : {}) };
  const apiVersion = textAt(exec, "apiVersion");
  return JSON.stringify({ apiVersion, kind: "ExecCredential", spec });
}

/** The user as client-node understands it: token files are read again and again, exec plugins get their environment. */
function userFor(user: JsonObject, cluster: JsonObject): JsonObject {
  const { tokenFile: _file, exec, ...rest } = user;
  const file = textAt(user, "tokenFile");
  if (file) {
    // A token file takes precedence over a token (client-go `rest.Config.BearerTokenFile`).
    const { token: _unused, ...others } = rest;
    return { ...others, "auth-provider": { name: "tokenFile", config: { tokenFile: file } } };
  }
  if (!isRecord(exec)) return rest;
  const info = { name: "KUBERNETES_EXEC_INFO", value: execInfo(exec, cluster) };
  return { ...rest, exec: { ...exec, env: [...recordsAt(exec, "env"), info] } };
}

const IMPERSONATE = {
  uid: "impersonate-uid",
  group: "impersonate-group",
  extra: "impersonate-extra-",
} as const;

function impersonationOf(user: JsonObject): Readonly<Record<string, string | string[]>> {
  const headers: Record<string, string | string[]> = {};
  const uid = textAt(user, "as-uid");
  if (uid) headers[IMPERSONATE.uid] = uid;
  const groups = textsAt(user, "as-groups");
  if (groups.length > 0) headers[IMPERSONATE.group] = [...groups];
  const extra = recordAt(user, "as-user-extra");
  for (const key of Object.keys(extra)) {
    headers[`${IMPERSONATE.extra}${encodeURIComponent(key).toLowerCase()}`] = [
      ...textsAt(extra, key),
    ];
  }
  return headers;
}

function serverUrl(text: string | null): URL | null {
  if (text === null || !URL.canParse(text)) return null;
  const url = new URL(text);
  return url.protocol === "https:" || url.protocol === "http:" ? url : null;
}

const find = (list: readonly Named[], name: string): JsonObject | null =>
  list.find((x) => x.name === name)?.value ?? null;

/** client-node's class. Handed in, since the package costs 80 MB of memory once it is loaded: only who connects loads it. */
export type KubeConfigClass = new () => KubeConfig;

function describeOne(name: string, cluster: JsonObject, user: JsonObject, server: URL): string {
  // client-node refuses plain http (a local proxy, a test server) unless verification is off; there is none to do.
  const plain = server.protocol === "http:" ? { "insecure-skip-tls-verify": true } : {};
  const one = {
    clusters: [{ name, cluster: { ...cluster, ...plain } }],
    users: [{ name, user }],
    contexts: [{ name, context: { cluster: name, user: name } }],
    "current-context": name,
  };
  return JSON.stringify(one);
}

/**
 * Describes the connection of one context.
 *
 * Files are merged as `kubectl` merges them: per name the first file wins, `current-context` is the first that is set.
 *
 * @param context `null` for the current one
 */
export function loadConnection(
  source: KubeconfigSource,
  context: string | null,
  Config: KubeConfigClass,
): Result<Connection, KubeconfigError> {
  const merged = source.kind === "files" ? readFiles(source.paths) : ok(inCluster(source));
  if (!merged.ok) return merged;
  const { clusters, users, contexts, current } = merged.value;
  const name = context ?? current ?? "";
  const chosen = find(contexts, name);
  if (!chosen) {
    const available = contexts.map((c) => c.name);
    return err({ code: "context-not-found", context: name, available });
  }
  const clusterName = textAt(chosen, "cluster") ?? "";
  const cluster = find(clusters, clusterName);
  if (!cluster) return err({ code: "cluster-not-found", context: name, cluster: clusterName });
  const server = serverUrl(textAt(cluster, "server"));
  if (!server) {
    const text = textAt(cluster, "server") ?? "";
    return err({ code: "server-invalid", cluster: clusterName, server: withoutUserInfo(text) });
  }
  const userName = textAt(chosen, "user") || ANONYMOUS;
  const user = find(users, userName) ?? (userName === ANONYMOUS ? {} : null);
  if (!user) return err({ code: "user-not-found", context: name, user: userName });
  const config = new Config();
  config.loadFromString(describeOne(name, cluster, userFor(user, cluster), server));
  return ok({
    config,
    context: name,
    server,
    proxy: textAt(cluster, "proxy-url") || null,
    namespace: textAt(chosen, "namespace") || null,
    impersonation: impersonationOf(user),
  });
}

const withoutUserInfo = (text: string): string => text.replace(/\/\/[^@/]*@/, "//");
