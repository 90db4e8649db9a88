import { hostOf, someService, type World } from "./world";

/** A host as users write it in a rule of `namespace`: full, short, or wrong. */
export function serviceHost(world: World, namespace: string): string {
  const { random } = world;
  const service = someService(world);
  const short =
    service.namespace === namespace ? service.name : `${service.name}.${service.namespace}`;
  return random.weighted([
    [6, hostOf(service)],
    [service.namespace === namespace ? 4 : 0.3, short],
    [0.2, "gone"],
    [0.2, `${service.name}.${service.namespace}`],
  ]);
}

/** Hosts of VirtualServices and DestinationRules, wildcards among them. */
export function ruleHost(world: World, namespace: string): string {
  const { random } = world;
  return random.weighted([
    [8, serviceHost(world, namespace)],
    [2, random.pick(world.outside)],
    [1, `*.${random.pick(world.namespaces)}.svc.cluster.local`],
    [0.6, "*.example.com"],
    [0.4, "*.api.example.com"],
    [0.3, "*.cluster.local"],
    [0.3, hostOf(random.pick(world.services)).toUpperCase()],
  ]);
}

export function exportTo({
  random,
  namespaces,
}: World): { readonly exportTo: readonly string[] } | undefined {
  return random.maybe(0.25, () => ({
    exportTo: random.pick<readonly string[]>([
      ["."],
      ["*"],
      [random.pick(namespaces)],
      namespaces.slice(0, 2),
    ]),
  }));
}

/** A StringMatch on values of which some nearly fit. */
export function stringMatch({ random }: World, values: readonly string[]): object {
  const value = random.pick(values);
  return random.weighted<object>([
    [4, { exact: value }],
    [3, { prefix: value.slice(0, random.chance(0.3) ? 2 : value.length) }],
    [2, { regex: random.pick([`${value}.*`, ".*", `(${value}|other)`, ".+", "[a-z]+"]) }],
  ]);
}

export const portOf = (world: World): number => world.random.pick(someService(world).ports).port;

export const anyNamespace = ({ random, namespaces }: World, root = 0.15): string =>
  random.chance(root) ? "istio-system" : random.pick(namespaces);
