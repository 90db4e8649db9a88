import { formatDuration } from "@/lib/format/figures";
import { type Facts, figure, listed, namesOf, type Sentences, text } from "./facts";

const WHY_NOT_TAKEN: Readonly<Record<string, (f: Facts) => string>> = {
  missing: (f) => `Gateway ${text(f, "gateway")} does not exist.`,
  section: (f) => `Gateway ${text(f, "gateway")} has no listener ${text(f, "section")}.`,
  port: (f) => `Gateway ${text(f, "gateway")} has no such listener on that port.`,
  namespace: (f) =>
    `Gateway ${text(f, "gateway")} takes no routes of this namespace (allowedRoutes).`,
  hostname: (f) => `Gateway ${text(f, "gateway")} serves none of these hosts.`,
};

const milliseconds = (f: Facts, key: string): string => formatDuration(figure(f, key));

const subsetOf = (f: Facts): string => {
  const subset = text(f, "subset");
  return subset === "" ? text(f, "host") : `${text(f, "host")}, subset ${subset}`;
};

function routeBeside(f: Facts): string {
  const followed = text(f, "followed");
  const who = followed === "" ? "one of them" : followed;
  return `${namesOf(listed(f, "routes"))} has rules for ${text(f, "host")} too. A sidecar follows one of both kinds: in the service's own namespace ${who}.`;
}

/** What is said of routes, of what they lead to, and of how requests are shared out. */
export const ROUTE_SENTENCES: Sentences = {
  KIA0005: (f) => `Namespace ${text(f, "namespace")} does not exist: nobody there sees this.`,
  KIA0701: (f) =>
    `Port ${text(f, "port")} leads to ${text(f, "targetPort")}, which ${namesOf(listed(f, "workloads"))} does not have.`,
  KIA1004: (f) => `No service, ServiceEntry or VirtualService has the host ${text(f, "host")}.`,
  KIA1006: () => "In the root namespace a selector takes pods of that namespace alone.",
  KIA1007: () => "Without a mode it is REGISTRY_ONLY: what is not known may not be called.",
  KIA1102: (f) =>
    text(f, "reason") === "missing"
      ? `Gateway ${text(f, "gateway")} does not exist: this match is never met.`
      : `This VirtualService is not bound to ${text(f, "gateway")}: this match is never met.`,
  KIA1106: (f) =>
    `${namesOf(listed(f, "virtualServices"))} is older and takes every request for ${text(f, "host")} at the same gateway: these rules are never reached.`,
  KIA1108: (f) => `Write ${text(f, "use")}: names with a dot are the old form.`,
  KIA1211: (f) =>
    `${namesOf(listed(f, "entries"))} has port ${text(f, "port")} of the same host too. What both say may hide each other.`,
  KIA1212: (f) =>
    `${namesOf(listed(f, "entries"))} gives port ${text(f, "port")} of the same host another protocol. Which is taken is not defined.`,
  KIA1401: (f) => (WHY_NOT_TAKEN[text(f, "reason")] ?? WHY_NOT_TAKEN["missing"])?.(f) ?? "",
  KIA1501: (f) =>
    `${namesOf(listed(f, "gateways"))} has the listener ${text(f, "listener")} on the same pods too.`,
  KIA1502: (f) => `${namesOf(listed(f, "gateways"))} asks for ${text(f, "address")} too.`,
  KIA1503: (f) =>
    `Listener ${text(f, "listener")} has the host, port and protocol of ${text(f, "other")}.`,
  KIA1504: (f) => `GatewayClass ${text(f, "name")} does not exist: nobody serves this Gateway.`,
  GWAPI: (f) => {
    const why = [text(f, "reason"), text(f, "message").replace(/\.$/, "")].filter(Boolean);
    const reasons = why.length === 0 ? "" : ` (${why.join(", ")})`;
    return `Its controller does not serve listener ${text(f, "listener")}: ${text(f, "type")}${reasons}.`;
  },
  KIA1601: (f) =>
    `Namespace ${text(f, "namespace")} does not exist: this grants nothing to anybody.`,
  KIA1701: (f) =>
    `Service account ${text(f, "account")} does not exist in ${text(f, "namespace")}.`,
  KIA1702: (f) => `${namesOf(listed(f, "groups"))} has the labels ${text(f, "labels")} too.`,
  HED112: (f) =>
    `Port ${text(f, "port")} of ${text(f, "host")} carries ${text(f, "protocol")} already: TLS is put into TLS and the server does not understand it. Name the port HTTP and let the application speak plain HTTP.`,
  HED114: (f) => `${text(f, "prefix")} does not take ${text(f, "missed")} itself.`,
  HED115: (f) =>
    text(f, "host").includes(".")
      ? `${text(f, "host")} is taken as it is written: requests to ${text(f, "meant")} do not follow these rules.`
      : `No service ${text(f, "host")} is in the namespace of this object: requests to ${text(f, "meant")} do not follow these rules.`,
  HED116: (f) =>
    `Only ${namesOf(listed(f, "gateways"))} follows these rules: requests for ${text(f, "host")} inside the mesh do not.`,
  HED117: routeBeside,
  HED118: (f) =>
    `${text(f, "regex")} has to fit the whole path, and nothing in it stands for the rest of a longer one.`,
  HED119: (f) =>
    `The rewrite puts ${text(f, "uri")} in place of ${text(f, "prefix")} letter by letter: ${text(f, "sample")} becomes ${text(f, "becomes")}.`,
  HED120: (f) =>
    `No browser sends the origin ${text(f, "origin")}: an origin has no slash at its end.`,
  HED121: (f) =>
    `${text(f, "tries")} tries of ${milliseconds(f, "perTryMs")} do not fit into ${milliseconds(f, "timeoutMs")}: the last are cut off.`,
  HED122: (f) =>
    `${namesOf(listed(f, "methods"))} may be carried out twice: retries on ${namesOf(listed(f, "on"))} come after the request was sent.`,
  HED123: (f) =>
    `The mirror goes where the requests go anyway: ${subsetOf(f)} gets each one twice.`,
  HED124: (f) =>
    text(f, "kind") === "abort"
      ? "Every request to this host is aborted: the fault is for all of them."
      : "Every request to this host is delayed: the fault is for all of them.",
  HED125: (f) => {
    const pods = figure(f, "pods");
    const all = pods === 1 ? "its only pod" : `both of its pods`;
    return `${text(f, "host")} may lose ${all}: all of them may be ejected at once.`;
  },
  HED126: () =>
    "Nothing fails over to another locality: without outlierDetection no endpoint counts as failed.",
  HED127: (f) =>
    `${namesOf(listed(f, "virtualServices"))} shares requests out by weight: a caller meets the same pod only while it meets the same share.`,
  HED128: (f) =>
    `Port ${text(f, "port")} has a policy of its own, which stands in place of the one beside it: there is no TLS (${text(f, "mode")}) on it.`,
  HED129: (f) =>
    `${text(f, "service")} has ports ${namesOf(listed(f, "ports"))}: without a port the route acts on all of them.`,
};
