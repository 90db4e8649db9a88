import fc from "fast-check";
import { expect, it } from "vitest";
import { indexSnapshot, type MeshIndex } from "../model/mesh-index";
import type {
  ConfigResource,
  MeshResource,
  ResourceMeta,
  WorkloadResource,
} from "../model/resource";
import { advance, emptySnapshot } from "../model/snapshot";
import type { AuthorizationRequest } from "./authorization-request";
import { type AuthorizationVerdict, authorize } from "./authorize";
import { mtlsInForce } from "./peer-authentication";
import { verifyToken } from "./tokens";

const meta = (namespace: string, name: string, createdAt: string | null = null): ResourceMeta => ({
  cluster: "c",
  namespace,
  name,
  uid: "",
  resourceVersion: "1",
  createdAt,
  labels: {},
  annotations: {},
});

const server: WorkloadResource = {
  kind: "Workload",
  meta: meta("shop", "web"),
  workloadKind: "Deployment",
  podLabels: { app: "web" },
  podAnnotations: {},
  meshClusterId: null,
  serviceAccount: "web",
  canonicalService: "web",
  canonicalRevision: "v1",
  replicas: { desired: 1, current: 1, ready: 1 },
  proxy: "sidecar",
  pods: [],
  podsOmitted: 0,
  containerPorts: [],
};

const indexOf = (objects: readonly MeshResource[]): MeshIndex =>
  indexSnapshot(
    advance(
      emptySnapshot,
      [server, ...objects].map((resource) => ({ type: "put" as const, resource })),
    ),
  );

type Kind = "AuthorizationPolicy" | "PeerAuthentication" | "RequestAuthentication";

const object = (kind: Kind, spec: fc.Arbitrary<object>, namespaces: readonly string[]) =>
  fc
    .record({
      namespace: fc.constantFrom(...namespaces),
      name: fc.constantFrom("a", "b", "c"),
      day: fc.integer({ min: 1, max: 3 }),
      spec,
    })
    .map(
      ({ namespace, name, day, spec: made }): ConfigResource => ({
        kind: `${kind}.security.istio.io`,
        meta: meta(namespace, name, `2024-01-0${day}T00:00:00Z`),
        apiVersion: "security.istio.io/v1",
        generation: 1,
        spec: { ...made },
        status: null,
        managers: [],
      }),
    );

const some = (...values: readonly string[]) => fc.subarray([...values], { minLength: 1 });

/** An object with a few of these fields. */
const few = (fields: Readonly<Record<string, fc.Arbitrary<unknown>>>) =>
  fc.record(fields, { requiredKeys: [] });

const principals = some("cluster.local/ns/a/sa/x", "*/sa/y", "*");
const source = few({
  principals,
  notPrincipals: principals,
  namespaces: some("a", "b*"),
  notNamespaces: some("a"),
  ipBlocks: some("10.0.0.0/8"),
  requestPrincipals: some("one/ann", "*"),
  notRequestPrincipals: some("one/ann"),
});
const operation = few({
  methods: some("GET", "P*"),
  notMethods: some("GET"),
  paths: some("/a", "/b*", "/{*}/c"),
  notPaths: some("/a"),
  hosts: some("web", "*.shop"),
  ports: some("80", "81"),
});
const condition = fc.record({
  key: fc.constantFrom("request.headers[x]", "request.auth.claims[group]", "source.ip", "none"),
  values: some("1", "10.0.0.0/8"),
});
const rule = few({
  from: fc.array(fc.record({ source }), { minLength: 1, maxLength: 2 }),
  to: fc.array(fc.record({ operation }), { minLength: 1, maxLength: 2 }),
  when: fc.array(condition, { maxLength: 2 }),
});
const selector = fc.constantFrom({}, { selector: { matchLabels: { app: "web" } } });
const policySpec = fc
  .record({
    action: fc.constantFrom("ALLOW", "DENY", "AUDIT", "CUSTOM"),
    rules: fc.array(rule, { maxLength: 2 }),
    at: selector,
  })
  .map(({ at, ...spec }) => ({ ...spec, ...at }));

const policies = (namespaces: readonly string[]) =>
  fc.uniqueArray(object("AuthorizationPolicy", policySpec, namespaces), {
    maxLength: 4,
    selector: ({ meta: { namespace, name } }) => `${namespace}/${name}`,
  });

const HERE = ["shop", "istio-system"];

const request = fc.record({
  principal: fc.constantFrom("cluster.local/ns/a/sa/x", "cluster.local/ns/bb/sa/y", null),
  ip: fc.constantFrom("10.1.2.3", "192.168.0.1"),
  claims: fc.constantFrom(null, { iss: "one", sub: "ann", group: ["1"] }, { iss: "two", sub: "b" }),
  port: fc.constantFrom(80, 81),
  protocol: fc.constantFrom("http" as const, "tcp" as const),
  method: fc.constantFrom("GET", "POST"),
  path: fc.constantFrom("/a", "/bb", "/x/c"),
  host: fc.constantFrom("web", "x.shop"),
  headers: fc.constantFrom({}, { x: "1" }),
});

type Known = typeof request extends fc.Arbitrary<infer T> ? T : never;

/** The request with what is not known left out. */
const asked = (known: Known, hidden: readonly (keyof Known)[] = []): AuthorizationRequest => {
  const seen = <K extends keyof Known>(key: K): Known[K] | undefined =>
    hidden.includes(key) ? undefined : known[key];
  return {
    source: { principal: seen("principal"), ip: seen("ip"), claims: seen("claims") },
    port: seen("port"),
    protocol: known.protocol,
    method: seen("method"),
    path: seen("path"),
    host: seen("host"),
    headers: seen("headers"),
  };
};

const summary = ({ verdict, by, path, unmatched }: AuthorizationVerdict) => ({
  verdict,
  by,
  path,
  unmatched: unmatched.map((ref) => `${ref.namespace}/${ref.name}`).sort(),
});

it("a policy of a namespace that nobody uses changes nothing", () => {
  fc.assert(
    fc.property(policies(HERE), policies(["other"]), request, (own, others, known) => {
      const verdict = authorize(indexOf(own), server, asked(known));
      expect(authorize(indexOf([...own, ...others]), server, asked(known))).toEqual(verdict);
    }),
  );
});

it("the order of policies never matters", () => {
  fc.assert(
    fc.property(policies(HERE), request, (own, known) => {
      const turned = authorize(indexOf(own.toReversed()), server, asked(known));
      expect(summary(turned)).toEqual(summary(authorize(indexOf(own), server, asked(known))));
    }),
  );
});

it("what is said of a request of which not all is known holds whatever the rest is", () => {
  const keys = ["principal", "ip", "claims", "port", "method", "path", "host", "headers"] as const;
  fc.assert(
    fc.property(policies(HERE), request, fc.subarray([...keys]), (own, known, hidden) => {
      const index = indexOf(own);
      const guess = authorize(index, server, asked(known, hidden));
      const truth = authorize(index, server, asked(known));
      if (guess.verdict !== "uncertain") expect(guess.verdict).toBe(truth.verdict);
    }),
    { numRuns: 300 },
  );
});

it("what is said of a caller with several addresses holds for each of them", () => {
  const address = fc.constantFrom("10.1.2.3", "10.4.5.6", "192.168.0.1");
  fc.assert(
    fc.property(policies(HERE), request, fc.array(address, { minLength: 1 }), (own, known, ips) => {
      const index = indexOf(own);
      const of = (ip: string | readonly string[]) => {
        const { source, ...rest } = asked(known);
        return authorize(index, server, { ...rest, source: { ...source, ip } }).verdict;
      };
      const each = new Set(ips.map(of));
      if (of(ips) !== "uncertain") expect([...each]).toEqual([of(ips)]);
    }),
  );
});

it("an ALLOW policy for others never widens what a third party may reach", () => {
  const forOthers = object(
    "AuthorizationPolicy",
    fc.constant({ rules: [{ from: [{ source: { principals: ["far/ns/z/sa/z"] } }] }] }),
    HERE,
  );
  fc.assert(
    fc.property(policies(HERE), forOthers, request, (own, other, known) => {
      const added: ConfigResource = { ...other, meta: { ...other.meta, name: "others" } };
      const before = authorize(indexOf(own), server, asked(known)).verdict;
      const after = authorize(indexOf([...own, added]), server, asked(known)).verdict;
      if (before === "deny") expect(after).toBe("deny");
    }),
  );
});

const mode = fc.constantFrom("STRICT", "PERMISSIVE", "DISABLE", "UNSET");
const peerSpec = fc
  .record({ mtls: fc.record({ mode }), at: selector })
  .map(({ at, ...spec }) => ({ ...spec, ...at }));
const peers = (namespaces: readonly string[]) =>
  fc.uniqueArray(object("PeerAuthentication", peerSpec, namespaces), {
    maxLength: 5,
    selector: ({ meta: { namespace, name } }) => `${namespace}/${name}`,
  });

it("the mode of a workload depends on no other namespace and on no order", () => {
  fc.assert(
    fc.property(peers(HERE), peers(["other"]), (own, others) => {
      const found = mtlsInForce(indexOf(own), server, 80);
      expect(mtlsInForce(indexOf([...others, ...own.toReversed()]), server, 80)).toEqual(found);
    }),
  );
});

const tokenSpec = fc.record({
  jwtRules: fc.array(
    fc.record({ issuer: fc.constantFrom("one", "two") }).map((r) => ({ ...r, jwks: "{}" })),
    { minLength: 1, maxLength: 2 },
  ),
});

it("a token is taken or not whatever the order of RequestAuthentications", () => {
  const objects = fc.uniqueArray(object("RequestAuthentication", tokenSpec, HERE), {
    maxLength: 4,
    selector: ({ meta: { namespace, name } }) => `${namespace}/${name}`,
  });
  const claims = fc.constantFrom({ iss: "one", sub: "a" }, { iss: "three" });
  fc.assert(
    fc.property(objects, claims, (own, token) => {
      const at = { workload: server };
      const found = verifyToken(indexOf(own), at, token);
      expect(verifyToken(indexOf(own.toReversed()), at, token)).toEqual(found);
      const none = verifyToken(indexOf(own), at, null);
      expect(none.result).toBe("none");
    }),
  );
});
