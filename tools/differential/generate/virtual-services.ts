import type { KubeObject } from "../case";
import { anyNamespace, exportTo, portOf, ruleHost, serviceHost, stringMatch } from "./values";
import { HEADERS, METHODS, QUERIES } from "./vocabulary";
import { metaOf, type World } from "./world";

const API = "networking.istio.io/v1";

/** Of a token; nested with dots or brackets. */
const CLAIMS = [
  "@request.auth.claims.group",
  "@request.auth.claims[group]",
  "@request.auth.claims.nested.role",
  "@request.auth.claims[nested][role]",
];

export type RuleHome = {
  readonly namespace: string;
  /** `undefined`: the mesh. */
  readonly gateways?: readonly string[];
  readonly hosts?: readonly string[];
};

/** A VirtualService with every kind of rule; `home` fixes what a gateway needs. */
export function virtualService(world: World, home?: RuleHome): readonly KubeObject[] {
  const { random } = world;
  const namespace = home?.namespace ?? random.pick(world.namespaces);
  const hosts = home?.hosts ?? [...new Set(random.times(1, 2, () => ruleHost(world, namespace)))];
  const gateways =
    home?.gateways ??
    random.pick([undefined, undefined, undefined, ["mesh"], ["mesh", "gw"], ["gw"]]);
  const delegates: KubeObject[] = [];
  const delegateTo = () => {
    const made = delegate(world, namespace);
    delegates.push(made);
    return made.metadata;
  };
  const spec = {
    hosts,
    ...(gateways && { gateways }),
    ...exportTo(world),
    ...rulesOf(world, namespace, hosts, delegateTo),
  };
  return [
    { apiVersion: API, kind: "VirtualService", metadata: metaOf(world, namespace), spec },
    ...delegates,
  ];
}

type DelegateTo = () => { readonly name: string; readonly namespace?: string };

function rulesOf(
  world: World,
  namespace: string,
  hosts: readonly string[],
  delegateTo: DelegateTo,
) {
  const { random } = world;
  const http = () => ({ http: random.times(1, 4, () => httpRule(world, namespace, delegateTo)) });
  return random.weighted<() => object>([
    [8, http],
    [1, () => ({ tcp: random.times(1, 2, () => tcpRule(world, namespace)) })],
    [1, () => ({ tls: random.times(1, 2, () => tlsRule(world, namespace, hosts)) })],
    [1, () => ({ ...http(), tcp: [tcpRule(world, namespace)] })],
  ])();
}

function httpRule(world: World, namespace: string, delegateTo: DelegateTo | null): object {
  const { random } = world;
  const match = random.maybe(0.6, () => ({ match: random.times(1, 2, () => httpMatch(world)) }));
  const name = random.maybe(0.2, () => ({ name: random.pick(["one", "two.three", "a<b"]) }));
  const action = random.weighted<() => object>([
    [10, () => forward(world, namespace)],
    [1.5, () => ({ redirect: redirect(world) })],
    [
      0.7,
      () => ({ directResponse: { status: random.pick([200, 404, 503]), body: { string: "x" } } }),
    ],
    [delegateTo ? 0.8 : 0, () => ({ delegate: delegateRef(world, namespace, delegateTo) })],
  ])();
  return { ...name, ...match, ...action };
}

function delegateRef({ random }: World, namespace: string, delegateTo: DelegateTo | null): object {
  const { name = "gone", namespace: ns } = random.chance(0.85) && delegateTo ? delegateTo() : {};
  return ns === namespace && random.chance(0.5) ? { name } : { name, namespace: ns ?? "a" };
}

function delegate(world: World, near: string): KubeObject {
  const { random } = world;
  const namespace = random.chance(0.7) ? near : random.pick(world.namespaces);
  return {
    apiVersion: API,
    kind: "VirtualService",
    metadata: metaOf(world, namespace),
    spec: { ...exportTo(world), http: random.times(1, 3, () => httpRule(world, namespace, null)) },
  };
}

function httpMatch(world: World): object {
  const { random } = world;
  const [header, headerValues] = random.pick(HEADERS);
  const [query, queryValues] = random.pick(QUERIES);
  const present = () => ({});
  const uri = () => ({
    uri: stringMatch(world, world.paths),
    ...random.maybe(0.2, () => ({ ignoreUriCase: true })),
  });
  const headerMatch = () => ({
    [header]: random.chance(0.15) ? present() : stringMatch(world, headerValues),
  });
  const parts: readonly (() => object)[] = [
    uri,
    uri,
    uri,
    () => ({ headers: headerMatch() }),
    () => ({ withoutHeaders: headerMatch() }),
    () => ({
      queryParams: { [query]: random.chance(0.2) ? present() : stringMatch(world, queryValues) },
    }),
    () => ({ method: stringMatch(world, METHODS) }),
    () => ({ headers: { [random.pick(CLAIMS)]: stringMatch(world, ["admin", "dev"]) } }),
    () => ({ authority: stringMatch(world, ["api", ...world.outside]) }),
    () => ({ scheme: { exact: random.pick(["http", "https"]) } }),
    () => ({ port: portOf(world) }),
    () => ({ sourceLabels: { app: random.pick(["client", "api"]) } }),
    () => ({ sourceNamespace: random.pick(world.namespaces) }),
    () => ({ gateways: random.pick([["mesh"], ["gw"], ["mesh", "gw"]]) }),
  ];
  if (random.chance(0.04)) return {};
  return Object.assign({}, ...random.times(1, 2, () => random.pick(parts)()));
}

function forward(world: World, namespace: string): object {
  const { random } = world;
  const route = destinations(world, namespace);
  const mirrored = () => ({ ...destination(world, namespace) });
  return {
    route,
    ...random.maybe(0.2, () => ({ timeout: random.pick(["5s", "0.5s", "1m", "250ms"]) })),
    ...random.maybe(0.2, () => ({ retries: retries(world) })),
    ...random.maybe(0.25, () => ({ rewrite: rewrite(world) })),
    ...random.maybe(0.12, () => ({ fault: fault(world) })),
    ...random.maybe(0.1, () => ({
      mirror: mirrored(),
      ...random.maybe(0.5, () => ({ mirrorPercentage: { value: random.pick([0, 12.5, 100]) } })),
    })),
    ...random.maybe(0.08, () => ({
      mirrors: random.times(1, 2, () => ({
        destination: mirrored(),
        ...random.maybe(0.6, () => ({ percentage: { value: random.pick([0, 5, 33.3]) } })),
      })),
    })),
    ...random.maybe(0.12, () => ({ headers: { request: headerOperations(world) } })),
  };
}

export function destinations(world: World, namespace: string): readonly object[] {
  const { random } = world;
  const count = random.weighted([
    [5, 1],
    [3, 2],
    [1, 3],
  ]);
  const weights = random.pick([
    [90, 10, 0],
    [1, 3, 4],
    [0, 100, 0],
    [50, 50, 100],
  ]);
  return Array.from({ length: count }, (_, i) => ({
    destination: destination(world, namespace),
    ...(count > 1 || random.chance(0.2) ? { weight: weights[i] ?? 1 } : {}),
    ...random.maybe(0.06, () => ({ headers: { request: headerOperations(world) } })),
  }));
}

function destination(world: World, namespace: string): object {
  const { random } = world;
  return {
    host: random.chance(0.06) ? random.pick(world.outside) : serviceHost(world, namespace),
    ...random.maybe(0.35, () => ({ subset: random.pick(["v1", "v2", "v9"]) })),
    ...random.maybe(0.4, () => ({ port: { number: portOf(world) } })),
  };
}

const headerOperations = ({ random }: World): object =>
  random.pick([
    { set: { "x-version": "v2" } },
    { add: { "x-version": "v3" }, remove: ["end-user"] },
    { set: { Host: "set.example.com" } },
    { set: { ":authority": "auth.example.com" } },
  ]);

const redirect = ({ random }: World): object => ({
  ...random.pick<object>([
    { uri: "/new" },
    { uri: "/new?x=1" },
    {},
    { authority: "new.example.com" },
    { uri: "/p", authority: "new.example.com:8443" },
  ]),
  ...random.maybe(0.35, () => ({ scheme: random.pick(["https", "http"]) })),
  ...random.pick<object>([
    {},
    {},
    { port: 8443 },
    { derivePort: "FROM_REQUEST_PORT" },
    { derivePort: "FROM_PROTOCOL_DEFAULT" },
  ]),
  ...random.maybe(0.5, () => ({ redirectCode: random.pick([301, 302, 303, 307, 308, 304]) })),
});

const rewrite = ({ random }: World): object =>
  random.pick<object>([
    { uri: "/new" },
    { uri: "/" },
    { uri: "/new/", authority: "rewritten.example.com" },
    { authority: "rewritten.example.com" },
    { uriRegexRewrite: { match: "^/([a-z0-9]+)/(.*)$", rewrite: "/\\2/\\1" } },
    { uriRegexRewrite: { match: "o+", rewrite: "0" } },
  ]);

const retries = ({ random }: World): object =>
  random.pick<object>([
    { attempts: 0 },
    { attempts: 3 },
    { attempts: 1, perTryTimeout: "2s" },
    { attempts: 4, retryOn: "5xx,gateway-error" },
    { attempts: 2, retryOn: "503,reset,429" },
    { attempts: 2, retryOn: "connect-failure,refused-stream", retryRemoteLocalities: true },
  ]);

function fault({ random }: World): object {
  const percentage = () =>
    random.pick<object>([
      {},
      { percentage: { value: 100 } },
      { percentage: { value: 0.5 } },
      { percentage: {} },
    ]);
  const delay = () => ({ delay: { fixedDelay: random.pick(["5s", "100ms"]), ...percentage() } });
  const abort = () => ({
    abort: {
      ...random.pick<object>([
        { httpStatus: 503 },
        { httpStatus: 400 },
        { grpcStatus: "UNAVAILABLE" },
      ]),
      ...percentage(),
    },
  });
  return random.pick([() => delay(), () => abort(), () => ({ ...delay(), ...abort() })])();
}

function tcpRule(world: World, namespace: string): object {
  const { random } = world;
  const match = () =>
    random.pick<object>([
      { port: portOf(world) },
      { destinationSubnets: ["10.96.1.0/24"] },
      { sourceLabels: { app: "client" } },
      { sourceNamespace: random.pick(world.namespaces) },
      { port: portOf(world), destinationSubnets: ["10.96.0.0/16"] },
      { gateways: ["mesh"] },
    ]);
  return {
    ...random.maybe(0.6, () => ({ match: random.times(1, 2, match) })),
    route: destinations(world, namespace).map(plain),
  };
}

function tlsRule(world: World, namespace: string, hosts: readonly string[]): object {
  const { random } = world;
  const sni = () =>
    random.pick([...hosts.filter((h) => h.includes(".")), "out.example.com", "*.example.com"]);
  const match = () => ({
    sniHosts: [sni()],
    ...random.maybe(0.4, () => ({ port: random.pick([443, 8443]) })),
    ...random.maybe(0.15, () => ({ sourceNamespace: random.pick(world.namespaces) })),
  });
  return { match: random.times(1, 2, match), route: destinations(world, namespace).map(plain) };
}

/** Header operations are HTTP's. */
const plain = ({ headers: _, ...rest }: object & { headers?: unknown }): object => rest;

/** Rules that stand in for a namespace that sees them: VirtualServices of the root namespace too. */
export const anyHome = (world: World): RuleHome => ({ namespace: anyNamespace(world) });
