import "server-only";
import { setMaxListeners } from "node:events";
import { homedir } from "node:os";
import { delimiter, join } from "node:path";
import { isJsonObject, type Json, type JsonObject as PlainObject } from "@/lib/mesh/manifest/json";
import { ROOT_NAMESPACE } from "@/lib/mesh/model/namespace-mesh";
import { recordAt, textAt } from "@/lib/mesh/model/raw/value";
import type {
  ClusterRead,
  ClusterTarget,
  ClusterUnread,
  ReadGap,
} from "@/lib/mesh/offline/cluster-read";
import { err, ok, type Result } from "@/lib/result";
import type { Clock } from "@/server/ports/clock";
import { type ApiFailure, describeFailure } from "../connect/failure";
import type { JsonObject } from "../connect/json";
import type { KubeconfigSource } from "../connect/kubeconfig";
import { openConnection } from "../connect/open";
import type { Rest } from "../connect/rest";
import { createDiscovery, type Discovery, splitApiVersion } from "../discovery";
import { createSchemas } from "../schema";
import { createKindStore } from "../watch/kind-store";
import { createNamespaces, type Namespaces } from "../watch/namespaces";
import { listCollection } from "../watch/pages";
import type { WatchedKind } from "../watch/watched-kinds";
import { configMaps, kindsFedBy, READ_KINDS, readWith } from "./kinds";

/** As `process.env`. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** Where the connection is described, in the order of kubectl: the option, the variable, the home folder, and within a pod its account. */
export function sourceOf(kubeconfig: string | null, env: Environment): KubeconfigSource {
  if (kubeconfig !== null) return { kind: "files", paths: [kubeconfig] };
  const named = (env["KUBECONFIG"] ?? "").split(delimiter).filter(Boolean);
  if (named.length > 0) return { kind: "files", paths: named };
  const [host, port] = [env["KUBERNETES_SERVICE_HOST"], env["KUBERNETES_SERVICE_PORT"]];
  return host && port
    ? { kind: "in-cluster", host, port }
    : { kind: "files", paths: [join(homedir(), ".kube", "config")] };
}

type Reading = {
  readonly rest: Rest;
  readonly discovery: Discovery;
  readonly namespaces: Namespaces;
  readonly signal: AbortSignal;
};

type KindRead = { readonly objects: readonly JsonObject[]; readonly gap: ReadGap | null };

const NOTHING: KindRead = { objects: [], gap: null };

/**
 * Reads once what the connected user may read of a cluster. What may not be read, or fails, is among the gaps, and everything else is
 * read. An error means that nothing is known of the cluster.
 *
 * @param env the environment, for `KUBECONFIG`
 */
export async function readCluster(
  target: ClusterTarget,
  env: Environment,
  clock: Clock,
): Promise<Result<ClusterRead, ClusterUnread>> {
  const opened = await openConnection(sourceOf(target.kubeconfig, env), target.context, clock);
  if (!opened.ok) return opened;
  const { rest, connection } = opened.value;
  const { signal } = new AbortController();
  // Each request listens while it is under way.
  setMaxListeners(0, signal);
  const discovery = createDiscovery(rest, new Set(READ_KINDS.map((k) => k.group)));
  const unread = async (code: "no-answer" | "nothing-allowed", detail: string) => {
    await rest.close();
    return err({ code, url: rest.url, detail });
  };
  const found = await discovery.refresh(signal);
  if (!found.ok) return unread("no-answer", describeFailure(found.error));
  const schemaOf = schemasOf(rest, signal);
  if (target.wants === "schemas") {
    const objects = await readControlPlanes({ rest, discovery, signal }, clock);
    return ok({ objects, gaps: [], schemaOf, close: rest.close });
  }
  const own = connection.namespace === null ? [] : [connection.namespace];
  const read = await readKinds([...target.namespaces, ...own], { rest, discovery, signal }, clock);
  const gaps = read.flatMap(({ gap }) => gap ?? []);
  const objects = read.flatMap((r) => r.objects);
  const failure = gaps.find(({ reason }) => reason === "failed") ?? gaps[0];
  if (objects.length === 0 && failure) {
    return unread(failure.reason === "failed" ? "no-answer" : "nothing-allowed", failure.detail);
  }
  return ok({ objects, gaps, schemaOf, close: rest.close });
}

/** What runs in Istio's own namespace: it says the control plane's version. Nothing where it may not be read. */
async function readControlPlanes(
  reading: Omit<Reading, "namespaces">,
  clock: Clock,
): Promise<readonly JsonObject[]> {
  const kind = READ_KINDS.find(({ id }) => id === "deployments.apps");
  if (kind === undefined) return [];
  const namespaces = createNamespaces(reading.rest, clock, [ROOT_NAMESPACE], async () => []);
  const read = await readCollection(kind, ROOT_NAMESPACE, { ...reading, namespaces });
  return read.ok ? read.value : [];
}

function schemasOf(rest: Rest, signal: AbortSignal): ClusterRead["schemaOf"] {
  const schemas = createSchemas(rest);
  return async (apiVersion, kind): Promise<PlainObject | null> => {
    const [group, version] = splitApiVersion(apiVersion);
    const schema = await schemas.readAny({ group, version, kind }, signal);
    const value: Json = schema.ok ? schema.value : null;
    return isJsonObject(value) && isWhole(value) ? value : null;
  };
}

/** Schemas of custom resources stand as they are written; those of Kubernetes' own kinds refer to others. */
function isWhole(schema: PlainObject): boolean {
  const { metadata: _, ...properties } = recordAt(schema, "properties");
  return !JSON.stringify(properties).includes('"$ref":');
}

async function readKinds(
  wanted: readonly string[],
  { rest, discovery, signal }: Omit<Reading, "namespaces">,
  clock: Clock,
): Promise<readonly KindRead[]> {
  const configured = [...new Set([...wanted, ROOT_NAMESPACE])];
  const isNamespace = (k: WatchedKind) => k.id === "namespaces";
  const nobody: Namespaces = createNamespaces(rest, clock, configured, async () => []);
  const first = await Promise.all(
    READ_KINDS.filter(isNamespace).map((kind) =>
      readKind(kind, { rest, discovery, namespaces: nobody, signal }),
    ),
  );
  const names = first.flatMap(({ objects }) => objects.map(nameOf));
  const namespaces = createNamespaces(rest, clock, configured, async () => names);
  const reading = { rest, discovery, namespaces, signal };
  const others = READ_KINDS.filter((k) => !isNamespace(k)).map((kind) => readKind(kind, reading));
  return [...first, ...(await Promise.all([...others, readConfigMaps(reading)]))];
}

const nameOf = (object: JsonObject): string => textAt(recordAt(object, "metadata"), "name") ?? "";

/** One collection, or `ApiFailure` where not all of it came. */
async function readCollection(
  kind: WatchedKind,
  namespace: string | null,
  { rest, discovery, signal }: Reading,
): Promise<Result<readonly JsonObject[], ApiFailure>> {
  const version = discovery.version(kind);
  if (version === null) return ok([]);
  const held = new Map<string, JsonObject>();
  const store = createKindStore({
    put: (object) => {
      const home = textAt(recordAt(object, "metadata"), "namespace") ?? "";
      held.set(`${home}/${nameOf(object)}`, object);
    },
    remove: (home, name) => {
      held.delete(`${home}/${name}`);
    },
  });
  const collection = { kind, version, namespace };
  const listed = await listCollection(rest, collection, store, signal, readWith(discovery));
  return listed.ok ? ok([...held.values()]) : listed;
}

async function readKind(kind: WatchedKind, reading: Reading): Promise<KindRead> {
  const whole = await readCollection(kind, null, reading);
  if (whole.ok) return { objects: whole.value, gap: null };
  // A definition may go between the two requests.
  if (whole.error.code === "not-found") return NOTHING;
  const gap = { resource: kind.id, kinds: kindsFedBy(kind), detail: describeFailure(whole.error) };
  if (whole.error.code !== "forbidden") {
    return { objects: [], gap: { ...gap, reason: "failed", readIn: [] } };
  }
  const { allowed } = kind.namespaced
    ? await reading.namespaces.readable(kind, reading.signal)
    : { allowed: [] };
  const parts = await Promise.all(
    allowed.map(async (namespace) => ({
      namespace,
      read: await readCollection(kind, namespace, reading),
    })),
  );
  const came = parts.flatMap(({ namespace, read }) => (read.ok ? [{ namespace, read }] : []));
  const readIn = came.map(({ namespace }) => namespace);
  const objects = came.flatMap(({ read }) => read.value);
  return { objects, gap: { ...gap, reason: "forbidden", readIn } };
}

/** Those of the control plane: the mesh configuration wherever it stands, and in the root namespace those of all revisions. */
async function readConfigMaps(reading: Reading): Promise<KindRead> {
  const everywhere = configMaps("metadata.name=istio");
  const [named, inRoot] = await Promise.all([
    readCollection(everywhere, null, reading),
    readCollection(configMaps(null), ROOT_NAMESPACE, reading),
  ]);
  const ofRoot = inRoot.ok ? inRoot.value.filter((o) => nameOf(o).startsWith("istio")) : [];
  const isInRoot = (o: JsonObject) =>
    textAt(recordAt(o, "metadata"), "namespace") === ROOT_NAMESPACE;
  const elsewhere = named.ok ? named.value.filter((o) => !isInRoot(o)) : [];
  if (inRoot.ok) return { objects: [...ofRoot, ...elsewhere], gap: null };
  const reason = inRoot.error.code === "forbidden" ? "forbidden" : "failed";
  const detail = describeFailure(inRoot.error);
  const kinds = kindsFedBy(everywhere);
  return {
    objects: elsewhere,
    gap: { resource: everywhere.id, kinds, reason, readIn: [], detail },
  };
}
