import type { Json, JsonPath } from "../../manifest/json";
import type { ConfigResource } from "../../model/resource";
import { child, children, emptySpec, numeral, type Spec, text } from "../../routing/spec/read-spec";
import type { CodeInfo } from "../codes";
import type { Finding } from "../finding";
import type { Subject } from "../inputs/subject";

/** One place to which a VirtualService sends. */
export type DestinationPlace = {
  readonly protocol: "http" | "tls" | "tcp";
  /** Index of the rule in its list. */
  readonly rule: number;
  readonly mirror: boolean;
  /** Of the destination itself. */
  readonly path: JsonPath;
  readonly host: string;
  readonly subset: string | null;
  readonly port: number | null;
  /** As written; `null` for a mirror or without the field. */
  readonly weight: number | null;
  /** How many destinations the rule divides its requests among. */
  readonly among: number;
};

/** All destinations of a VirtualService in the order in which istioctl looks at them: tcp, tls, http, then http mirrors. */
export function destinationsIn(vs: ConfigResource): readonly DestinationPlace[] {
  const hit = known.get(vs);
  if (hit !== undefined) return hit;
  const places = readDestinations(vs);
  known.set(vs, places);
  return places;
}

/** An object is never changed, and many analyzers ask for the same. */
const known = new WeakMap<ConfigResource, readonly DestinationPlace[]>();

function readDestinations(vs: ConfigResource): readonly DestinationPlace[] {
  const routes = (["tcp", "tls", "http"] as const).flatMap((protocol) =>
    children(vs.spec, protocol).flatMap((rule, i) => routeDestinations(rule, protocol, i)),
  );
  return [...routes, ...children(vs.spec, "http").flatMap(mirrorDestinations)];
}

function routeDestinations(
  rule: Spec,
  protocol: DestinationPlace["protocol"],
  i: number,
): readonly DestinationPlace[] {
  const routes = children(rule, "route");
  return routes.map((route, j) => ({
    ...readDestination(child(route, "destination") ?? emptySpec),
    protocol,
    rule: i,
    mirror: false,
    path: ["spec", protocol, i, "route", j, "destination"],
    weight: numeral(route, "weight"),
    among: routes.length,
  }));
}

function mirrorDestinations(rule: Spec, i: number): readonly DestinationPlace[] {
  const common = { protocol: "http", rule: i, mirror: true, weight: null, among: 1 } as const;
  const single = child(rule, "mirror");
  const several = children(rule, "mirrors").map((m, j) => ({
    ...common,
    ...readDestination(child(m, "destination") ?? emptySpec),
    path: ["spec", "http", i, "mirrors", j, "destination"],
  }));
  if (single === null) return several;
  const first = { ...common, ...readDestination(single), path: ["spec", "http", i, "mirror"] };
  return [first, ...several];
}

const readDestination = (spec: Spec) => ({
  host: text(spec, "host") ?? "",
  subset: text(spec, "subset"),
  port: numeral(child(spec, "port") ?? emptySpec, "number"),
});

/** Whether a destination gets requests: a mirror does, and so does the only one of its rule, whatever its weight. */
export const getsRequests = (d: DestinationPlace): boolean =>
  d.mirror || d.among === 1 || (d.weight ?? 0) > 0;

/** What stands at a path of an object, as a change has to name it; `undefined` for nothing. */
export function valueIn(resource: ConfigResource, path: JsonPath): Json | undefined {
  let at: unknown = resource.spec;
  for (const step of path.slice(1)) {
    if (typeof at !== "object" || at === null || !Object.hasOwn(at, step)) return undefined;
    at = Reflect.get(at, step);
  }
  // Specs come from JSON.
  return at as Json;
}

/** A finding about an object, with the code's own severity and no fix unless others are given. */
export function finding(
  { code, severity }: CodeInfo,
  { kind, meta: { cluster, namespace, name } }: Subject,
  path: JsonPath,
  facts: Finding["facts"],
  more: Partial<Pick<Finding, "severity" | "fix">> = {},
): Finding {
  const ref = { cluster, kind, namespace, name };
  return { code, severity, ref, path, facts, fix: null, ...more };
}
