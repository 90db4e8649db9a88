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
 * Rollouts that steer this object's weights or subsets, and the part that is theirs. All else of the object may be edited.
 *
 * source: argoproj/argo-rollouts `docs/features/traffic-management/istio.md`, `rollout/trafficrouting/istio`
 */
export function rolloutSigns(object: Raw, rollouts: readonly Raw[]): readonly Sign[] {
  return rollouts.flatMap((rollout) => {
    const canary = recordAt(recordAt(recordAt(rollout, "spec"), "strategy"), "canary");
    const part = partOf(object, recordAt(canary, "trafficRouting"), identityOf(rollout).namespace);
    if (part.length === 0) return [];
    const signal = namedBy(rollout);
    return [{ tool: "argo-rollouts" as const, name: signal.name, part, signal }];
  });
}

function partOf(object: Raw, routing: Raw, namespace: string): readonly JsonPath[] {
  const here = identityOf(object);
  const istio = recordAt(routing, "istio");
  if (here.kind === "DestinationRule") {
    const rule = recordAt(istio, "destinationRule");
    // A DestinationRule is named without a namespace: what has a dot in it is all name.
    return here.name === textAt(rule, "name") && here.namespace === namespace
      ? [["spec", "subsets"]]
      : [];
  }
  if (here.kind === "VirtualService") {
    const one = recordOrNull(istio, "virtualService");
    return [...(one ? [one] : []), ...recordsAt(istio, "virtualServices")]
      .filter((v) => isNamed(here, textAt(v, "name"), namespace))
      .flatMap((v) => routesOf(object, v));
  }
  return here.kind === "HTTPRoute" && namesHttpRoute(here, routing, namespace)
    ? [["spec", "rules"]]
    : [];
}

/** A Rollout may name a VirtualService of another namespace as `name.namespace`. source: argo-rollouts `utils/istio/istio.go` */
function isNamed(here: Identity, said: string | null, namespace: string): boolean {
  if (said === null) return false;
  const dot = said.indexOf(".");
  const [name, ns] = dot === -1 ? [said, namespace] : [said.slice(0, dot), said.slice(dot + 1)];
  return here.name === name && here.namespace === ns;
}

/** The routes that a Rollout lists by name; without a list the only HTTP route, which it then requires to be the only one. */
function routesOf(object: Raw, listed: Raw): readonly JsonPath[] {
  const spec = recordAt(object, "spec");
  const names = textsAt(listed, "routes");
  const http = recordsAt(spec, "http").flatMap((route, i) =>
    names.length === 0 || names.includes(textAt(route, "name") ?? "")
      ? [["spec", "http", i, "route"]]
      : [],
  );
  const others = (["tls", "tcp"] as const).flatMap((protocol) =>
    recordsAt(listed, `${protocol}Routes`).length > 0 ? [["spec", protocol]] : [],
  );
  return [...(others.length > 0 && names.length === 0 ? [] : http), ...others];
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
