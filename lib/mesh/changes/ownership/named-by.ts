import type { JsonPath } from "../../manifest/json";
import {
  type Raw,
  recordAt,
  recordOrNull,
  recordsAt,
  textAt,
  textsAt,
} from "../../model/raw/value";
import type { Sign } from "./owner";

type Identity = { readonly kind: string; readonly namespace: string; readonly name: string };

const identityOf = (object: Raw): Identity => {
  const metadata = recordAt(object, "metadata");
  return {
    kind: textAt(object, "kind") ?? "",
    namespace: textAt(metadata, "namespace") ?? "",
    name: textAt(metadata, "name") ?? "",
  };
};

const namedBy = (referrer: Raw) => ({ type: "named-by" as const, ...identityOf(referrer) });

/**
 * The Canary that makes this object, or will: the VirtualService or HTTPRoute named as its service, and the two DestinationRules.
 *
 * source: fluxcd/flagger `pkg/router/istio.go`, `pkg/apis/flagger/v1beta1/canary.go` (GetServiceNames)
 */
export function canarySigns(object: Raw, canaries: readonly Raw[]): readonly Sign[] {
  const { kind, namespace, name } = identityOf(object);
  return canaries.flatMap((canary) => {
    const spec = recordAt(canary, "spec");
    const apex =
      textAt(recordAt(spec, "service"), "name") ?? textAt(recordAt(spec, "targetRef"), "name");
    if (apex === null || identityOf(canary).namespace !== namespace) return [];
    const made: Readonly<Record<string, readonly string[]>> = {
      VirtualService: [apex],
      HTTPRoute: [apex],
      DestinationRule: [`${apex}-primary`, `${apex}-canary`],
    };
    if (!made[kind]?.includes(name)) return [];
    const signal = namedBy(canary);
    return [{ tool: "flagger" as const, name: signal.name, part: "object" as const, signal }];
  });
}

/**
 * Rollouts that steer this object's weights or subsets, and the part that is theirs. All else of the object may be edited. A Rollout that
 * names the object is its owner also where it finds nothing in it to steer.
 *
 * source: argoproj/argo-rollouts `docs/features/traffic-management/istio.md`, `rollout/trafficrouting/istio`
 */
export function rolloutSigns(object: Raw, rollouts: readonly Raw[]): readonly Sign[] {
  return rollouts.flatMap((rollout) => {
    const canary = recordAt(recordAt(recordAt(rollout, "spec"), "strategy"), "canary");
    const routing = recordAt(canary, "trafficRouting");
    const steered = steeredIn(object, routing, identityOf(rollout).namespace);
    if (steered === null) return [];
    const signal = namedBy(rollout);
    return [{ tool: "argo-rollouts" as const, name: signal.name, ...steered, signal }];
  });
}

type Steered = { readonly part: readonly JsonPath[]; readonly missing?: readonly string[] };

/** `null` where the Rollout does not name the object. */
function steeredIn(object: Raw, routing: Raw, namespace: string): Steered | null {
  const here = identityOf(object);
  const istio = recordAt(routing, "istio");
  if (here.kind === "DestinationRule") {
    const rule = recordAt(istio, "destinationRule");
    // A DestinationRule is named without a namespace: what has a dot in it is all name.
    return here.name === textAt(rule, "name") && here.namespace === namespace
      ? { part: [["spec", "subsets"]] }
      : null;
  }
  if (here.kind === "VirtualService") {
    const one = recordOrNull(istio, "virtualService");
    const named = [...(one ? [one] : []), ...recordsAt(istio, "virtualServices")].filter((v) =>
      isNamed(here, textAt(v, "name"), namespace),
    );
    return named.length === 0 ? null : steeredRoutes(recordAt(object, "spec"), named, routing);
  }
  return here.kind === "HTTPRoute" && namesHttpRoute(here, routing, namespace)
    ? { part: [["spec", "rules"]] }
    : null;
}

/** A Rollout may name a VirtualService of another namespace as `name.namespace`. source: argo-rollouts `utils/istio/istio.go` */
function isNamed(here: Identity, said: string | null, namespace: string): boolean {
  if (said === null) return false;
  const [name, ns = namespace] = said.split(".");
  return here.name === name && here.namespace === ns;
}

/**
 * What a Rollout writes of a VirtualService, and what it would lose its hold by.
 *
 * Of the HTTP routes: those that it lists by name, their names with them; without a list every route that is not its own, and that no
 * other may come, since it demands exactly one. Its own are `managedRoutes`, which it puts in and takes out. Routes by TLS and TCP are
 * steered wherever the object has them, listed or not.
 *
 * source: argo-rollouts `rollout/trafficrouting/istio/istio.go` (reconcileVirtualService, getHttpRouteIndexesToPatch, ValidateHTTPRoutes)
 */
function steeredRoutes(spec: Raw, named: readonly Raw[], routing: Raw): Steered {
  const names = recordsAt(spec, "http").map((route) => textAt(route, "name") ?? "");
  const own = new Set(recordsAt(routing, "managedRoutes").map((r) => textAt(r, "name") ?? ""));
  const managed = names.flatMap((name, i): JsonPath[] =>
    name !== "" && own.has(name) ? [["spec", "http", i]] : [],
  );
  const listed = named.flatMap((v) => textsAt(v, "routes"));
  const isWhole = named.some((v) => textsAt(v, "routes").length === 0);
  const steered = names.flatMap((name, i): JsonPath[] => {
    const at = ["spec", "http", i];
    if (listed.includes(name) && names.indexOf(name) === i)
      return [
        [...at, "route"],
        [...at, "name"],
      ];
    return isWhole && !own.has(name) ? [[...at, "route"]] : [];
  });
  const further: readonly JsonPath[] =
    isWhole && names.length > 0 ? [["spec", "http", names.length]] : [];
  const others = (["tls", "tcp"] as const).flatMap((protocol): JsonPath[] =>
    recordsAt(spec, protocol).length > 0 ? [["spec", protocol]] : [],
  );
  const missing = [...new Set(listed)].filter((name) => !names.includes(name));
  return {
    part: [...managed, ...steered, ...further, ...others],
    ...(missing.length > 0 && { missing }),
  };
}

/** source: argoproj-labs/rollouts-plugin-trafficrouter-gatewayapi, `docs/features` */
function namesHttpRoute(here: Identity, routing: Raw, namespace: string): boolean {
  const plugin = recordAt(recordAt(routing, "plugins"), "argoproj-labs/gatewayAPI");
  const names = [
    textAt(plugin, "httpRoute"),
    ...recordsAt(plugin, "httpRoutes").map((r) => textAt(r, "name")),
  ];
  return here.namespace === (textAt(plugin, "namespace") ?? namespace) && names.includes(here.name);
}
