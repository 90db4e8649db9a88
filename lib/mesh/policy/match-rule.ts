import type { ResourceRef } from "../model/resource";
import { child, children, emptySpec, type Spec, text, texts } from "../routing/spec/read-spec";
import type { Uncertainty } from "../routing/spec/uncertainty";
import type { AuthorizationRequest } from "./authorization-request";
import { type Comparison, inBlock, matchesHost, matchesPath, matchesText } from "./match-values";
import { allOf, anyOf, not, type Truth } from "./verdict";

/** The rule of one policy under judgement, for the reasons of doubt. */
type Place = { readonly ref: ResourceRef; readonly path: string };

/** A value of the request: `undefined` is not known, `null` known to be absent. */
type Known<T> = T | null | undefined;

/**
 * Whether a rule of an AuthorizationPolicy matches: any of `from`, any of `to`, and all of `when`.
 *
 * HTTP fields on a TCP connection: a rule that allows never matches, one that denies is judged without them, which denies more.
 *
 * @param denies whether the policy's action is DENY (or CUSTOM, which istiod builds the same way)
 *
 * Source: istio/istio `pilot/pkg/security/authz/model/model.go`, `builder/builder.go`.
 */
export function ruleMatches(
  rule: Spec,
  request: AuthorizationRequest,
  place: Place,
  denies: boolean,
): Truth {
  const from = children(rule, "from").map((f, i) => {
    const at = { ...place, path: `${place.path}.from[${i}].source` };
    return sourceMatches(child(f, "source") ?? emptySpec, request, at, denies);
  });
  const to = children(rule, "to").map((t, i) => {
    const at = { ...place, path: `${place.path}.to[${i}].operation` };
    return operationMatches(child(t, "operation") ?? emptySpec, request, at, denies);
  });
  const when = children(rule, "when").map((w, i) =>
    conditionMatches(w, request, { ...place, path: `${place.path}.when[${i}]` }, denies),
  );
  return allOf([from.length === 0 || anyOf(from), to.length === 0 || anyOf(to), allOf(when)]);
}

type Field = {
  readonly name: string;
  readonly not: string;
  readonly value: Known<string>;
  readonly compare: (pattern: string, value: string) => Comparison;
  readonly http: boolean;
};

const field = (
  name: string,
  value: Known<string>,
  compare: Field["compare"] = matchesText,
  http = false,
): Field => ({
  name,
  not: `not${name.charAt(0).toUpperCase()}${name.slice(1)}`,
  value,
  compare,
  http,
});

function sourceMatches(
  spec: Spec,
  request: AuthorizationRequest,
  place: Place,
  denies: boolean,
): Truth {
  const { principal, ip, remoteIp, requestPrincipal } = request.source;
  const account = (pattern: string, value: string) =>
    sameAccount(pattern, value, place.ref.namespace);
  return fieldsMatch(
    spec,
    [
      field("principals", principal),
      field("namespaces", namespaceOf(principal)),
      field("serviceAccounts", principal, account),
      field("trustDomains", trustDomainOf(principal)),
      field("ipBlocks", ip, inBlock),
      field("remoteIpBlocks", remoteIp, inBlock),
      field("requestPrincipals", requestPrincipal, matchesText, true),
    ],
    { request, place, denies },
  );
}

function operationMatches(
  spec: Spec,
  request: AuthorizationRequest,
  place: Place,
  denies: boolean,
): Truth {
  const port = request.port === undefined ? undefined : String(request.port);
  return fieldsMatch(
    spec,
    [
      field("hosts", request.host, matchesHost, true),
      field("ports", port, (a, b) => a === b),
      field("methods", request.method, matchesText, true),
      field("paths", request.path, matchesPath, true),
    ],
    { request, place, denies },
  );
}

type Judging = {
  readonly request: AuthorizationRequest;
  readonly place: Place;
  readonly denies: boolean;
};

function fieldsMatch(spec: Spec, fields: readonly Field[], judging: Judging): Truth {
  return allOf(
    fields.flatMap((f) => {
      const some = values(spec, f.name);
      const none = values(spec, f.not);
      const truths: Truth[] = [];
      if (some.length > 0) truths.push(valuesMatch(f, some, f.name, judging));
      if (none.length > 0) truths.push(valuesMatch(f, none, f.not, judging, true));
      return truths;
    }),
  );
}

/** `ports` may be written as numbers. */
const values = (spec: Spec, key: string): readonly string[] => {
  const list = spec[key];
  return Array.isArray(list)
    ? list.filter((v) => ["string", "number"].includes(typeof v)).map(String)
    : [];
};

function valuesMatch(
  f: Field,
  patterns: readonly string[],
  key: string,
  { request, place, denies }: Judging,
  negative = false,
): Truth {
  // On TCP an allowing rule with an HTTP field is dropped, and in a denying one the field is.
  if (f.http && request.protocol === "tcp") return denies;
  const truth = compareAll(f, patterns, { ...place, path: `${place.path}.${key}` });
  return negative ? not(truth) : truth;
}

function compareAll(f: Field, patterns: readonly string[], place: Place): Truth {
  const { value } = f;
  if (value === null) return false;
  if (value === undefined) return doubt("unknown-attribute", place);
  return anyOf(patterns.map((p) => f.compare(p, value) ?? doubt("unsupported", place)));
}

const doubt = (code: Uncertainty["code"], place: Place): readonly Uncertainty[] => [
  { code, ref: place.ref, path: place.path },
];

function conditionMatches(
  spec: Spec,
  request: AuthorizationRequest,
  place: Place,
  denies: boolean,
): Truth {
  const key = text(spec, "key") ?? "";
  const f = conditionField(key, request, place.ref.namespace);
  if (f === null) return doubt("unsupported", { ...place, path: `${place.path}.key` });
  const some = texts(spec, "values");
  const none = texts(spec, "notValues");
  const judging = { request, place, denies };
  return allOf([
    some.length === 0 || valuesMatch(f, some, "values", judging),
    none.length === 0 || valuesMatch(f, none, "notValues", judging, true),
  ]);
}

/** What a condition looks at; `null` for keys that are not evaluated (claims, audiences, Envoy's own filters). */
function conditionField(key: string, request: AuthorizationRequest, home: string): Field | null {
  const { principal, ip, remoteIp, requestPrincipal } = request.source;
  const header = /^request\.headers\[(.+)\]$/.exec(key)?.[1]?.toLowerCase();
  if (header !== undefined) {
    const value = request.headers ? (request.headers[header] ?? null) : undefined;
    return field(key, value, matchesText, true);
  }
  const port = request.port === undefined ? undefined : String(request.port);
  const known: Readonly<Record<string, Field>> = {
    "source.ip": field(key, ip, inBlock),
    "remote.ip": field(key, remoteIp, inBlock),
    "source.principal": field(key, principal),
    "source.namespace": field(key, namespaceOf(principal)),
    "source.trustDomain": field(key, trustDomainOf(principal)),
    "source.serviceAccount": field(key, principal, (a, b) => sameAccount(a, b, home)),
    "request.auth.principal": field(key, requestPrincipal, matchesText, true),
    "destination.port": field(key, port, (a, b) => a === b),
    "connection.sni": field(key, request.sni),
  };
  return known[key] ?? null;
}

const SPIFFE = /^([^/]+)\/ns\/([^/]+)\/sa\/([^/]+)$/;

const part = (principal: Known<string>, i: number): Known<string> =>
  typeof principal === "string" ? (SPIFFE.exec(principal)?.[i] ?? null) : principal;

const namespaceOf = (principal: Known<string>): Known<string> => part(principal, 2);
const trustDomainOf = (principal: Known<string>): Known<string> => part(principal, 1);

/** `namespace/name`, or a name in the policy's own namespace. */
function sameAccount(pattern: string, principal: string, home: string): boolean {
  const wanted = pattern.includes("/") ? pattern : `${home}/${pattern}`;
  return wanted === `${part(principal, 2)}/${part(principal, 3)}`;
}
