import type { KubeObject } from "../case";
import { JWKS } from "./credentials";
import { anyNamespace } from "./values";
import { HEADERS, METHODS } from "./vocabulary";
import { hostOf, metaOf, type World } from "./world";

const API = "security.istio.io/v1";

const SELECTORS = [
  { app: "api" },
  { app: "web" },
  { app: "api", version: "v1" },
  { version: "v2" },
];

const selector = ({ random }: World, probability: number) =>
  random.maybe(probability, () => ({ selector: { matchLabels: random.pick(SELECTORS) } }));

export function peerAuthentication(world: World): KubeObject {
  const { random } = world;
  const mode = () => random.pick(["STRICT", "PERMISSIVE", "DISABLE", "UNSET"]);
  const selected = selector(world, 0.5);
  return {
    apiVersion: API,
    kind: "PeerAuthentication",
    metadata: metaOf(world, anyNamespace(world, 0.25)),
    spec: {
      ...selected,
      ...random.maybe(0.9, () => ({ mtls: { mode: mode() } })),
      ...(selected &&
        random.maybe(0.5, () => ({
          portLevelMtls: { [random.pick([8080, 8088, 80, 9090, 9000])]: { mode: mode() } },
        }))),
    },
  };
}

export const ISSUERS = ["https://one.example", "https://two.example"] as const;

export function requestAuthentication(world: World, target?: object): KubeObject {
  const { random } = world;
  return {
    apiVersion: API,
    kind: "RequestAuthentication",
    metadata: metaOf(world, anyNamespace(world, 0.2)),
    spec: {
      ...(target ?? selector(world, 0.6)),
      jwtRules: random.times(1, 2, (i) => ({
        issuer: ISSUERS[i],
        jwks: JWKS,
        ...random.maybe(0.3, () => ({ audiences: ["shop"] })),
        ...random.maybe(0.3, () => ({ forwardOriginalToken: true })),
        ...random.maybe(0.2, () => ({ spaceDelimitedClaims: ["permissions"] })),
      })),
    },
  };
}

/** @param target `targetRefs` or a selector for a gateway's pods; else a selector of workloads, or none */
export function authorizationPolicy(world: World, target?: object): KubeObject {
  const { random } = world;
  const action = random.weighted([
    [4, "ALLOW"],
    [4, "DENY"],
    [2, "AUDIT"],
    [2, undefined],
    [1.5, "CUSTOM"],
  ]);
  const provider = random.pick(["authorizer", "authorizer", "gone"]);
  const rules = random.weighted<() => object>([
    [10, () => ({ rules: random.times(1, 2, () => rule(world)) })],
    [0.7, () => ({ rules: [{}] })],
    [action === "DENY" || action === "CUSTOM" ? 0 : 0.5, () => ({})],
  ])();
  return {
    apiVersion: API,
    kind: "AuthorizationPolicy",
    metadata: metaOf(
      world,
      anyNamespace(world, 0.2),
      random.maybe(0.08, () => ({
        annotations: { "istio.io/dry-run": random.pick(["true", "T", "false", "yes"]) },
      })),
    ),
    spec: {
      ...(target ?? selector(world, 0.6)),
      ...(action && { action }),
      ...(action === "CUSTOM" && { provider: { name: provider } }),
      ...rules,
    },
  };
}

function rule(world: World): object {
  const { random } = world;
  const made = {
    ...random.maybe(0.55, () => ({ from: random.times(1, 2, () => ({ source: source(world) })) })),
    ...random.maybe(0.6, () => ({
      to: random.times(1, 2, () => ({ operation: operation(world) })),
    })),
    ...random.maybe(0.3, () => ({ when: random.times(1, 2, () => condition(world)) })),
  };
  return Object.keys(made).length > 0 ? made : { to: [{ operation: { methods: ["GET"] } }] };
}

const negated = ({ random }: World, field: string, values: readonly string[]): object =>
  random.chance(0.3)
    ? { [`not${field[0]?.toUpperCase()}${field.slice(1)}`]: values }
    : { [field]: values };

function source(world: World): object {
  const { random } = world;
  const ns = random.pick(world.namespaces);
  const account = random.pick(["client", "api", "default"]);
  const parts: readonly (() => object)[] = [
    () =>
      negated(world, "principals", [
        random.pick([
          `cluster.local/ns/${ns}/sa/${account}`,
          "*",
          `*/sa/${account}`,
          `cluster.local/ns/${ns}/*`,
          `td.example/ns/${ns}/sa/${account}`,
          `old.example/ns/${ns}/sa/${account}`,
        ]),
      ]),
    () => negated(world, "namespaces", [random.pick([ns, "*", `${ns}*`, "gone"])]),
    () =>
      negated(world, "requestPrincipals", [
        random.pick(["*", `${ISSUERS[0]}/*`, `${ISSUERS[0]}/ann`, "*/bob"]),
      ]),
    () =>
      negated(world, "ipBlocks", [
        random.pick(["10.1.0.0/16", "10.1.0.10", "10.0.0.0/8", "203.0.113.0/24"]),
      ]),
    () =>
      negated(world, "remoteIpBlocks", [random.pick(["10.2.0.0/16", "1.2.3.4", "203.0.113.7"])]),
    () => negated(world, "serviceAccounts", [random.pick([account, `${ns}/${account}`])]),
  ];
  return Object.assign({}, ...random.times(1, 2, () => random.pick(parts)()));
}

function operation(world: World): object {
  const { random } = world;
  const host = hostOf(random.pick(world.services));
  const parts: readonly (() => object)[] = [
    () =>
      negated(world, "hosts", [
        random.pick([host, `${host}:*`, "*.svc.cluster.local", "api", "api*", host.toUpperCase()]),
      ]),
    () => negated(world, "methods", [random.pick([...METHODS, "P*", "*"])]),
    () =>
      negated(world, "paths", [
        random.pick([
          ...world.paths,
          ...world.paths,
          "/foo*",
          "*/bar",
          "*",
          "/{*}/bar",
          "/foo/{**}",
          "/v1/{*}",
          "/{**}/bar",
          "/{*}/{**}/more",
          "/foo/{*}/baz",
        ]),
      ]),
    () => negated(world, "ports", [random.pick(["8080", "8088", "80", "9090"])]),
  ];
  return Object.assign({}, ...random.times(1, 2, () => random.pick(parts)()));
}

function condition(world: World): object {
  const { random } = world;
  const [header, values] = random.pick(HEADERS);
  const ns = random.pick(world.namespaces);
  const [key, value] = random.pick<readonly [string, string]>([
    [`request.headers[${header}]`, random.pick(values.filter((v) => v !== ""))],
    [`request.headers[${header}]`, "*"],
    [`request.headers[${header}]`, "v*"],
    ["source.ip", "10.1.0.0/16"],
    ["remote.ip", "1.2.3.0/24"],
    ["source.namespace", ns],
    ["source.principal", `cluster.local/ns/${ns}/sa/client`],
    ["request.auth.principal", `${ISSUERS[0]}/ann`],
    ["request.auth.audiences", "shop"],
    ["request.auth.presenter", "cli"],
    ["request.auth.claims[group]", "admin"],
    ["request.auth.claims[scope]", "read"],
    ["request.auth.claims[permissions]", "write"],
    ["request.auth.claims[nested][role]", "dev"],
    ["destination.ip", "10.2.0.0/16"],
    ["destination.port", "8080"],
    ["connection.sni", "*.svc.cluster.local"],
  ]);
  return random.chance(0.7) ? { key, values: [value] } : { key, notValues: [value] };
}
