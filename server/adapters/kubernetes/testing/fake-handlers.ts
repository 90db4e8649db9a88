import type { ServerResponse } from "node:http";
import { isJsonObject } from "@/lib/mesh/manifest/json";
import { loadBundledSchema } from "@/lib/mesh/manifest/schema/bundled-schemas";
import { CONFIG_KINDS } from "@/lib/mesh/model/kinds";
import { type ApiRequest, answer, groupOf, resourceId, statusBody } from "./api-request";
import type { FakeStore, RawManifest, StoredObject } from "./fake-store";

export type Served = {
  readonly plural: string;
  readonly kind: string;
  readonly namespaced: boolean;
};

export type Watcher = {
  readonly request: ApiRequest;
  readonly response: ServerResponse;
  readonly stop: () => void;
};

export type FakeState = {
  store: FakeStore;
  /** Whether `/apis` tells all resources at once (since Kubernetes 1.26). */
  aggregated: boolean;
  /** By group and version. */
  readonly served: Map<string, readonly Served[]>;
  readonly watchers: Set<Watcher>;
};

const SCHEMAS_TAG = '"schemas-1"';
const VERBS = ["get", "list", "watch"];
const versionOf = (groupVersion: string) => groupVersion.slice(groupVersion.indexOf("/") + 1);
const notFound = (response: ServerResponse) =>
  answer(response, 404, statusBody(404, "NotFound", "not found"));

function discoverAll({ served, aggregated }: FakeState, response: ServerResponse): true {
  const groups = [...served.entries()].filter(([gv]) => gv.includes("/"));
  if (aggregated) {
    const items = groups.map(([gv, kinds]) => {
      const resources = kinds.map((r) => ({
        resource: r.plural,
        responseKind: { kind: r.kind },
        verbs: VERBS,
      }));
      const versions = [{ version: versionOf(gv), resources }];
      return { metadata: { name: groupOf(gv) }, versions };
    });
    return answer(response, 200, { kind: "APIGroupDiscoveryList", items });
  }
  const list = groups.map(([gv]) => ({
    name: groupOf(gv),
    versions: [{ groupVersion: gv, version: versionOf(gv) }],
  }));
  return answer(response, 200, { kind: "APIGroupList", groups: list });
}

function discover(state: FakeState, groupVersion: string, response: ServerResponse): true {
  if (groupVersion === "") return discoverAll(state, response);
  const kinds = state.served.get(groupVersion);
  if (!kinds) return notFound(response);
  const resources = kinds.map((r) => ({ name: r.plural, kind: r.kind, verbs: VERBS }));
  return answer(response, 200, { kind: "APIResourceList", groupVersion, resources });
}

/** As the real one: items of a list carry neither apiVersion nor kind. */
function itemOf(object: StoredObject, partial: boolean): RawManifest {
  const { apiVersion: _apiVersion, kind: _kind, ...rest } = object;
  return partial ? { metadata: object.metadata } : rest;
}

/** Objects that a selector by name takes; other selectors take all. */
function selectedBy({ url }: ApiRequest): (object: StoredObject) => boolean {
  const [, name] = /^metadata\.name=(.+)$/.exec(url.searchParams.get("fieldSelector") ?? "") ?? [];
  return ({ metadata }) => name === undefined || metadata.name === name;
}

/** A continuation holds the version of the first page and where to go on. */
function list({ store }: FakeState, request: ApiRequest, response: ServerResponse): true {
  const limit = Number(request.url.searchParams.get("limit") ?? Number.POSITIVE_INFINITY);
  const token = request.url.searchParams.get("continue");
  const [version = store.version(), from = 0] = token?.split(":").map(Number) ?? [];
  if (store.since(request.resource, version) === null) {
    return answer(response, 410, statusBody(410, "Expired", "the continue parameter is too old"));
  }
  const all = store.list(request.resource, request.namespace).filter(selectedBy(request));
  const more = from + limit < all.length;
  const metadata = {
    resourceVersion: String(version),
    ...(more ? { continue: `${version}:${from + limit}` } : {}),
  };
  const partial = request.headers.accept?.includes("PartialObjectMetadata") ?? false;
  const items = all.slice(from, from + limit).map((o) => itemOf(o, partial));
  return answer(response, 200, { kind: "List", metadata, items });
}

function watch(state: FakeState, request: ApiRequest, response: ServerResponse): true {
  const { store, watchers } = state;
  const past = store.since(
    request.resource,
    Number(request.url.searchParams.get("resourceVersion")),
  );
  response.writeHead(200, { "content-type": "application/json" });
  response.flushHeaders();
  const send = (type: string, object: unknown) =>
    response.write(`${JSON.stringify({ type, object })}\n`);
  if (past === null) {
    send("ERROR", statusBody(410, "Expired", "too old resource version"));
    response.end();
    return true;
  }
  const isSelected = selectedBy(request);
  const relevant = (object: StoredObject) =>
    isSelected(object) &&
    (request.namespace === null || object.metadata.namespace === request.namespace);
  for (const event of past) if (relevant(event.object)) send(event.type, event.object);
  const unlisten = store.listen((event) => {
    if (event.collection !== request.resource || !relevant(event.object)) return;
    send(event.type, event.object);
  });
  const stop = () => {
    unlisten();
    watchers.delete(watcher);
  };
  const watcher: Watcher = { request, response, stop };
  watchers.add(watcher);
  response.on("close", stop);
  return true;
}

/** The user may do everything; faults take rights away. */
function review(resource: string, response: ServerResponse): true {
  const everything = { verbs: ["*"], apiGroups: ["*"], resources: ["*"] };
  const status = {
    selfsubjectreviews: { userInfo: { username: "ann" } },
    selfsubjectaccessreviews: { allowed: true },
    selfsubjectrulesreviews: {
      resourceRules: [everything],
      nonResourceRules: [],
      incomplete: false,
    },
  }[resource];
  if (status === undefined) return notFound(response);
  return answer(response, 201, { status });
}

function ofCollection(state: FakeState, request: ApiRequest, response: ServerResponse): true {
  const { groupVersion, resource, namespace, name } = request;
  const kinds = state.served.get(groupVersion) ?? [];
  if (!kinds.some((k) => resourceId(k.plural, groupVersion) === resource))
    return notFound(response);
  if (request.verb === "list") return list(state, request, response);
  if (request.verb === "watch") return watch(state, request, response);
  const found = state.store.get(resource, namespace ?? "", name ?? "");
  return found ? answer(response, 200, found) : notFound(response);
}

/** One document per group and version, with a tag as the real one has, and its schemas under names that mean nothing. */
async function openApi(state: FakeState, request: ApiRequest, response: ServerResponse) {
  const { groupVersion, headers } = request;
  const kinds = state.served.get(groupVersion);
  if (!kinds || !groupVersion.includes("/")) return notFound(response);
  if (headers["if-none-match"] === SCHEMAS_TAG) return answer(response, 304, "");
  const [group, version] = [groupOf(groupVersion), versionOf(groupVersion)];
  const schemas: Record<string, unknown> = {};
  for (const [at, { kind }] of kinds.entries()) {
    const info = CONFIG_KINDS.find((k) => k.kind === kind && k.group === group);
    const schema = info && (await loadBundledSchema(info.id))?.openApiOf(version);
    const gvk = { "x-kubernetes-group-version-kind": [{ group, version, kind }] };
    if (isJsonObject(schema ?? undefined)) schemas[`schema.${at}`] = Object.assign({}, schema, gvk);
  }
  return answer(response, 200, { components: { schemas } }, { etag: SCHEMAS_TAG });
}

/** Answers as an API server without faults does. */
export function handle(state: FakeState, request: ApiRequest, response: ServerResponse): true {
  switch (request.verb) {
    case "version":
      return answer(response, 200, { gitVersion: "v1.35.0-fake" });
    case "discovery":
      return discover(state, request.groupVersion, response);
    case "openapi":
      void openApi(state, request, response);
      return true;
    case "review":
      return review(request.resource, response);
    default:
      return ofCollection(state, request, response);
  }
}
