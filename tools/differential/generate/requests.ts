import type { CaseRequest, KubeObject } from "../case";
import { GATEWAY_PORTS } from "./gateways";
import { ISSUERS } from "./policies";
import { HEADERS, METHODS, PATHS, QUERIES } from "./values";
import { hostOf, type World, type WorldService } from "./world";

/** Paths that rules name, and some that nearly fit. */
function path({ random }: World): string {
  const base = random.pick([
    ...PATHS,
    ...PATHS,
    "/foo/bar/baz",
    "/foo//bar",
    "/FOO",
    "/a/../foo",
    "/%66oo",
    "/new",
    "/pkg.Api/Get",
    "/pkg.Api/Put",
    "/v2/api",
    "/foo;x",
  ]);
  const [query, values] = random.pick(QUERIES);
  return random.chance(0.25) ? `${base}?${query}=${random.pick([...values, "other"])}` : base;
}

function headers({ random }: World): Record<string, string> {
  const named = random
    .some(HEADERS, 2)
    .map(([name, values]) => [
      random.chance(0.2) ? name.toUpperCase() : name,
      random.pick([...values, "other"]),
    ]);
  return {
    ...Object.fromEntries(named),
    ...random.maybe(0.06, () => ({ "x-forwarded-for": "1.2.3.4" })),
  };
}

function claims({ random }: World, probability: number) {
  return random.maybe(probability, () => ({
    claims: {
      iss: random.pick([...ISSUERS, "https://other.example"]),
      sub: random.pick(["ann", "bob"]),
      ...random.maybe(0.6, () => ({
        group: random.pick<unknown>(["admin", ["admin", "dev"], "other"]),
      })),
      ...random.maybe(0.4, () => ({ aud: random.pick<unknown>(["shop", ["shop", "x"], "other"]) })),
      ...random.maybe(0.3, () => ({ scope: "read write" })),
      ...random.maybe(0.3, () => ({ azp: "cli" })),
      ...random.maybe(0.3, () => ({ nested: { role: "dev" } })),
    },
  }));
}

const common = (world: World, withClaims: number) => ({
  method: world.random.pick(METHODS),
  path: path(world),
  headers: headers(world),
  ...claims(world, withClaims),
});

/** The names by which a workload of `namespace` may dial a service. */
function dialled({ random }: World, s: WorldService, namespace: string): string {
  const { name, namespace: ns } = s;
  const forms = [
    hostOf(s),
    hostOf(s),
    `${name}.${ns}`,
    `${name}.${ns}.svc`,
    ...(ns === namespace ? [name, name] : []),
  ];
  return random.weighted([
    [12, random.pick(forms)],
    [0.5, hostOf(s).toUpperCase()],
    [s.ip ? 0.6 : 0, s.ip ?? ""],
  ]);
}

/** A call of a workload. */
export function meshRequest(world: World, withClaims: number): CaseRequest {
  const { random } = world;
  const callers = world.workloads.filter((w) => w.ips.length > 0);
  const clients = callers.filter((w) => w.app === "client");
  const caller = random.pick(random.chance(0.8) ? clients : callers);
  const service = random.pick(world.services);
  const outside = random.chance(0.12);
  const host = outside
    ? random.pick([...world.outside, "nobody.example.com", "*.example.com".slice(2)])
    : dialled(world, service, caller.namespace);
  const port = outside
    ? random.pick([80, 80, 443, 8080, 9090])
    : random.chance(0.93)
      ? random.pick(service.ports).port
      : 80;
  const wantsTls = outside
    ? port === 443 && random.chance(0.8)
    : (port === 443 || port === 8443) && random.chance(0.7);
  return {
    from: `${caller.namespace}/${caller.name}`,
    to: `${host}:${port}`,
    ...common(world, withClaims),
    ...(wantsTls && { sni: random.chance(0.9) ? host : "out.example.com" }),
    ...((!caller.proxy || random.chance(0.03)) && { plaintext: true }),
    ...authority(world),
  };
}

/** A `host` header that differs from what is dialled. */
function authority(world: World): Partial<CaseRequest> | undefined {
  const { random } = world;
  return random.maybe(0.08, () => ({
    headers: {
      host: random.pick([
        ...world.outside,
        hostOf(random.pick(world.services)),
        "api:80",
        "nobody.test",
      ]),
    },
  }));
}

/** Traffic that enters through a gateway. */
export function gatewayRequest(
  world: World,
  gateways: readonly KubeObject[],
  withClaims: number,
): CaseRequest {
  const { random } = world;
  const { metadata } = random.pick(gateways);
  const port = random.weighted([
    [6, 80],
    [3, 443],
    [1, random.pick(GATEWAY_PORTS)],
  ]);
  const host = random.pick([
    "out.example.com",
    "out.example.com",
    "api.example.com",
    "deep.api.example.com",
    "other.test",
    "OUT.example.com",
    "nobody.test",
    "example.com",
  ]);
  const tls = port === 443 || port === 15443 ? random.chance(0.92) : random.chance(0.02);
  return {
    from: `gateway:${metadata.namespace}/${metadata.name}`,
    to: `${host}:${port}`,
    ...common(world, withClaims),
    ...(tls && { sni: random.chance(0.93) ? host.toLowerCase() : "api.example.com" }),
    ...random.maybe(0.05, () => ({
      headers: { host: random.pick(["api.example.com", "out.example.com:8080"]) },
    })),
  };
}
