import type { CaseRequest, KubeObject } from "../case";
import { GATEWAY_PORTS } from "./gateways";
import { ISSUERS } from "./policies";
import { HEADERS, METHODS, PATHS, QUERIES } from "./vocabulary";
import { hostOf, someService, type World, type WorldService } from "./world";

/** Paths that rules name, and some that nearly fit. */
function path({ random, paths }: World): string {
  const hit = random.pick(paths) + random.pick(["", "", "", "/", "/more", "x"]);
  const base = random.chance(0.6)
    ? hit.replace(/^\/\/(?=\w)/, "/")
    : random.pick([
        ...PATHS,
        "/foo/bar/baz",
        "/foo/a/b/bar",
        "/foo//bar",
        "/FOO",
        "/a/../foo",
        "/%66oo",
        "/new",
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
      ...random.maybe(0.3, () => ({ permissions: random.pick<unknown>(["read write", "write"]) })),
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
function dialled(world: World, s: WorldService, namespace: string): string {
  const { random } = world;
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
    [0.2, hostOf(s).toUpperCase()],
    [s.ip ? 0.6 : 0, s.ip ?? ""],
    [0.15, random.pick(world.workloads.flatMap((w) => w.ips))],
  ]);
}

/** A host outside the cluster: most often one that a ServiceEntry has, on one of its ports. */
function outsideCall({ random, objects, outside }: World): { host: string; port: number } {
  const entries = objects.filter((o) => o.kind === "ServiceEntry");
  if (entries.length > 0 && random.chance(0.85)) {
    const { hosts, ports } = random.pick(entries)["spec"] as EntrySpec; // as the generator makes it
    const host = random.pick(hosts).replace("*", random.pick(["x", "deep.y"]));
    return { host, port: random.pick(ports).number };
  }
  const host = random.pick([...outside, "nobody.example.com"]);
  return { host, port: random.pick([80, 80, 443, 8080, 9090]) };
}

type EntrySpec = {
  readonly hosts: readonly string[];
  readonly ports: readonly { readonly number: number }[];
};

function meshTarget(world: World, namespace: string): { host: string; port: number } {
  const { random } = world;
  const service = someService(world);
  const port = random.chance(0.97) ? random.pick(service.ports).port : 80;
  return { host: dialled(world, service, namespace), port };
}

/** A call of a workload. */
export function meshRequest(world: World, withClaims: number): CaseRequest {
  const { random } = world;
  const callers = world.workloads.filter((w) => w.ips.length > 0);
  const clients = callers.filter((w) => w.app === "client");
  const caller = random.pick(random.chance(0.8) ? clients : callers);
  const hasEntries = world.objects.some((o) => o.kind === "ServiceEntry");
  const { host, port } = random.chance(hasEntries ? 0.3 : 0.04)
    ? outsideCall(world)
    : meshTarget(world, caller.namespace);
  const wantsTls = (port === 443 || port === 8443) && random.chance(0.7);
  return {
    from: `${caller.namespace}/${caller.name}`,
    to: `${host}:${port}`,
    ...common(world, withClaims),
    ...(wantsTls && { sni: random.chance(0.9) ? host : "out.example.com" }),
    // Without a proxy nobody looks at the host header before the server does.
    ...(!caller.proxy || random.chance(0.03) ? { plaintext: true } : authority(world)),
  };
}

/** A `host` header that differs from what is dialled. */
function authority(world: World): Partial<CaseRequest> | undefined {
  const { random } = world;
  const host = hostOf(someService(world));
  const odd = [`${host}.`, `${host}:80`, host.toUpperCase(), "api:80", "nobody.test"];
  return random.maybe(0.1, () => ({
    headers: { host: random.pick([...world.outside, host, ...odd]) },
  }));
}

type Entry = { readonly host: string; readonly port: number; readonly tls: boolean };

type Server = {
  readonly port: { readonly number: number; readonly protocol: string };
  readonly hosts: readonly string[];
};
type Listener = { readonly port: number; readonly protocol: string; readonly hostname?: string };
type GatewaySpec = {
  readonly servers?: readonly Server[];
  readonly listeners?: readonly Listener[];
};

/** Where a Gateway lets requests in, with names for its wildcards. */
function entriesOf({ random }: World, { spec }: KubeObject): readonly Entry[] {
  const { servers = [], listeners = [] } = spec as GatewaySpec; // as the generator makes it
  const isTls = (protocol: string) => protocol === "HTTPS" || protocol === "TLS";
  const name = (host: string) =>
    host === "*"
      ? random.pick(["out.example.com", "other.test"])
      : host.replace("*.", random.pick(["x.", "api."]));
  return [
    ...servers.flatMap(({ port, hosts }) =>
      hosts.map((h) => ({
        host: name(h.split("/").at(-1) ?? h),
        port: port.number,
        tls: isTls(port.protocol),
      })),
    ),
    ...listeners.map((l) => ({
      host: name(l.hostname ?? "*"),
      port: l.port,
      tls: isTls(l.protocol),
    })),
  ];
}

/** Traffic that enters through a gateway: most of it where a Gateway expects it. */
export function gatewayRequest(
  world: World,
  gateways: readonly KubeObject[],
  withClaims: number,
): CaseRequest {
  const { random } = world;
  const gateway = random.pick(gateways);
  const { metadata } = gateway;
  const expected = random.pick(entriesOf(world, gateway));
  const usual = random.chance(0.88);
  const port = usual ? expected.port : random.pick([80, 443, ...GATEWAY_PORTS]);
  const host = random.chance(0.85)
    ? expected.host
    : random.pick([
        "out.example.com",
        "api.example.com",
        "deep.api.example.com",
        "other.test",
        "OUT.example.com",
        "nobody.test",
        "example.com",
      ]);
  const tls = usual ? random.chance(expected.tls ? 0.93 : 0.02) : port === 443;
  return {
    from: `gateway:${metadata.namespace}/${metadata.name}`,
    to: `${host}:${port}`,
    ...common(world, withClaims),
    ...(tls && { sni: random.chance(0.95) ? host.toLowerCase() : "api.example.com" }),
    ...random.maybe(0.05, () => ({
      headers: { host: random.pick(["api.example.com", "out.example.com:8080"]) },
    })),
  };
}
