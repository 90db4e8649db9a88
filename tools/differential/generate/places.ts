import type { KubeObject } from "../case";
import type { Random } from "../random";

const PLACES = ["r1.z1.s1", "r1.z1.s2", "r1.z2.s1", "r2.z1.s1"];
/** Of endpoints that are no pods: some stand nowhere. */
const OUTSIDE = ["r1/z1/s1", "r1/z2", "r2", "r2/z1/s1", ""];
const WISHES = ["PreferClose", "PreferSameZone"];
const WISH = "networking.istio.io/traffic-distribution";

/** Parts of objects as they are made here. */
type Made = {
  readonly trafficPolicy?: Part;
  readonly subsets?: readonly Made[];
  readonly endpoints?: readonly object[];
};
type Part = { readonly portLevelSettings?: readonly Part[]; readonly loadBalancer?: object };

/** How each kind takes part; `place` is that of a workload's name. */
const MAKERS: Readonly<Record<string, (o: KubeObject, random: Random, place: PlaceOf) => object>> =
  {
    Pod: ({ metadata }, _, place) => ({
      metadata: {
        ...metadata,
        labels: {
          ...metadata.labels,
          "istio-locality": place(`${metadata.namespace}/${metadata.name.replace(/-\d+$/, "")}`),
        },
      },
    }),
    Namespace: (o, random) => (random.chance(0.1) ? withWish(o, random) : {}),
    Service: (o, random) => {
      if (random.chance(0.1)) return withWish(o, random);
      if (random.chance(0.85)) return {};
      return { spec: { ...specOf(o), trafficDistribution: random.pick(WISHES) } };
    },
    ServiceEntry: (o, random) => {
      const spec = specOf(o);
      const endpoints = spec.endpoints?.map((e) => standing(e, random));
      const located = { spec: { ...spec, ...(endpoints && { endpoints }) } };
      return random.chance(0.1) ? { ...located, ...withWish(o, random) } : located;
    },
    WorkloadEntry: (o, random) => ({ spec: standing(specOf(o), random) }),
    DestinationRule: (o, random) => ({ spec: { ...specOf(o), ...policies(specOf(o), random) } }),
  };

type PlaceOf = (workload: string) => string;

const specOf = (object: KubeObject): Made => (object["spec"] ?? {}) as Made; // made here

/**
 * The objects of a mesh that stretches over regions: each workload stands in one, services wish for near servers, and DestinationRules say
 * who goes first.
 */
export function placed(objects: readonly KubeObject[], random: Random): readonly KubeObject[] {
  const places = new Map<string, string>();
  const place: PlaceOf = (workload) => {
    const known = places.get(workload) ?? random.pick(PLACES);
    places.set(workload, known);
    return known;
  };
  return objects.map((o) => ({ ...o, ...MAKERS[o.kind]?.(o, random, place) }));
}

const standing = (endpoint: object, random: Random): object => ({
  ...endpoint,
  ...random.maybe(0.7, () => ({ locality: random.pick(OUTSIDE) })),
  ...random.maybe(0.3, () => ({ weight: random.pick([1, 3]) })),
});

const withWish = ({ metadata }: KubeObject, random: Random): object => ({
  metadata: {
    ...metadata,
    annotations: {
      ...metadata.annotations,
      [WISH]: random.pick([...WISHES, "preferclose", "Any", ""]),
    },
  },
});

/** The host's policy and those of its subsets, each with a balancer that looks at places, most often. */
function policies(spec: Made, random: Random): Made {
  const own = random.chance(0.6)
    ? { trafficPolicy: balanced(spec.trafficPolicy ?? {}, random) }
    : {};
  if (!spec.subsets) return own;
  const subsets = spec.subsets.map((s) =>
    s.trafficPolicy && random.chance(0.4)
      ? { ...s, trafficPolicy: balanced(s.trafficPolicy, random) }
      : s,
  );
  return { ...own, subsets };
}

function balanced(part: Part, random: Random): Part {
  const ports = part.portLevelSettings?.map((p) => (random.chance(0.5) ? near(p, random) : p));
  return { ...near(part, random), ...(ports && { portLevelSettings: ports }) };
}

const near = (part: Part, random: Random): Part => ({
  ...part,
  loadBalancer: { ...part.loadBalancer, localityLbSetting: localitySetting(random) },
  ...random.maybe(0.5, () => ({ outlierDetection: { consecutive5xxErrors: 3 } })),
});

/** A `localityLbSetting`. */
const localitySetting = (random: Random): object =>
  random.pick<object>([
    { enabled: false },
    { enabled: true },
    { distribute: [{ from: "*", to: { "r1/*": 100 } }] },
    { distribute: [{ from: "r1/z1/*", to: { "r1/z1/s1": 70, "r2/*": 30 } }] },
    {
      distribute: [
        { from: "r2/*", to: { "r2/*": 100 } },
        { from: "r1/*", to: { "r1/z2/*": 60, "r9/*": 40 } },
      ],
    },
    { distribute: [{ from: "*", to: { "r9/*": 100 } }] },
    { failover: [{ from: "r1", to: "r2" }] },
    { failoverPriority: ["version", "topology.kubernetes.io/region"] },
    { failoverPriority: ["version=v2", "topology.kubernetes.io/zone"] },
    { failoverPriority: ["topology.istio.io/network", "app"] },
  ]);
