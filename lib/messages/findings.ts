import { formatRate, formatRatio } from "@/lib/format/figures";
import type { Finding } from "@/lib/mesh/analysis/finding";
import { AMBIENT_SENTENCES } from "./findings/ambient";
import { type Facts, figure, listed, namesOf, type Sentences, text } from "./findings/facts";
import { GATEWAY_SENTENCES } from "./findings/gateways";
import { POLICY_SENTENCES } from "./findings/policies";
import { ROUTE_SENTENCES } from "./findings/routes";
import { SECURITY_SENTENCES } from "./findings/security";
import { WORKLOAD_SENTENCES } from "./findings/workloads";

const subsetOf = (facts: Facts): string => {
  const subset = text(facts, "subset");
  return subset === "" ? text(facts, "host") : `${text(facts, "host")}, subset ${subset}`;
};

const noReadyPod = (facts: Facts, target: string): string => {
  const pods = figure(facts, "pods") ?? 0;
  const state =
    pods === 0
      ? "No pod runs"
      : pods === 1
        ? "The only pod is not ready"
        : `None of ${pods} pods is ready`;
  return `${state} behind ${target}: its requests fail with 503.`;
};

/** What a reference leads to, as `istioctl analyze` names it. */
function notFound(facts: Facts): string {
  const value = text(facts, "refval");
  switch (text(facts, "reftype")) {
    case "host":
      return `No service or ServiceEntry has the host ${value}: requests sent there fail with 503.`;
    case "mirror host":
      return `No service or ServiceEntry has the host ${value}: nothing is mirrored there.`;
    case "host:port": {
      const ports = listed(facts, "ports");
      const known = ports.length === 0 ? "no port" : `ports ${namesOf(ports)}`;
      return `${value} is no port of the service, which has ${known}.`;
    }
    case "gateway":
      return `Gateway ${value} does not exist.`;
    case "selector":
      return `No pod has ${value}: this acts on nothing.`;
    case "credentialName":
      return `Secret ${value} does not exist in ${text(facts, "namespace")}, where the gateway's pods are.`;
    case "namespace":
      return `Namespace ${value} does not exist.`;
    case "mirror+subset in destinationrule":
      return `No DestinationRule of ${text(facts, "host")} has a subset ${text(facts, "subset")}: nothing is mirrored there.`;
    default:
      return `No DestinationRule of ${text(facts, "host")} has a subset ${text(facts, "subset")}: requests sent there fail with 503.`;
  }
}

const BACKEND: Readonly<Record<string, (facts: Facts) => string>> = {
  missing: (f) =>
    `Service ${text(f, "service")} does not exist in ${text(f, "namespace")}: its share is answered with 500.`,
  "dotted-name": (f) =>
    `${text(f, "service")} is written as a host. A backend is named by the service alone, its namespace beside it.`,
  "no-grant": (f) =>
    `No ReferenceGrant in ${text(f, "namespace")} lets this route send to ${text(f, "service")}: its share is answered with 500.`,
};

/** One sentence or two for each code, with the names and figures of the finding. */
const SENTENCES: Sentences = {
  ...WORKLOAD_SENTENCES,
  ...GATEWAY_SENTENCES,
  ...POLICY_SENTENCES,
  ...SECURITY_SENTENCES,
  ...ROUTE_SENTENCES,
  ...AMBIENT_SENTENCES,
  IST0101: notFound,
  IST0109: (f) => {
    const followed = text(f, "followed");
    const who = followed === "" ? "one of them" : followed;
    return `${namesOf(listed(f, "virtualServices"))} define the host ${text(f, "host").replace(/^[^/]*\//, "")}. Sidecars follow ${who}, the others have no effect there.`;
  },
  IST0112: (f) =>
    `${text(f, "host")} has ports ${namesOf(listed(f, "ports"))}: say to which the requests go.`,
  IST0130: (f) => `Rule ${text(f, "rule")} is never reached: ${text(f, "reason")}.`,
  IST0131: (f) =>
    `Match ${text(f, "match")} of rule ${text(f, "rule")} has no effect: rule ${text(f, "earlier")} takes its requests.`,
  IST0132: (f) => `Gateway ${text(f, "gateway")} serves none of ${namesOf(listed(f, "hosts"))}.`,
  IST0140: (f) =>
    `The split of ${text(f, "host")} in ${text(f, "split")} acts inside the mesh. Requests that this rule brings in from a gateway are not split.`,
  IST0165: (f) =>
    `${text(f, "gateway")} is made by istiod from a Gateway API Gateway. Name that one, by an HTTPRoute.`,
  IST0173: (f) =>
    `No pod carries ${namesOf(listed(f, "labels"))}: requests to subset ${text(f, "subset")} fail with 503.`,
  IST0174: (f) =>
    `No service or ServiceEntry has the host ${text(f, "host")}: this DestinationRule acts on nothing.`,
  KIA0201: (f) =>
    `${namesOf(listed(f, "rules"))} has rules for ${text(f, "host")} too. Of what both define, one definition acts.`,
  KIA0203: (f) =>
    `Pods carry ${namesOf(listed(f, "labels"))}, but none behind ${text(f, "host")}: requests to subset ${text(f, "subset")} fail with 503.`,
  KIA0209: (f) =>
    `Subset ${text(f, "subset")} has no labels: it is every pod of ${text(f, "host")}.`,
  KIA1104: (f) =>
    `A weight of ${text(f, "weight")} means nothing here: the only destination takes every request.`,
  KIA1105: (f) => `${subsetOf(f)} stands twice in one rule.`,
  KIA1402: (f) => (BACKEND[text(f, "reason")] ?? BACKEND["missing"])?.(f) ?? "",
  HED101: (f) => {
    const rule = text(f, "rule");
    const why = rule === "" ? "none is in force for them" : `${rule} is in force for them`;
    return `Callers in ${namesOf(listed(f, "namespaces"))} have no subset ${text(f, "subset")} of ${text(f, "host")}: of the DestinationRules, ${why}. Their requests fail with 503.`;
  },
  HED102: () => "The weights sum to 0. Istio refuses that.",
  HED103: (f) => `A weight of ${text(f, "weight")} is below 0. Istio refuses that.`,
  HED104: (f) =>
    `The weights sum to ${text(f, "sum")}. Each counts as its part of the sum, not as a percentage.`,
  HED105: () => "Every backend has a weight of 0: all requests are answered with 500.",
  HED107: (f) =>
    `Rule ${text(f, "rule")} is never reached: ${namesOf(listed(f, "earlier"))} takes every request that it would.`,
  HED108: (f) =>
    `These rules are for HTTP, and ${text(f, "host")} has ${namesOf(listed(f, "ports"))}: they do nothing there. Name the port http or set its appProtocol.`,
  HED109: () => "No sidecar and no gateway follows this VirtualService.",
  HED110: (f) =>
    `${text(f, "service")} has no port ${text(f, "port")}, but ${namesOf(listed(f, "ports"))}.`,
  HED201: (f) => noReadyPod(f, subsetOf(f)),
  HED202: (f) => noReadyPod(f, text(f, "service")),
  HED204: (f) =>
    `${text(f, "version")} fails ${formatRatio(figure(f, "errorRatio"))} of its requests. At this weight up to ${formatRate(figure(f, "moreFailures"))} more would fail.`,
};

const MOST_NAMED = 6;

/** What findings say, with their real names. The code itself is shown beside it. */
export const findingsText = {
  /** Namespaces that the control plane may not look at, for all that is known. */
  undecided: (namespaces: readonly string[]): string => {
    const [first = "", ...others] = namespaces;
    const more = namespaces.length - MOST_NAMED;
    if (others.length === 0) {
      return `Whether discoverySelectors take the namespace ${first} is not known, for its labels cannot be read: it is judged as if they did.`;
    }
    const all = more > 0 ? [...namespaces.slice(0, MOST_NAMED), `${more} more`] : namespaces;
    return `Whether discoverySelectors take the namespaces ${namesOf(all)} is not known, for their labels cannot be read: they are judged as if they did.`;
  },
  sentence: ({ code, facts }: Finding): string => SENTENCES[code]?.(facts) ?? code,
};
