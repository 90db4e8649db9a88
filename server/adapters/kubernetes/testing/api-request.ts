import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from "node:http";

/** A request to a Kubernetes API server, taken apart. */
export type ApiRequest = {
  readonly verb: "list" | "watch" | "get" | "discovery" | "review" | "version" | "openapi";
  /** `pods`, `virtualservices.networking.istio.io`; empty for requests that concern none. */
  readonly resource: string;
  readonly groupVersion: string;
  /** `null` for the whole cluster. */
  readonly namespace: string | null;
  readonly name: string | null;
  readonly url: URL;
  readonly headers: IncomingHttpHeaders;
};

export const groupOf = (groupVersion: string): string =>
  groupVersion.includes("/") ? groupVersion.slice(0, groupVersion.indexOf("/")) : "";

export const resourceId = (plural: string, groupVersion: string): string =>
  groupOf(groupVersion) === "" ? plural : `${plural}.${groupOf(groupVersion)}`;

export function parseRequest({ url: path = "/", headers }: IncomingMessage): ApiRequest {
  const url = new URL(path, "http://fake");
  const parts = url.pathname.split("/").filter((p) => p !== "");
  const general = { resource: "", groupVersion: "", namespace: null, name: null, url, headers };
  if (url.pathname === "/version") return { ...general, verb: "version" };
  if (parts[1] === "authorization.k8s.io" || parts[1] === "authentication.k8s.io") {
    return { ...general, verb: "review", resource: parts[3] ?? "" };
  }
  if (parts[0] === "openapi") {
    return { ...general, verb: "openapi", groupVersion: parts.slice(3).join("/") };
  }
  const depth = parts[0] === "api" ? 2 : 3;
  const groupVersion = parts.slice(1, depth).join("/");
  if (parts.length <= depth) return { ...general, verb: "discovery", groupVersion };
  const rest = parts.slice(depth);
  const scoped = rest[0] === "namespaces" && rest.length > 2;
  const [plural = "", name = null] = scoped ? rest.slice(2) : rest;
  const collection = url.searchParams.has("watch") ? "watch" : "list";
  return {
    verb: name === null ? collection : "get",
    resource: resourceId(plural, groupVersion),
    groupVersion,
    namespace: scoped ? (rest[1] ?? "") : null,
    name,
    url,
    headers,
  };
}

export const statusBody = (code: number, reason: string, message: string, details = {}) => ({
  kind: "Status",
  apiVersion: "v1",
  status: "Failure",
  code,
  reason,
  message,
  details,
});

/** Answers in full; `true`, so that a fault can say that it has. */
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
