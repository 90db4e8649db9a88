import type { ResourceRef, WorkloadResource } from "../model/resource";
import type { Uncertainty } from "./spec/uncertainty";

/** What carries the requests on a port, as istiod sees it. */
export type RouteProtocol = "http" | "tls" | "tcp";

/** One rule of a VirtualService or of a Gateway API route, as in force for one caller. */
export type Route = {
  /** The VirtualService, HTTPRoute, GRPCRoute … that holds the rule; the Service or ServiceEntry for the default route. */
  readonly by: ResourceRef;
  /** Place of the rule in that object's spec: `http[1]`, `rules[0]`; empty for the default route. */
  readonly path: string;
  /** The rule of the root VirtualService that hands over to this one; absent where none does. */
  readonly root?: { readonly by: ResourceRef; readonly path: string };
  readonly protocol: RouteProtocol;
  readonly name: string | null;
  /** One of them must hold; in order. Empty: every request. */
  readonly matches: readonly RouteMatch[];
  readonly action: RouteAction;
  /** `null`: no timeout. */
  readonly timeoutMs: number | null;
  /** In force, with Istio's defaults filled in; `null`: a failed request is not sent again. */
  readonly retries: RouteRetries | null;
  readonly fault: RouteFault | null;
  /** What the proxy makes of preflights itself; absent: nothing. */
  readonly cors?: RouteCors;
  readonly mirrors: readonly RouteMirror[];
  readonly rewrite: RouteRewrite | null;
  /** What the rule does to every request's headers, before what a destination does. */
  readonly headers: HeaderOperations;
  readonly uncertain: readonly Uncertainty[];
};

export type RouteAction =
  | { readonly type: "forward"; readonly destinations: readonly RouteDestination[] }
  | RouteRedirect
  | { readonly type: "direct-response"; readonly status: number; readonly body: string | null }
  /** Not evaluated: the rule stands in another VirtualService. */
  | { readonly type: "delegate"; readonly to: ResourceRef };

/** Where the client is sent. What is `null` stays as the request has it. */
export type RouteRedirect = {
  readonly type: "redirect";
  readonly status: number;
  readonly scheme: string | null;
  readonly authority: string | null;
  readonly path: PathChange | null;
  /** `request`: the port of the listener; `scheme`: the usual one of the scheme, which is left out; `null`: none is set. */
  readonly port: number | "request" | "scheme" | null;
};

export type RouteRetries = {
  readonly attempts: number;
  /** Conditions as the proxy gets them: `connect-failure,refused-stream,…`, with the status codes of `retriable-status-codes` last. */
  readonly on: string;
  /** `null`: the route's own timeout. */
  readonly perTryMs: number | null;
};

export type RouteRewrite = {
  readonly path: PathChange | null;
  readonly authority: string | null;
};

/** How a path changes; the query stays. */
export type PathChange =
  /** The whole path. */
  | { readonly type: "full"; readonly value: string }
  /** What the match took: the prefix as text, or the whole path of an exact match or a regular expression. */
  | { readonly type: "matched"; readonly value: string }
  /** The matched prefix by whole path elements, as Gateway API replaces it. */
  | { readonly type: "prefix-segments"; readonly value: string }
  /** RE2, every occurrence; `\\1` stands for a group. */
  | { readonly type: "regex"; readonly pattern: string; readonly substitution: string };

/** Changes of request headers; names in lower case. */
export type HeaderOperations = {
  readonly set: Readonly<Record<string, string>>;
  readonly add: Readonly<Record<string, string>>;
  readonly remove: readonly string[];
};

export const noHeaderOperations: HeaderOperations = { set: {}, add: {}, remove: [] };

export type RouteDestination = {
  /** As written in the object; a short name belongs to the object's namespace. */
  readonly host: string;
  /** Fully qualified, as istiod resolves it. */
  readonly hostname: string;
  readonly subset: string | null;
  /** Port of the destination service that the request goes to; `null` when it cannot be told. */
  readonly port: number | null;
  /** As written; `null` when the field is missing. */
  readonly weight: number | null;
  /** 0..1 of the requests that this rule takes. The shares of a rule sum to 1. */
  readonly share: number;
  /** Place in the object's spec: `http[1].route[0]`. */
  readonly path: string;
  /** The backend is invalid: the proxy answers this share with the status itself (Gateway API: 500). */
  readonly fails: number | null;
  readonly headers: HeaderOperations;
};

export type RouteMirror = {
  readonly host: string;
  readonly hostname: string;
  readonly subset: string | null;
  /** `null` when it cannot be told. */
  readonly port: number | null;
  /** 0..1 */
  readonly ratio: number;
  readonly path: string;
};

export type RouteFault = {
  readonly delay: { readonly ms: number; readonly ratio: number } | null;
  readonly abort: {
    readonly httpStatus: number | null;
    readonly grpcStatus: string | null;
    readonly ratio: number;
  } | null;
};

export type RouteCors = {
  /** One of them must hold of the origin. */
  readonly origins: readonly StringMatch[];
  /** Whether preflights of other origins are answered too, without leave; else they go on. */
  readonly answersAll: boolean;
  /** Place in the object's spec: `http[1].corsPolicy`. */
  readonly path: string;
};

/** How a text must look. `prefix-segments` is Gateway API's PathPrefix: whole path elements. */
export type StringMatch =
  | { readonly type: "exact" | "prefix" | "prefix-segments" | "regex"; readonly value: string }
  | { readonly type: "present" };

/** All parts must hold. */
export type RouteMatch = {
  readonly path: string;
  /** The object that holds it, where that is not the rule's own: the root of a delegate. */
  readonly by?: ResourceRef;
  readonly uri: StringMatch | null;
  readonly ignoreUriCase: boolean;
  readonly method: StringMatch | null;
  readonly authority: StringMatch | null;
  readonly scheme: StringMatch | null;
  readonly headers: readonly NamedMatch[];
  readonly withoutHeaders: readonly NamedMatch[];
  readonly queryParams: readonly NamedMatch[];
  readonly sniHosts: readonly string[];
  readonly destinationSubnets: readonly string[];
};

export type NamedMatch = { readonly name: string; readonly match: StringMatch };

/**
 * The rules that one caller follows towards one host and port.
 *
 * `by` is `null` when nothing but the service itself decides; `routes` then holds its default route alone.
 * No route at all means that the proxy does not know the host on this port.
 */
export type RouteSet = {
  readonly by: ResourceRef | null;
  readonly routes: readonly Route[];
  readonly uncertain: readonly Uncertainty[];
  /** Whose proxies follow them, where they are not the caller's: a waypoint's. */
  readonly at?: WorkloadResource;
};

/** A request, as far as routes and policies look at it. Header names in lower case. */
export type RouteRequest = {
  /** With the query, if there is one. */
  readonly path: string;
  readonly method: string;
  readonly authority?: string;
  readonly scheme?: string;
  /** `undefined`: not known; a route that depends on a header then gives `uncertain`. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly sni?: string;
  /** Of a token that the proxy has accepted; `null`: none. `undefined`: not known. */
  readonly claims?: Readonly<Record<string, unknown>> | null;
};

export type RouteChoice =
  /** `match` is the one that held; `null` for a rule without any. */
  | { readonly type: "route"; readonly route: Route; readonly match: RouteMatch | null }
  /** Rules exist and none takes the request: the proxy answers 404 (`NR`). */
  | { readonly type: "no-route" }
  | { readonly type: "uncertain"; readonly because: readonly Uncertainty[] };
