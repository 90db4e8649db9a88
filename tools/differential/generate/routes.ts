import type { KubeObject } from "../case";
import type { Random } from "../random";
import { portOf } from "./values";
import { HEADERS, QUERIES } from "./vocabulary";
import { gatewayHost, metaOf, someService, type World } from "./world";

const API = "gateway.networking.k8s.io/v1";

/** What a route belongs to. */
export type Parent = {
  readonly kind: "Gateway" | "Service" | "ServiceEntry";
  readonly namespace: string;
  readonly name: string;
};

const GROUPS = {
  Gateway: "gateway.networking.k8s.io",
  Service: "",
  ServiceEntry: "networking.istio.io",
};

function parentRef({ random }: World, parent: Parent): object {
  const { kind, namespace, name } = parent;
  return {
    ...(kind !== "Gateway" && { group: GROUPS[kind], kind }),
    namespace,
    name,
    ...random.maybe(0.2, () =>
      kind === "Gateway" ? { sectionName: random.pick(["l0", "l0", "l1", "l7"]) } : { port: 80 },
    ),
    ...random.maybe(kind === "Gateway" ? 0.1 : 0, () => ({ port: random.pick([80, 443]) })),
  };
}

/** An HTTPRoute of the parents, in a namespace that may or may not be theirs. The oracle reads no GRPCRoutes. */
export function httpRoute(world: World, parents: readonly Parent[]): KubeObject {
  const { random } = world;
  const [first] = parents;
  const namespace = random.chance(0.6) && first ? first.namespace : random.pick(world.namespaces);
  return {
    apiVersion: API,
    kind: "HTTPRoute",
    metadata: metaOf(world, namespace),
    spec: {
      parentRefs: parents.map((p) => parentRef(world, p)),
      ...hostnames(world, first),
      rules: random.times(1, 3, () => httpRule(world, namespace)),
    },
  };
}

const hostnames = (world: World, parent: Parent | undefined) =>
  world.random.maybe(parent?.kind === "Gateway" ? 0.5 : 0.1, () => ({
    hostnames: [
      ...new Set(world.random.times(1, 2, () => gatewayHost(world).replace(/^\*$/, "*.test"))),
    ],
  }));

function httpRule(world: World, namespace: string): object {
  const { random } = world;
  const matches = random.maybe(0.8, () => ({
    matches: random.times(1, 2, () => httpMatch(world)),
  }));
  if (random.chance(0.12))
    return { ...matches, filters: [{ type: "RequestRedirect", requestRedirect: redirect(world) }] };
  return {
    ...matches,
    ...random.maybe(0.35, () => ({ filters: filters(world, namespace) })),
    ...backends(world, namespace),
    ...random.maybe(0.15, () => ({
      timeouts: random.pick([
        { request: "5s" },
        { request: "0s" },
        { request: "4s", backendRequest: "1s" },
        { backendRequest: "2s" },
      ]),
    })),
    ...random.maybe(0.15, () => ({
      retry: random.pick([
        { attempts: 3 },
        { attempts: 2, codes: [500, 503] },
        { codes: [502] },
        { attempts: 0 },
        { attempts: 2, backoff: "1s" },
      ]),
    })),
  };
}

function httpMatch({ random, paths }: World): object {
  const [header, values] = random.pick(HEADERS);
  const [query, queryValues] = random.pick(QUERIES);
  const type = random.pick([
    "PathPrefix",
    "PathPrefix",
    "PathPrefix",
    "Exact",
    "RegularExpression",
  ]);
  const clean = ["/", ...paths].filter((p) => !p.includes("//"));
  const value =
    type === "RegularExpression"
      ? random.pick(["/fo+", "/foo.*", "/.*", "/v[0-9]/api"])
      : random.pick(clean);
  const named = (name: string, from: readonly string[]) => [
    {
      name,
      value: random.pick(from.filter((v) => v !== "")),
      ...random.maybe(0.3, () => ({ type: "RegularExpression" })),
    },
  ];
  return {
    ...random.maybe(0.8, () => ({ path: { type, value } })),
    ...random.maybe(0.22, () => ({ headers: named(header, values) })),
    ...random.maybe(0.14, () => ({ queryParams: named(query, queryValues) })),
    ...random.maybe(0.14, () => ({ method: random.pick(["GET", "POST"]) })),
  };
}

function backends(world: World, namespace: string): object {
  const { random } = world;
  if (random.chance(0.03)) return {};
  const count = random.weighted([
    [5, 1],
    [3, 2],
  ]);
  const weights = random.pick([
    [90, 10],
    [1, 3],
    [0, 1],
    [0, 0],
    [1, 1],
  ]);
  return {
    backendRefs: Array.from({ length: count }, (_, i) => ({
      ...backend(world, namespace),
      ...(random.chance(count > 1 ? 0.8 : 0.15) ? { weight: weights[i] ?? 1 } : {}),
      ...random.maybe(0.08, () => ({ filters: [headerModifier(random)] })),
    })),
  };
}

function backend(world: World, namespace: string): object {
  const { random } = world;
  const service = someService(world);
  const port = random.chance(0.93) ? random.pick(service.ports).port : portOf(world);
  return {
    name: random.chance(0.94) ? service.name : "gone",
    port,
    ...(service.namespace !== namespace && random.chance(0.9)
      ? { namespace: service.namespace }
      : {}),
  };
}

/** Some kinds may stand twice in a rule: istiod is asked about rules that the schema takes. */
const filters = (world: World, namespace: string): readonly object[] =>
  world.random.times(1, 2, () => filter(world, namespace));

function filter(world: World, namespace: string): object {
  const { random } = world;
  return random.pick<() => object>([
    () => ({ type: "URLRewrite", urlRewrite: rewrite(world) }),
    () => ({ type: "URLRewrite", urlRewrite: rewrite(world) }),
    () => ({
      type: "RequestMirror",
      requestMirror: {
        backendRef: backend(world, namespace),
        ...random.pick<object>([
          {},
          {},
          { percent: random.pick([0, 10, 100]) },
          { fraction: { numerator: random.pick([0, 1, 3]), denominator: random.pick([4, 100]) } },
        ]),
      },
    }),
    () => headerModifier(random),
  ])();
}

const headerModifier = (random: Random): object => ({
  type: "RequestHeaderModifier",
  requestHeaderModifier: random.pick<object>([
    { set: [{ name: "x-version", value: "v2" }] },
    { add: [{ name: "x-version", value: "v3" }], remove: ["end-user"] },
    { set: [{ name: "Host", value: "set.example.com" }] },
  ]),
});

const path = ({ random }: World): object =>
  random.pick<object>([
    { type: "ReplaceFullPath", replaceFullPath: "/full" },
    { type: "ReplacePrefixMatch", replacePrefixMatch: "/" },
    { type: "ReplacePrefixMatch", replacePrefixMatch: "/new" },
    { type: "ReplacePrefixMatch", replacePrefixMatch: "/new/" },
    { type: "ReplacePrefixMatch", replacePrefixMatch: "" },
  ]);

const rewrite = (world: World): object => ({
  ...world.random.maybe(0.75, () => ({ path: path(world) })),
  ...world.random.maybe(0.4, () => ({ hostname: "rewritten.example.com" })),
});

const redirect = (world: World): object => {
  const { random } = world;
  return {
    ...random.maybe(0.4, () => ({ hostname: "new.example.com" })),
    ...random.maybe(0.4, () => ({ scheme: random.pick(["https", "http"]) })),
    ...random.maybe(0.3, () => ({ port: random.pick([8443, 443, 80]) })),
    ...random.maybe(0.5, () => ({ path: path(world) })),
    ...random.maybe(0.5, () => ({ statusCode: random.pick([301, 302]) })),
  };
};

export function referenceGrant(world: World): KubeObject {
  const { random } = world;
  const [from, to] = [random.pick(world.namespaces), someService(world).namespace];
  return {
    apiVersion: "gateway.networking.k8s.io/v1beta1",
    kind: "ReferenceGrant",
    metadata: metaOf(world, to),
    spec: {
      from: [
        {
          group: "gateway.networking.k8s.io",
          kind: random.pick(["HTTPRoute", "HTTPRoute", "HTTPRoute", "GRPCRoute"]),
          namespace: from,
        },
      ],
      to: [
        {
          group: "",
          kind: "Service",
          ...random.maybe(0.25, () => ({ name: someService(world).name })),
        },
      ],
    },
  };
}
