import type { Area, CaseRequest, DifferentialCase, KubeObject } from "../case";
import { createRandom } from "../random";
import { type GatewayPods, ingressPods, istioGateway, managedGateway } from "./gateways";
import {
  destinationRule,
  externalName,
  ingressSidecar,
  meshConfig,
  serviceEntry,
  sidecar,
  standIn,
} from "./mesh-objects";
import { placed } from "./places";
import { authorizationPolicy, peerAuthentication, requestAuthentication } from "./policies";
import { gatewayRequest, meshRequest } from "./requests";
import { httpRoute, type Parent, referenceGrant } from "./routes";
import { anyHome, virtualService } from "./virtual-services";
import { gatewayHost, makeWorld, someService, type World } from "./world";

const AREAS: readonly Area[] = ["mesh", "gateway", "policy"];

/** The case of a number: a small mesh of one area, and requests in it. The same seed and number give the same case. */
export function makeCase(
  seed: number,
  number: number,
  only: Area | null,
  requests: number,
): DifferentialCase {
  const random = createRandom(seed * 100_003 + number);
  const area = only ?? AREAS[number % AREAS.length] ?? "mesh";
  let world = makeWorld(random);
  while (world.focus.length === 0) world = makeWorld(random);
  const ask = MAKERS[area](world);
  // Drawn from a seed of its own: the mesh is otherwise the same.
  const places = createRandom(seed * 700_001 + number);
  return {
    id: `${area}-${seed}-${number}`,
    objects: places.chance(0.2) ? placed(world.objects, places) : world.objects,
    requests: Array.from({ length: requests }, ask),
  };
}

type Maker = (world: World) => () => CaseRequest;

const MAKERS: Readonly<Record<Area, Maker>> = {
  mesh: meshCase,
  gateway: gatewayCase,
  policy: policyCase,
};

const add = (
  world: World,
  least: number,
  most: number,
  make: () => KubeObject | readonly KubeObject[],
) => {
  for (const made of world.random.times(least, most, make)) world.objects.push(...[made].flat());
};

function meshCase(world: World): () => CaseRequest {
  const { random } = world;
  add(world, 1, 4, () => virtualService(world, random.chance(0.08) ? anyHome(world) : undefined));
  add(world, 0, 4, () => destinationRule(world));
  add(world, 0, 2, () => serviceEntry(world));
  if (random.chance(0.25)) add(world, 1, 2, () => sidecar(world));
  if (random.chance(0.3)) add(world, 1, 2, () => httpRoute(world, [serviceParent(world)]));
  if (random.chance(0.08)) world.objects.push(externalName(world));
  if (random.chance(0.06)) world.objects.push(standIn(world));
  if (random.chance(0.3)) world.objects.push(meshConfig(world));
  if (random.chance(0.2)) add(world, 1, 1, () => peerAuthentication(world));
  return () => meshRequest(world, 0.03);
}

function serviceParent(world: World): Parent {
  const { random, namespaces } = world;
  const service = someService(world);
  return {
    kind: "Service",
    namespace: random.chance(0.95) ? service.namespace : random.pick(namespaces),
    name: service.name,
  };
}

function gatewayCase(world: World): () => CaseRequest {
  const { random } = world;
  const classic = random.chance(0.6) ? ingressPods(world) : null;
  const gateways = classic
    ? random.times(1, random.chance(0.4) ? 3 : 1, () => istioGateway(world, classic))
    : random.times(1, random.chance(0.3) ? 2 : 1, (n) => managedGateway(world, n));
  world.objects.push(...gateways);
  if (classic) add(world, 1, 4, () => boundService(world, gateways));
  else {
    add(world, 1, 3, () => httpRoute(world, parents(world, gateways)));
    add(world, 0, 3, () => referenceGrant(world));
  }
  add(world, 0, 3, () => destinationRule(world));
  if (random.chance(0.15)) add(world, 1, 1, () => serviceEntry(world));
  gatewayPolicies(world, classic, gateways);
  if (random.chance(0.2) || asksOthers(world)) world.objects.push(meshConfig(world));
  return () => gatewayRequest(world, gateways, 0.06);
}

function boundService(world: World, gateways: readonly KubeObject[]): readonly KubeObject[] {
  const { random } = world;
  const { metadata } = random.pick(gateways);
  const namespace = random.chance(0.5)
    ? (metadata.namespace ?? "a")
    : random.pick(world.namespaces);
  const name =
    namespace === metadata.namespace && random.chance(0.5)
      ? metadata.name
      : `${metadata.namespace}/${metadata.name}`;
  const hosts = [...new Set(random.times(1, 2, () => gatewayHost(world)))];
  return virtualService(world, {
    namespace,
    gateways: random.chance(0.15) ? [name, "mesh"] : [name],
    hosts,
  });
}

const parents = (world: World, gateways: readonly KubeObject[]): readonly Parent[] =>
  world.random.times(1, 2, () => {
    const { metadata } = world.random.pick(gateways);
    return { kind: "Gateway", namespace: metadata.namespace ?? "", name: metadata.name };
  });

function gatewayPolicies(
  world: World,
  classic: GatewayPods | null,
  gateways: readonly KubeObject[],
): void {
  const { random } = world;
  const target = () => {
    if (classic) return { selector: { matchLabels: classic.selector } };
    const { name } = random.pick(gateways).metadata;
    return { targetRefs: [{ group: "gateway.networking.k8s.io", kind: "Gateway", name }] };
  };
  if (random.chance(0.12)) add(world, 1, 1, () => authorizationPolicy(world, target()));
  if (random.chance(0.12)) add(world, 1, 1, () => requestAuthentication(world, target()));
  if (random.chance(0.12)) add(world, 1, 1, () => peerAuthentication(world));
  if (random.chance(0.12)) add(world, 1, 1, () => authorizationPolicy(world));
}

const asksOthers = ({ objects }: World): boolean =>
  objects.some(
    ({ spec }) => (spec as { readonly action?: string } | undefined)?.action === "CUSTOM",
  ); // made here

function policyCase(world: World): () => CaseRequest {
  const { random } = world;
  add(world, 0, 3, () => peerAuthentication(world));
  add(world, 1, 4, () => authorizationPolicy(world));
  if (random.chance(0.45)) add(world, 1, 2, () => requestAuthentication(world));
  add(world, 0, 2, () => destinationRule(world));
  if (random.chance(0.3)) add(world, 1, 1, () => virtualService(world));
  if (random.chance(0.15)) add(world, 1, 1, () => ingressSidecar(world));
  // Without it nothing is known of the providers of CUSTOM policies.
  if (random.chance(0.3) || asksOthers(world)) world.objects.push(meshConfig(world));
  return () => meshRequest(world, 0.35);
}
