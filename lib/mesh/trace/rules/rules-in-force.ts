import { type ResourceRef, refKey, refOf } from "../../model/resource";
import type { Called } from "../../routing/applied/called";
import { gatewayModel } from "../../routing/gateway/gateway-routing";
import type { Route, RouteMatch } from "../../routing/route";
import { destinationsOf } from "../../routing/select-route";
import type {
  Decided,
  TraceDestination,
  TraceFault,
  TraceHop,
  TraceMirror,
  TraceOutcome,
} from "../answer";
import { type Call, callOf } from "../call";
import { callerOf } from "../caller";
import { clientSide } from "../client-side";
import { destinationHops, doubtsOf, reachedBy } from "../destination/reached";
import { discoveredMesh, type TraceMesh } from "../mesh";
import { faultOf, mirrorsOf } from "./rule-facts";
import { type IsWritten, RULE_FIELDS, writtenFields, writtenIn } from "./written-in";

/** Who decides a setting: `by` where it is written out, else the mesh configuration or Istio. */
export type Setting = {
  readonly by: Decided | null;
  readonly otherwise: "mesh" | "istio";
};

/** Where a rule sends to, and what holds there for this caller. */
export type DestinationInForce = Omit<TraceDestination, "endpoints"> & {
  readonly by: Decided | null;
  /** Its cluster, the servers in it and the settings of the DestinationRule in force: the same hops that the answer for a request has. */
  readonly hops: readonly TraceHop[];
  /** False where something that decides them is not known. */
  readonly certain: boolean;
};

/** One rule as a caller's proxy has it, with what decides each part of it. */
export type RuleInForce = {
  /** The rule; the path is empty for the default, the service itself. */
  readonly rule: Decided;
  readonly name: string | null;
  /** One of them must hold. Empty: every request. */
  readonly matches: readonly RouteMatch[];
  /** `forward`, or that the proxy answers itself. */
  readonly action: Route["action"]["type"];
  readonly destinations: readonly DestinationInForce[];
  /** 0: none. `null` where no proxy reads HTTP, or the rule sends nothing on. */
  readonly timeout: (Setting & { readonly ms: number }) | null;
  readonly retries: (Setting & { readonly attempts: number; readonly on: string }) | null;
  readonly mirrors: readonly (TraceMirror & { readonly by: Decided })[];
  readonly fault: { readonly what: TraceFault; readonly by: readonly Decided[] } | null;
  /** False where a part of the rule is not evaluated. */
  readonly certain: boolean;
};

/** What a caller follows on one port of a host. */
export type PortRules = {
  readonly port: number;
  /** In the order in which they are asked. Empty: nothing is sent by a rule, and `ends` says what becomes of requests. */
  readonly rules: readonly RuleInForce[];
  readonly ends: TraceOutcome | null;
  readonly certain: boolean;
};

/**
 * The rules that a caller's proxy has for a host, port by port: the same that `traceRequest` asks. A gateway has them by the hosts that
 * it serves; of these the rules that send to the host, or copy to it, are given, at the port that they send to.
 *
 * @returns empty where the caller is not known
 */
export function rulesInForce(
  given: TraceMesh,
  from: ResourceRef,
  { hostname, ports }: Called,
): readonly PortRules[] {
  const caller = callerOf(given, from);
  const mesh = discoveredMesh(given);
  if (caller === null) return [];
  if (caller.proxy === "gateway") {
    const rules = gatewayRules(mesh, caller, hostname);
    return ports.flatMap((port): readonly PortRules[] => {
      const here = rules.filter((route) => leadsTo(route, hostname, port));
      if (here.length === 0) return [];
      const read = reader(mesh, callTo(mesh, caller, hostname, port));
      return [{ port, rules: here.map(read), ends: null, certain: true }];
    });
  }
  return ports.map((port): PortRules => {
    const call = callTo(mesh, caller, hostname, port);
    const side = clientSide(mesh, call);
    const certain = side.uncertain.length === 0;
    return side.type === "end"
      ? { port, rules: [], ends: side.outcome, certain }
      : { port, rules: oncePerRule(side.routes).map(reader(mesh, call)), ends: null, certain };
  });
}

function callTo(mesh: TraceMesh, caller: Call["caller"], host: string, port: number): Call {
  const plain = { method: "GET", path: "/", headers: {}, sni: null, claims: null };
  const asked = { from: refOf(caller), host, port, plaintext: false, ...plain };
  const call = callOf(mesh, asked, caller);
  const protocol = call.scope.registry.named(host)[0]?.ports.find((p) => p.port === port)?.protocol;
  // A connection with TLS of its own names its server.
  return protocol === "tls" ? callOf(mesh, { ...asked, sni: host }, caller) : call;
}

/** Rules of all hosts and streams that a gateway serves. */
function gatewayRules(
  { index, settings }: TraceMesh,
  workload: Call["caller"],
  hostname: string,
): readonly Route[] {
  const model = gatewayModel(index, workload, settings);
  const http = [...model.hosts.values()].flatMap((hosts) => hosts.flatMap((h) => h.routes));
  const streams = model.ports.flatMap(({ chains }) =>
    chains.flatMap(({ content }) => (content.type === "stream" ? content.routes : [])),
  );
  return oncePerRule([...http, ...streams].filter((route) => leadsTo(route, hostname, null)));
}

const leadsTo = (route: Route, hostname: string, port: number | null): boolean =>
  [...destinationsOf(route), ...route.mirrors].some(
    (d) => d.hostname === hostname && (port === null || d.port === null || d.port === port),
  );

/** A gateway has each match as a rule of its own; here they are together again. */
function oncePerRule(routes: readonly Route[]): readonly Route[] {
  const rules = new Map<string, Route>();
  for (const route of routes) {
    const key = `${refKey(route.by)} ${route.path}`;
    const known = rules.get(key);
    const more = route.matches.filter((m) => !known?.matches.some(({ path }) => path === m.path));
    rules.set(key, known ? { ...known, matches: [...known.matches, ...more] } : route);
  }
  return [...rules.values()];
}

function reader(mesh: TraceMesh, call: Call): (route: Route) => RuleInForce {
  const isWritten = writtenIn(mesh.index);
  const { proxy } = call.caller;
  return (route) => {
    // What reaches the service by itself has nobody who waits for it or sends it again.
    const isAlone = route.path === "" && (proxy === "none" || proxy === "ambient");
    const sends = route.action.type === "forward" && route.protocol === "http" && !isAlone;
    return {
      rule: { object: route.by, path: route.path },
      name: route.name,
      matches: route.matches,
      action: route.action.type,
      destinations: destinationsIn(mesh, call, route),
      timeout: sends
        ? { ms: route.timeoutMs ?? 0, ...settingOf(route, "timeout", isWritten) }
        : null,
      retries: sends ? retriesOf(mesh, route, isWritten) : null,
      mirrors: mirrorsOf(route).map((mirror, i) => ({
        ...mirror,
        by: { object: route.by, path: route.mirrors[i]?.path ?? route.path },
      })),
      fault: faultIn(route, isWritten),
      certain: route.uncertain.length === 0,
    };
  };
}

function destinationsIn(mesh: TraceMesh, call: Call, route: Route): readonly DestinationInForce[] {
  const taken = { route, http: route.protocol === "http" };
  return destinationsOf(route).map((destination) => {
    const { hostname, subset, port, share, path } = destination;
    const reached = reachedBy(mesh, call, taken, destination);
    return {
      ...{ host: hostname, subset, port, share },
      by: path === "" ? null : { object: route.by, path },
      hops: destinationHops(mesh, call, taken, reached),
      certain: doubtsOf(reached).length === 0,
    };
  });
}

function retriesOf({ settings }: TraceMesh, route: Route, isWritten: IsWritten) {
  const { attempts = 0, on = "" } = route.retries ?? {};
  const { by } = settingOf(route, "retries", isWritten);
  const isMesh = settings.defaultHttpRetryPolicy !== null;
  return { attempts, on, by, otherwise: isMesh ? ("mesh" as const) : ("istio" as const) };
}

function faultIn(route: Route, isWritten: IsWritten): RuleInForce["fault"] {
  const what = faultOf(route);
  return what === null ? null : { what, by: fieldsOf(route, "fault", isWritten) };
}

const settingOf = (
  route: Route,
  setting: keyof typeof RULE_FIELDS,
  isWritten: IsWritten,
): Setting => ({ by: fieldsOf(route, setting, isWritten)[0] ?? null, otherwise: "istio" });

/** The rule's own fields; where it leaves them out, those of the root that hands over to it hold. */
function fieldsOf(
  { by, path, root }: Route,
  setting: keyof typeof RULE_FIELDS,
  isWritten: IsWritten,
): readonly Decided[] {
  if (path === "") return [];
  const places = [{ object: by, path }, ...(root ? [{ object: root.by, path: root.path }] : [])];
  return places
    .flatMap((place) => writtenFields(place, RULE_FIELDS[setting], isWritten))
    .slice(0, 1);
}
