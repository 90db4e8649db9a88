import type { CaseRequest, KubeObject } from "../case";
import { compareAnswers, type Difference } from "../compare";
import type { EngineAnswer } from "../engine";
import type { OracleAnswer } from "../oracle-answer";
import { podOf } from "../pod-of";
import { agrees, agreesSupposing, ofPods, routesAlike } from "../supposing";

/** A disagreement seen in full. */
export type Disagreement = {
  readonly request: CaseRequest;
  readonly objects: readonly KubeObject[];
  readonly heddle: EngineAnswer;
  readonly istiod: OracleAnswer;
  readonly differences: readonly Difference[];
};

/** A kind of difference in which the oracle is not the judge, and why. */
export type Explanation = {
  readonly name: string;
  /** What is so, and where it can be seen. */
  readonly because: string;
  readonly covers: (d: Disagreement) => boolean;
};

/** A caller without a proxy, as the oracle writes its destination. */
const DIRECT = "direct|";

const onlyIn = ({ differences }: Disagreement, fields: readonly string[]): boolean =>
  differences.every((d) => fields.includes(d.field));

const serviceNamed = (objects: readonly KubeObject[], name: string, namespace: string) =>
  objects.find(
    (o) => o.kind === "Service" && o.metadata.name === name && o.metadata.namespace === namespace,
  );

/** The service that is dialled: by the first labels of the name. */
function dialledService({ objects, request }: Disagreement): KubeObject | undefined {
  const [caller = ""] = request.from.split("/");
  const [name = "", namespace = caller] = request.to.replace(/:\d+$/, "").toLowerCase().split(".");
  return serviceNamed(objects, name, namespace);
}

/** The called service: as the oracle found it, or else the dialled one. */
function serviceOf(d: Disagreement): KubeObject | undefined {
  const [name, namespace = ""] = d.istiod.clusters?.[0]?.host?.split(".") ?? [];
  return name === undefined ? dialledService(d) : serviceNamed(d.objects, name, namespace);
}

type Port = { readonly port: number; readonly targetPort?: number | string };

type PodParts = {
  readonly spec?: {
    readonly ports?: readonly Port[];
    readonly containers?: readonly { readonly ports?: readonly { readonly name: string }[] }[];
    readonly selector?: Readonly<Record<string, string>>;
    readonly clusterIP?: string;
  };
  readonly status?: { readonly conditions?: readonly { readonly status: string }[] };
};

// Parts of objects as the generator makes them.
const partsOf = (object: KubeObject): PodParts => object as unknown as PodParts;

/** The pods behind a service and whether each is ready. */
function podsBehind(objects: readonly KubeObject[], service: KubeObject) {
  const selector = Object.entries(partsOf(service).spec?.selector ?? {});
  return objects
    .filter(
      ({ kind, metadata }) => kind === "Pod" && metadata.namespace === service.metadata.namespace,
    )
    .filter(({ metadata }) => selector.every(([key, value]) => metadata.labels?.[key] === value))
    .map((pod) => ({
      pod,
      ready: partsOf(pod).status?.conditions?.every((c) => c.status === "True") === true,
    }));
}

const isHeadless = (service: KubeObject): boolean => partsOf(service).spec?.clusterIP === "None";

function hasPort({ istiod }: Disagreement, service: KubeObject, pod: KubeObject): boolean {
  const called = istiod.clusters?.[0]?.port;
  const target = partsOf(service).spec?.ports?.find((p) => p.port === called)?.targetPort;
  const named = partsOf(pod).spec?.containers?.flatMap((c) => c.ports ?? []) ?? [];
  return typeof target !== "string" || named.some((p) => p.name === target);
}

/** What the oracle says of the pods that are really called where no proxy takes part at the caller's; `null` for other calls. */
function calledWithoutProxy(d: Disagreement) {
  const service = serviceOf(d);
  if (!d.istiod.clusters?.[0]?.name.startsWith(DIRECT) || service === undefined) return null;
  const pods = podsBehind(d.objects, service);
  // Of a headless service a port is called that no container need name.
  const isCalled = (pod: KubeObject) => isHeadless(service) || hasPort(d, service, pod);
  const called = pods.filter(({ pod, ready }) => ready && isCalled(pod));
  const names = called.map(({ pod: { metadata } }) => `${metadata.namespace}/${metadata.name}`);
  return {
    service,
    left: pods.length - called.length,
    istiod: ofPods(d.istiod, new Set(names)),
  };
}

/** The service as one that has an address of its own. */
const withAddress = (service: KubeObject): KubeObject => ({
  ...service,
  spec: { ...partsOf(service).spec, clusterIP: "10.96.99.99", clusterIPs: ["10.96.99.99"] },
});

/** The caller's pods but for that from which the oracle calls. */
function otherPods({ objects, request }: Disagreement): readonly KubeObject[] {
  const [namespace, name] = request.from.split("/");
  return objects.filter(
    (o) =>
      o.kind === "Pod" &&
      o.metadata.namespace === namespace &&
      o.metadata.name.startsWith(`${name}-5d4f`) &&
      o !== podOf(objects, request.from),
  );
}

/** The same request to the address of the first pod behind a headless service, as the oracle dials it. */
function toFirst(request: CaseRequest, [first]: ReturnType<typeof podsBehind>): CaseRequest {
  const status = first?.pod["status"] as { readonly podIP?: string } | undefined; // as the generator makes it
  const at = request.to.lastIndexOf(":");
  return {
    ...request,
    to: `${status?.podIP}${request.to.slice(at)}`,
    headers: { host: request.to.slice(0, at), ...request.headers },
  };
}

/** Whether what the oracle says of a call to a headless service is what Heddle says of its first pod. */
function isAtFirst(d: Disagreement, service: KubeObject): boolean {
  if (!isHeadless(service)) return false;
  const pods = podsBehind(d.objects, service);
  const isCaller = pods[0]?.pod === podOf(d.objects, d.request.from);
  const kinds = new Set(pods.map(({ pod }) => JSON.stringify(pod.metadata.labels)));
  const isOneOfMany = isCaller || pods[0]?.ready === false || kinds.size > 1;
  if (!isOneOfMany || !onlyIn(d, ["mtls", "authorization", "outcome", "deniedBy"])) return false;
  return isCaller || agreesSupposing(d.objects, toFirst(d.request, pods), d.istiod);
}

type Destination = {
  readonly headers?: { readonly request?: { readonly set?: Readonly<Record<string, string>> } };
};
type HttpRule = { readonly route?: readonly Destination[] };

/** A destination that leaves the authority as it is. */
function withoutHost({ headers, ...to }: Destination): Destination {
  const set = Object.entries(headers?.request?.set ?? {}).filter(
    ([name]) => !/^(host|:authority)$/i.test(name),
  );
  const request = { ...headers?.request, set: Object.fromEntries(set) };
  return { ...to, headers: { ...headers, request } };
}

/** A VirtualService whose rules with several destinations have such alone. */
function withoutHosts(object: KubeObject): KubeObject {
  if (object.kind !== "VirtualService") return object;
  const spec = object["spec"] as { readonly http?: readonly HttpRule[] }; // as the generator makes it
  const http = spec.http?.map((rule) =>
    rule.route && rule.route.length > 1 ? { ...rule, route: rule.route.map(withoutHost) } : rule,
  );
  return http ? { ...object, spec: { ...spec, http } } : object;
}

export const EXPLANATIONS: readonly Explanation[] = [
  {
    name: "a caller without a proxy is sent to ready pods that have the port",
    because:
      "The oracle takes every pod that the selector matches, and the number 0 for a port that no container names. kube-proxy and the DNS of headless services take those that are ready: https://kubernetes.io/docs/concepts/services-networking/endpoint-slices/#conditions. Of the pods that are called it says what Heddle says.",
    covers: (d) => {
      const called = calledWithoutProxy(d);
      return called !== null && called.left > 0 && agrees(d.heddle, called.istiod);
    },
  },
  {
    name: "nobody translates the port of a headless service for a caller without a proxy",
    because:
      "The oracle calls the pods at the target port. The name of a headless service leads to its pods, which are called at the port that was named: https://kubernetes.io/docs/concepts/services-networking/service/#headless-services. Asked the same of the service with an address, Heddle says what the oracle says.",
    covers: (d) => {
      const called = calledWithoutProxy(d);
      if (called === null || !isHeadless(called.service)) return false;
      const objects = d.objects.map((o) => (o === called.service ? withAddress(o) : o));
      return agreesSupposing(objects, d.request, called.istiod);
    },
  },
  {
    name: "a headless service is called at the address of any of its ready pods",
    because:
      "The oracle dials the first pod that the selector matches, ready or not, unlike the others or not, and be it the caller, to whose own address istiod makes no listener. The DNS name of the service gives the ready ones; asked of that pod by its address, Heddle says what the oracle says: https://kubernetes.io/docs/concepts/services-networking/dns-pod-service/#a-aaaa-records",
    // The `Host` may name another service: the address is that of the dialled one.
    covers: (d) => [serviceOf(d), dialledService(d)].some((s) => s && isAtFirst(d, s)),
  },
  {
    name: "a port of a headless service whose protocol is found out",
    because:
      "Each pod has a listener, and all ask for one route configuration. The oracle asks istiod for it as often as it is named, in one call; istiod answers the second time with no host, since it has renamed the domains of the first (httproute.go getVirtualHostsForSniffedServicePort). A proxy asks once; with one pod the oracle agrees. Of the first pod alone Heddle says what it says of all.",
    covers: ({ istiod, objects, request, heddle }) => {
      const [, name, namespace] = /^([^.]+)\.([^.]+)\..*:\d+$/.exec(istiod.routeConfig ?? "") ?? [];
      const service = serviceNamed(objects, name ?? "", namespace ?? "");
      if (istiod.error !== "no virtual host matched" || !service || !isHeadless(service)) {
        return false;
      }
      // The caller itself has no listener there.
      const caller = podOf(objects, request.from);
      const [, ...others] = podsBehind(objects, service)
        .map(({ pod }) => pod)
        .filter((pod) => pod !== caller);
      const alone = objects.filter((o) => !others.includes(o));
      return others.length > 0 && routesAlike(alone, request, heddle);
    },
  },
  {
    name: "a gateway has no called address",
    because:
      "The oracle sends what a load balancer passes through to the gateway's own address. A gateway's listeners have no original_dst filter, so the cluster finds no host: 503 UH, as seen on real Envoys (lib/mesh/trace/real-envoys.test.ts).",
    covers: ({ request, istiod, heddle }) =>
      request.from.startsWith("gateway:") &&
      istiod.clusters?.some((c) => c.facts?.type === "ORIGINAL_DST") === true &&
      "destinations" in heddle &&
      heddle.destinations.some((d) => d.endpoints === 0),
  },
  {
    name: "of ServiceEntries with one host, age and namespace istiod takes the one that comes first",
    because:
      "The order of services ends with age, name and namespace, and the name of such a service is its host (push_context.go SortServicesByCreationTime): the same question asked again is answered otherwise.",
    covers: ({ istiod, objects, request }) => {
      const hosts = [
        request.to.replace(/:\d+$/, ""),
        ...(istiod.clusters ?? []).map((c) => c.host),
      ];
      const entries = objects
        .filter((o) => o.kind === "ServiceEntry")
        // As the generator makes them.
        .filter((o) =>
          (o["spec"] as { readonly hosts: readonly string[] }).hosts.some((h) => hosts.includes(h)),
        )
        .map(
          ({ metadata: { namespace, creationTimestamp } }) => `${namespace} ${creationTimestamp}`,
        );
      if (new Set(entries).size === entries.length) return false;
      const rivals = objects.filter((o) => o.kind === "ServiceEntry");
      return rivals.some((one) =>
        agreesSupposing(
          objects.filter((o) => o !== one),
          request,
          istiod,
        ),
      );
    },
  },
  {
    name: "the oracle calls from the first of a caller's pods",
    because:
      "Heddle answers for the workload. Where a rule about addresses denies some of its pods and all are denied in the end, it names what denies all. Asked of a workload of that pod alone, it names what the oracle names, of the pods that a caller without a proxy is sent to.",
    covers: (d) => {
      const istiod = calledWithoutProxy(d)?.istiod ?? d.istiod;
      const rest = { ...d, differences: compareAnswers(d.heddle, istiod) };
      if (!onlyIn(rest, ["deniedBy"])) return false;
      const others = otherPods(d);
      const alone = d.objects.filter((o) => !others.includes(o));
      return others.length > 0 && agreesSupposing(alone, d.request, istiod);
    },
  },
  {
    name: "a destination among several sets the authority",
    because:
      "The oracle does not read it at a weighted cluster, where istiod writes it as `host_rewrite_literal`. Envoy 1.38.3 was seen to send it: https://www.envoyproxy.io/docs/envoy/latest/api-v3/config/route/v3/route_components.proto#config-route-v3-weightedcluster-clusterweight. Of rules without it Heddle says what the oracle says.",
    covers: ({ objects, request, istiod }) =>
      agreesSupposing(objects.map(withoutHosts), request, istiod),
  },
];

export const explanationOf = (d: Disagreement): Explanation | null =>
  EXPLANATIONS.find((e) => e.covers(d)) ?? null;
