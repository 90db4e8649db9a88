import type { MeshSettings } from "../../routing/spec/mesh-settings";
import { child, children, emptySpec, type Spec } from "../../routing/spec/read-spec";
import { isSince } from "../../routing/spec/versions";
import type { AuthorizationRequest } from "../authorization-request";
import { inBlock } from "./address";
import { type Claims, claimMatches, claimPath, isRequestPrincipal } from "./claims";
import {
  matchesNamespace,
  matchesPrincipal,
  matchesServiceAccount,
  matchesTrustDomain,
} from "./identity";
import { matchesPath } from "./path";
import { matchesHost, matchesText } from "./values";

/** What one value comes to: `unknown` where the request does not say what it is compared with, `invalid` where it can be compared with nothing. */
export type Comparison = boolean | "unknown" | "invalid";

/** One field of a rule with its values: any of `values`, and none of `notValues`. */
export type Clause = {
  /** Place below the rule: `from[0].source.principals`; of `notValues` where they are written elsewhere. */
  readonly path: string;
  readonly notPath: string;
  /** It is about HTTP, and nothing on a connection that is none. */
  readonly http: boolean;
  readonly values: readonly string[];
  readonly notValues: readonly string[];
  readonly compare: (value: string) => Comparison;
};

/** A rule, read: any of `from`, any of `to`, and all of `when`. */
export type RuleClauses = {
  readonly from: readonly (readonly Clause[])[];
  readonly to: readonly (readonly Clause[])[];
  readonly when: readonly Clause[];
};

/** What comparisons depend on besides the request. */
export type RulePlace = {
  /** Namespace of the policy. */
  readonly home: string;
  readonly settings: MeshSettings;
};

/**
 * The clauses of a rule for a request; `null` for a rule that istiod leaves out, for it has a condition on an attribute that does not exist.
 * Source: istio/istio `pilot/pkg/security/authz/model/model.go` New.
 */
export function clausesOf(
  rule: Spec,
  request: AuthorizationRequest,
  place: RulePlace,
): RuleClauses | null {
  const when = children(rule, "when").map((condition, i) => {
    const key = typeof condition["key"] === "string" ? condition["key"] : "";
    const attribute = attributeOf(key, request, place);
    const at = `when[${i}]`;
    const values = {
      values: listOf(condition, "values"),
      notValues: listOf(condition, "notValues"),
    };
    return (
      attribute && { ...attribute, ...values, path: `${at}.values`, notPath: `${at}.notValues` }
    );
  });
  if (when.includes(null)) return null;
  const source = sourceFields(request, place);
  const operation = operationFields(request);
  return {
    from: children(rule, "from").map((from, i) =>
      fieldsOf(child(from, "source") ?? emptySpec, source, `from[${i}].source`),
    ),
    to: children(rule, "to").map((to, i) =>
      fieldsOf(child(to, "operation") ?? emptySpec, operation, `to[${i}].operation`),
    ),
    when: when.filter((c) => c !== null),
  };
}

type Attribute = Pick<Clause, "http" | "compare">;

function fieldsOf(
  spec: Spec,
  fields: Readonly<Record<string, Attribute>>,
  path: string,
): readonly Clause[] {
  return Object.entries(fields).flatMap(([name, attribute]) => {
    const not = `not${name.charAt(0).toUpperCase()}${name.slice(1)}`;
    const [values, notValues] = [listOf(spec, name), listOf(spec, not)];
    if (values.length + notValues.length === 0) return [];
    return { ...attribute, values, notValues, path: `${path}.${name}`, notPath: `${path}.${not}` };
  });
}

/** `ports` may be written as numbers. */
const listOf = (spec: Spec, key: string): readonly string[] => {
  const list = spec[key];
  return Array.isArray(list)
    ? list.filter((v) => ["string", "number"].includes(typeof v)).map(String)
    : [];
};

const any = (compare: Attribute["compare"]): Attribute => ({ http: false, compare });
const onlyHttp = (compare: Attribute["compare"]): Attribute => ({ http: true, compare });

/** Compares what is there; what is known to be absent equals nothing. */
const known =
  <T>(value: T | null | undefined, matches: (pattern: string, value: T) => Comparison) =>
  (pattern: string): Comparison =>
    value === undefined ? "unknown" : value !== null && matches(pattern, value);

function sourceFields({ source }: AuthorizationRequest, { home, settings }: RulePlace) {
  const { principal, claims } = source;
  return {
    principals: any(known(principal, matchesPrincipal(settings))),
    requestPrincipals: onlyHttp(known(claims, (p, c) => isRequestPrincipal(c, p))),
    serviceAccounts: any(known(principal, matchesServiceAccount(home))),
    namespaces: any(known(principal, matchesNamespace)),
    ...(isSince(settings, "source-trust-domains") && {
      trustDomains: any(known(principal, matchesTrustDomain(settings))),
    }),
    remoteIpBlocks: any(address(source.remoteIp)),
    ipBlocks: any(address(source.ip)),
  };
}

function operationFields(request: AuthorizationRequest) {
  return {
    hosts: onlyHttp(known(request.host, matchesHost)),
    methods: onlyHttp(known(request.method, matchesText)),
    paths: onlyHttp(known(request.path, matchesPath)),
    ports: any(portIs(request.port)),
  };
}

const address =
  (ip: string | readonly string[] | undefined) =>
  (block: string): Comparison => {
    // A block that cannot be read is one for no address, whichever it is.
    if (inBlock(block, block.split("/", 1)[0] ?? "") === null) return "invalid";
    const [first = "unknown", other] = new Set([ip ?? []].flat().map((one) => inBlock(block, one)));
    return other === undefined && first !== null ? first : "unknown";
  };

const portIs =
  (port: number | undefined) =>
  (value: string): Comparison => {
    if (!/^\d+$/.test(value)) return "invalid";
    return port === undefined ? "unknown" : Number(value) === port;
  };

const HEADER = /^request\.headers\[([^[\]]+)\]$/;
const CLAIMS = "request.auth.claims";
const ENVOY = "experimental.envoy.filters.";

/** What a condition looks at; `null` for an attribute that does not exist. */
function attributeOf(
  key: string,
  request: AuthorizationRequest,
  { home, settings }: RulePlace,
): Attribute | null {
  const { principal, claims } = request.source;
  const header = HEADER.exec(key)?.[1];
  if (header !== undefined) return onlyHttp(headerIs(request, header));
  if (key.startsWith(CLAIMS)) {
    const path = claimPath(key.slice(CLAIMS.length));
    return path && onlyHttp(claimIs(claims, path));
  }
  if (key.startsWith(ENVOY)) return any(() => "unknown");
  switch (key) {
    case "source.ip":
      return any(address(request.source.ip));
    case "remote.ip":
      return any(address(request.source.remoteIp));
    case "source.namespace":
      return any(known(principal, matchesNamespace));
    case "source.principal":
      return any(known(principal, matchesPrincipal(settings)));
    case "source.serviceAccount":
      return any(known(principal, matchesServiceAccount(home)));
    case "source.trustDomain":
      return any(known(principal, matchesTrustDomain(settings)));
    case "request.auth.principal":
      return onlyHttp(known(claims, (p, c) => isRequestPrincipal(c, p)));
    case "request.auth.audiences":
      return onlyHttp(claimIs(claims, ["aud"]));
    case "request.auth.presenter":
      return onlyHttp(claimIs(claims, ["azp"]));
    case "destination.ip":
      return any(address(request.ip));
    case "destination.port":
      return any(portIs(request.port));
    case "connection.sni":
      return any(known(request.sni, matchesText));
    default:
      return null;
  }
}

const claimIs = (claims: Claims | null | undefined, path: readonly string[]) =>
  known(claims, (pattern, c) => claimMatches(c, path, pattern));

/** A header that is there matches `*` even when it is empty. */
function headerIs(request: AuthorizationRequest, name: string): Attribute["compare"] {
  const value = request.headers ? (request.headers[name.toLowerCase()] ?? null) : undefined;
  return known(value, (pattern, v) => pattern === "*" || matchesText(pattern, v));
}
