import "server-only";
import type { RawObject } from "@/lib/mesh/model/inventory";
import {
  at,
  type Fields,
  groupOf,
  kindOf,
  list,
  numberOf,
  text,
  texts,
} from "../cluster/api-object";
import { gatewayFaults, hostFaults, isAddress, isSubsetName, labelFaults } from "./istio-names";

/** What istiod's validating webhook says of an object: a refusal's sentence, and warnings. */
export type WebhookAnswer = {
  readonly refusal: string | null;
  readonly warnings: readonly string[];
};

/** Name of the webhook, as the API server quotes it. */
export const ISTIO_WEBHOOK = "validation.istio.io";

const silent: WebhookAnswer = { refusal: null, warnings: [] };

/**
 * Plays the part of Istio's validation that concerns hosts, gateways, weights, destinations and subsets of VirtualServices and
 * DestinationRules. Objects of other kinds pass.
 *
 * source: istio/istio `pkg/config/validation/virtualservice.go`, `validation.go`; sentences as istiod 1.30 gives them
 */
export function askIstio(object: RawObject): WebhookAnswer {
  if (groupOf(text(object, "apiVersion")) !== "networking.istio.io") return silent;
  const spec = at(object, "spec");
  if (kindOf(object) === "DestinationRule") return answer(destinationRule(spec), []);
  return kindOf(object) === "VirtualService"
    ? answer(virtualService(spec), warningsOf(spec))
    : silent;
}

const answer = (faults: readonly string[], warnings: readonly string[]): WebhookAnswer => ({
  refusal: faults.length === 0 ? null : sentence(faults),
  warnings: faults.length === 0 ? warnings : [],
});

/** Several errors as github.com/hashicorp/go-multierror prints them. */
function sentence(faults: readonly string[]): string {
  const [first = ""] = faults;
  const all = `${faults.length} errors occurred:\n${faults.map((f) => `\t* ${f}\n`).join("")}\n`;
  const said = faults.length === 1 ? first : all;
  return `admission webhook "${ISTIO_WEBHOOK}" denied the request: configuration is invalid: ${said}`;
}

const strings = (spec: Fields, field: string): readonly string[] => {
  const value = spec[field];
  return Array.isArray(value) ? value.filter((v) => typeof v === "string") : [];
};

function virtualService(spec: Fields): readonly string[] {
  const hosts = strings(spec, "hosts");
  const gateways = strings(spec, "gateways");
  const inMesh = gateways.length === 0 || gateways.includes("mesh");
  const ofHosts = hosts.flatMap((host) => hostOf(host, inMesh));
  const protocols = ["http", "tls", "tcp"].map((p) => list(spec, p));
  const none = protocols.every((routes) => routes.length === 0);
  const [http = [], tls = [], tcp = []] = protocols;
  return [
    ...gateways.flatMap(gatewayFaults),
    ...ofHosts,
    ...(ofHosts.length === 0 ? twice(hosts) : []),
    ...(none ? ["http, tcp or tls must be provided in virtual service"] : []),
    ...http.flatMap(httpRoute),
    ...[...tls, ...tcp].flatMap((route) => destinations(list(route, "route"))),
  ];
}

function hostOf(host: string, inMesh: boolean): readonly string[] {
  if (host === "*" && inMesh) {
    return ["wildcard host * is not allowed for virtual services bound to the mesh gateway"];
  }
  return isAddress(host) ? [] : hostFaults(host);
}

const twice = (hosts: readonly string[]): readonly string[] =>
  hosts
    .filter((host, i) => hosts.indexOf(host) !== i)
    .map((host) => `duplicate hosts in virtual service: ${host} & ${host}`);

function httpRoute(route: Fields): readonly string[] {
  const has = (field: string) => route[field] !== undefined;
  const routes = list(route, "route");
  const delegated = has("delegate");
  const acts = routes.length > 0 || has("redirect") || has("directResponse") || delegated;
  return [
    ...(acts ? [] : ["HTTP route, redirect or direct_response is required"]),
    ...(routes.length > 0 && has("redirect")
      ? ["HTTP route cannot contain both route and redirect"]
      : []),
    ...destinations(routes),
  ];
}

const MAX_PORT = 65_535;

function destinations(routes: readonly Fields[]): readonly string[] {
  const weights = routes.map((r) => numberOf(r, "weight") ?? 0);
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return [
    ...routes.flatMap((r, i) => [
      ...destination(at(r, "destination")),
      ...((weights[i] ?? 0) < 0 ? [`weight ${weights[i]} < 0`] : []),
    ]),
    ...(routes.length > 1 && total === 0 ? ["total destination weight = 0"] : []),
  ];
}

function destination(to: Fields): readonly string[] {
  const host = text(to, "host");
  const subset = text(to, "subset");
  const port = numberOf(at(to, "port"), "number");
  return [
    ...(isAddress(host) ? [] : hostFaults(host)),
    ...(subset === "" || isSubsetName(subset) ? [] : [`subset name is invalid: ${subset}`]),
    ...(port === null || (port >= 1 && port <= MAX_PORT)
      ? []
      : [`port number ${port} must be in the range 1..65535`]),
  ];
}

function destinationRule(spec: Fields): readonly string[] {
  const subsets = list(spec, "subsets");
  const names = subsets.map((s) => text(s, "name"));
  const host = text(spec, "host");
  return [
    ...(isAddress(host) ? [] : hostFaults(host)),
    ...names
      .filter((name, i) => names.indexOf(name) !== i)
      .map((name) => `duplicate subset names: ${name}`),
    ...subsets.flatMap((subset) => [
      ...subsetName(text(subset, "name")),
      ...Object.entries(texts(at(subset, "labels"))).flatMap(([k, v]) => labelFaults(k, v)),
    ]),
  ];
}

function subsetName(name: string): readonly string[] {
  if (name === "") return ["subset name cannot be empty"];
  return isSubsetName(name) ? [] : [`subset name is invalid: ${name}`];
}

/** Of Istio's warnings the one that needs no comparison of matches. source: `analyzeUnreachableRules` */
function warningsOf(spec: Fields): readonly string[] {
  const open = list(spec, "http").map((route) => list(route, "match").length === 0);
  const first = open.indexOf(true);
  return list(spec, "http").flatMap((route, i) => {
    if (first === -1 || i <= first) return [];
    const name = text(route, "name") || `#${i}`;
    return open[i]
      ? [`virtualService rule ${name} not used (only the last rule can have no matches)`]
      : [];
  });
}
