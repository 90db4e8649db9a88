import fc from "fast-check";
import type { JsonObject } from "../../manifest/json";
import type { ObjectChange } from "../change-set";
import { changeBetween } from "./objects";

export const dr = (host: string, ...subsets: string[]): JsonObject => ({
  host,
  subsets: subsets.map((name) => ({ name, labels: { version: name } })),
});
/** A VirtualService that sends `host` to each `host/subset` or plain host in turn. */
export const vs = (host: string, ...to: string[]): JsonObject => ({
  hosts: [host],
  http: [
    {
      route: to.map((target, i) => {
        const [name = "", subset] = target.split("/");
        const destination: JsonObject =
          subset === undefined ? { host: name } : { host: name, subset };
        return { destination, weight: i === 0 ? 100 : 0 };
      }),
    },
  ],
});
export const se = (...hosts: string[]): JsonObject => ({ hosts, location: "MESH_EXTERNAL" });

export const root = (name: string): JsonObject => ({
  hosts: ["web"],
  http: [{ delegate: { name } }],
});

const HOSTS = ["a", "b"] as const;
const SUBSETS = ["v1", "v2", "v3"] as const;
const GATEWAYS = ["g1", "g2"] as const;

/** A small mesh in which every reference leads somewhere: rules per host, routes to their subsets, gateways, delegates. */
export const soundMesh = fc
  .record({
    subsets: fc.record({
      a: fc.subarray([...SUBSETS]),
      b: fc.subarray([...SUBSETS]),
    }),
    second: fc.subarray([...SUBSETS]),
    gateways: fc.subarray([...GATEWAYS]),
    external: fc.boolean(),
    routes: fc.array(
      fc.record({
        name: fc.constantFrom("r1", "r2", "r3"),
        host: fc.constantFrom(...HOSTS),
        picks: fc.array(fc.nat(), { maxLength: 2 }),
        gateway: fc.nat(3),
        external: fc.boolean(),
      }),
      { maxLength: 4 },
    ),
    delegate: fc.boolean(),
  })
  .map(({ subsets, second, gateways, external, routes, delegate }) => {
    const objects = new Map<string, JsonObject>();
    for (const host of HOSTS) {
      if (subsets[host].length > 0) objects.set(`DR shop/${host}`, dr(host, ...subsets[host]));
    }
    if (second.length > 0) objects.set("DR shop/a-more", dr("a", ...second));
    for (const gateway of gateways) objects.set(`GW shop/${gateway}`, {});
    if (external) objects.set("SE shop/pay", se("pay.example", "*.pay.example"));
    for (const { name, host, picks, gateway, external: out } of routes) {
      const known = host === "a" ? [...new Set([...subsets.a, ...second])] : subsets.b;
      const to = picks.flatMap((n) => known[n % Math.max(1, known.length)] ?? []);
      const targets = [
        host,
        ...to.map((s) => `${host}/${s}`),
        ...(external && out ? ["x.pay.example"] : []),
      ];
      const edge = gateways[gateway];
      objects.set(`VS shop/${name}`, {
        ...vs(host, ...targets),
        ...(edge && { gateways: [edge] }),
      });
    }
    if (delegate && objects.has("VS shop/r1")) objects.set("VS shop/root", root("r1"));
    return objects;
  });

/** The changes from one mesh to another, one for each object that differs. */
export const meshChanges = (
  before: ReadonlyMap<string, JsonObject>,
  after: ReadonlyMap<string, JsonObject>,
): readonly ObjectChange[] =>
  [...new Set([...before.keys(), ...after.keys()])]
    .filter((at) => JSON.stringify(before.get(at)) !== JSON.stringify(after.get(at)))
    .map((at) => changeBetween(at, before.get(at) ?? null, after.get(at) ?? null));
