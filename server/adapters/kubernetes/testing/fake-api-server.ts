import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { createFakeStore, type FakeStore, type RawManifest, type StoredObject } from "./fake-store";

/** What a fault does with a request; it has answered when it gives `true`. */
export type Fault = (request: ApiRequest, response: ServerResponse) => boolean;

export type ApiRequest = {
  readonly verb: "list" | "watch" | "get" | "discovery" | "review" | "version";
  /** `pods`, `virtualservices.networking.istio.io`; empty for requests that concern none. */
  readonly resource: string;
  /** `null` for the whole cluster. */
  readonly namespace: string | null;
  readonly url: URL;
  readonly headers: IncomingMessage["headers"];
};

export type Served = {
  readonly plural: string;
  readonly kind: string;
  readonly namespaced: boolean;
};

type Watcher = {
  readonly request: ApiRequest;
  readonly response: ServerResponse;
  readonly stop: () => void;
};

/** What clusters have, without the kinds that a test installs later. */
export const SERVED: Readonly<Record<string, readonly Served[]>> = {
  v1: [
    { plural: "namespaces", kind: "Namespace", namespaced: false },
    { plural: "services", kind: "Service", namespaced: true },
    { plural: "pods", kind: "Pod", namespaced: true },
    { plural: "serviceaccounts", kind: "ServiceAccount", namespaced: true },
    { plural: "secrets", kind: "Secret", namespaced: true },
  ],
  "apps/v1": ["Deployment", "StatefulSet", "DaemonSet", "ReplicaSet"].map((kind) => ({
    plural: `${kind.toLowerCase()}s`,
    kind,
    namespaced: true,
  })),
  "networking.istio.io/v1": [
    { plural: "virtualservices", kind: "VirtualService", namespaced: true },
  ],
  "apiextensions.k8s.io/v1": [
    { plural: "customresourcedefinitions", kind: "CustomResourceDefinition", namespaced: false },
  ],
};

/** Enough of a Kubernetes API server to list, watch and read from, with faults on demand. Plain HTTP on loopback. */
export type FakeApiServer = Awaited<ReturnType<typeof startFakeApiServer>>;

export const statusBody = (code: number, reason: string, message: string, details = {}) => ({
  kind: "Status",
  apiVersion: "v1",
  status: "Failure",
  code,
  reason,
  message,
  details,
});

export function answer(
  response: ServerResponse,
  code: number,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
): true {
  response.writeHead(code, { "content-type": "application/json", ...headers });
  response.end(typeof body === "string" ? body : JSON.stringify(body));
  return true;
}

const groupOf = (groupVersion: string) =>
  groupVersion.includes("/") ? groupVersion.slice(0, groupVersion.indexOf("/")) : "";

const resourceId = (plural: string, groupVersion: string) =>
  groupOf(groupVersion) === "" ? plural : `${plural}.${groupOf(groupVersion)}`;

function parseRequest(
  request: IncomingMessage,
): ApiRequest & { readonly name: string | null; readonly groupVersion: string } {
  const url = new URL(request.url ?? "/", "http://fake");
  const { headers } = request;
  const parts = url.pathname.split("/").filter((p) => p !== "");
  const general = { resource: "", namespace: null, url, headers, name: null, groupVersion: "" };
  if (url.pathname === "/version") return { ...general, verb: "version" };
  if (parts[1] === "authorization.k8s.io")
    return { ...general, verb: "review", resource: parts[3] ?? "" };
  const depth = parts[0] === "api" ? 2 : 3;
  const groupVersion = parts.slice(1, depth).join("/");
  if (parts.length <= depth) return { ...general, verb: "discovery", groupVersion };
  const rest = parts.slice(depth);
  const scoped = rest[0] === "namespaces" && rest.length > 2;
  const [plural = "", name = null] = scoped ? rest.slice(2) : rest;
  const verb = name !== null ? "get" : url.searchParams.has("watch") ? "watch" : "list";
  const namespace = scoped ? (rest[1] ?? "") : null;
  return {
    verb,
    resource: resourceId(plural, groupVersion),
    namespace,
    url,
    headers,
    name,
    groupVersion,
  };
}

export async function startFakeApiServer() {
  const served = new Map(Object.entries(SERVED));
  let store: FakeStore = createFakeStore();
  let aggregated = true;
  const faults = new Set<Fault>();
  const watchers = new Set<Watcher>();
  const log: ApiRequest[] = [];

  const findServed = (groupVersion: string, resource: string) =>
    served.get(groupVersion)?.find((s) => resourceId(s.plural, groupVersion) === resource) ?? null;

  const discover = (groupVersion: string, response: ServerResponse): true => {
    const groups = [...served.entries()].filter(([gv]) => gv.includes("/"));
    if (groupVersion !== "") {
      const resources = served.get(groupVersion);
      if (!resources) return answer(response, 404, statusBody(404, "NotFound", "no such group"));
      const list = resources.map((r) => ({
        name: r.plural,
        kind: r.kind,
        verbs: ["get", "list", "watch"],
      }));
      return answer(response, 200, { kind: "APIResourceList", groupVersion, resources: list });
    }
    if (aggregated) {
      const items = groups.map(([gv, resources]) => ({
        metadata: { name: groupOf(gv) },
        versions: [
          {
            version: gv.slice(gv.indexOf("/") + 1),
            resources: resources.map((r) => ({
              resource: r.plural,
              responseKind: { kind: r.kind },
              verbs: ["get", "list", "watch"],
            })),
          },
        ],
      }));
      return answer(response, 200, { kind: "APIGroupDiscoveryList", items });
    }
    const list = groups.map(([gv]) => ({
      name: groupOf(gv),
      versions: [{ groupVersion: gv, version: gv.slice(gv.indexOf("/") + 1) }],
    }));
    return answer(response, 200, { kind: "APIGroupList", groups: list });
  };

  /** A continuation holds the version of the first page and where to go on. */
  const list = (request: ApiRequest, kind: Served, response: ServerResponse): true => {
    const limit = Number(request.url.searchParams.get("limit") ?? Number.POSITIVE_INFINITY);
    const token = request.url.searchParams.get("continue");
    const [version = store.version(), from = 0] = token?.split(":").map(Number) ?? [];
    if (store.since(request.resource, version) === null) {
      return answer(response, 410, statusBody(410, "Expired", "the continue parameter is too old"));
    }
    const all = store.list(request.resource, request.namespace);
    const page = all.slice(from, from + limit);
    const more = from + limit < all.length;
    const metadata = {
      resourceVersion: String(version),
      ...(more ? { continue: `${version}:${from + limit}` } : {}),
    };
    const partial = request.headers.accept?.includes("PartialObjectMetadata");
    // As the real one: items of a list carry neither apiVersion nor kind.
    const items = page.map((o) => bare(o, Boolean(partial)));
    return answer(response, 200, { kind: `${kind.kind}List`, metadata, items });
  };

  const watch = (request: ApiRequest, response: ServerResponse): true => {
    const from = Number(request.url.searchParams.get("resourceVersion"));
    const past = store.since(request.resource, from);
    response.writeHead(200, { "content-type": "application/json" });
    response.flushHeaders();
    if (past === null) {
      const object = statusBody(410, "Expired", "too old resource version");
      response.end(`${JSON.stringify({ type: "ERROR", object })}\n`);
      return true;
    }
    const send = (type: string, object: unknown) =>
      response.write(`${JSON.stringify({ type, object })}\n`);
    const relevant = (object: StoredObject) =>
      request.namespace === null || object.metadata.namespace === request.namespace;
    for (const event of past) if (relevant(event.object)) send(event.type, event.object);
    const unlisten = store.listen((event) => {
      if (event.collection === request.resource && relevant(event.object)) {
        send(event.type, event.object);
      }
    });
    const watcher: Watcher = {
      request,
      response,
      stop: () => {
        unlisten();
        watchers.delete(watcher);
      },
    };
    watchers.add(watcher);
    response.on("close", watcher.stop);
    return true;
  };

  const server = createServer((incoming, response) => {
    const request = parseRequest(incoming);
    const collect: Buffer[] = [];
    incoming.on("data", (chunk: Buffer) => collect.push(chunk));
    incoming.on("end", () => {
      log.push(request);
      for (const fault of [...faults]) if (fault(request, response)) return;
      handle(request, Buffer.concat(collect).toString(), response);
    });
  });

  const handle = (
    request: ReturnType<typeof parseRequest>,
    body: string,
    response: ServerResponse,
  ): true => {
    if (request.verb === "version") return answer(response, 200, { gitVersion: "v1.35.0-fake" });
    if (request.verb === "discovery") return discover(request.groupVersion, response);
    if (request.verb === "review") return review(request.resource, body, response);
    const kind = findServed(request.groupVersion, request.resource);
    if (!kind) return answer(response, 404, statusBody(404, "NotFound", "not found"));
    if (request.verb === "list") return list(request, kind, response);
    if (request.verb === "watch") return watch(request, response);
    const found = store.get(request.resource, request.namespace ?? "", request.name ?? "");
    if (found) return answer(response, 200, found);
    return answer(response, 404, statusBody(404, "NotFound", "not found"));
  };

  const listen = (port: number) =>
    new Promise<number>((resolve) => {
      server.listen(port, "127.0.0.1", () => resolve((server.address() as AddressInfo).port));
    });
  const port = await listen(0);

  const stop = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });

  return {
    url: `http://127.0.0.1:${port}`,
    /** Every request so far. */
    log,
    watchers,
    store: () => store,
    /** Another server with a history of its own takes the place. */
    replaceStore: (next: FakeStore) => {
      store = next;
    },
    serve: (groupVersion: string, kinds: readonly Served[]) => served.set(groupVersion, kinds),
    unserve: (groupVersion: string) => served.delete(groupVersion),
    discoverGroupByGroup: () => {
      aggregated = false;
    },
    /** @returns ends the fault */
    fault: (fault: Fault) => {
      faults.add(fault);
      return () => faults.delete(fault);
    },
    collectionOf(manifest: RawManifest): string {
      const { apiVersion, kind } = manifest;
      for (const [gv, kinds] of served) {
        const found = kinds.find((k) => k.kind === kind && gv === apiVersion);
        if (found) return resourceId(found.plural, gv);
      }
      throw new Error(`not served: ${String(apiVersion)} ${String(kind)}`);
    },
    /** Breaks every open watch; clean ends as a server does, otherwise the connection is torn down. */
    cut(clean: boolean) {
      for (const { response, stop: end } of [...watchers]) {
        end();
        if (clean) response.end();
        else response.destroy();
      }
    },
    bookmark(resource: string, version = store.version()) {
      const object = {
        kind: "Any",
        apiVersion: "v1",
        metadata: { resourceVersion: String(version) },
      };
      for (const { request, response } of watchers) {
        if (request.resource === resource) {
          response.write(`${JSON.stringify({ type: "BOOKMARK", object })}\n`);
        }
      }
    },
    stop,
    restart: () => listen(port),
  };
}

function bare(object: StoredObject, partial: boolean): RawManifest {
  const { apiVersion: _apiVersion, kind: _kind, ...rest } = object;
  return partial ? { metadata: object.metadata } : rest;
}

/** The owner of a test's cluster may do everything; faults take rights away. */
function review(resource: string, body: string, response: ServerResponse): true {
  const { spec } = JSON.parse(body) as { spec: unknown };
  const everything = { verbs: ["*"], apiGroups: ["*"], resources: ["*"] };
  const status =
    resource === "selfsubjectaccessreviews"
      ? { allowed: true }
      : { resourceRules: [everything], nonResourceRules: [], incomplete: false };
  return answer(response, 201, { spec, status });
}
